import { FlagdCore } from '@openfeature/flagd-core';
import type { PeerCall } from './peer.ts';
import { answersOf, type RuleList, type Spelling, spell } from './rule-list.ts';

export const FLAGD_CORE = '@openfeature/flagd-core';

const SPELLING: Spelling<object> = {
  oneOf: (fact, values) => ({ in: [{ var: fact }, values] }),
  noneOf: (fact, values) => ({ '!': [{ in: [{ var: fact }, values] }] }),
  beginsWith: (fact, values) => ({ or: values.map((value) => ({ starts_with: [{ var: fact }, value] })) }),
  below: (fact, value) => ({ '<': [{ var: fact }, value] }),
  atLeast: (fact, value) => ({ '>=': [{ var: fact }, value] }),
};
const QUIET = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} };

/** One flag a plan, its targeting compiled by flagd, a variant an answer. */
export function makeFlagdCore(lists: readonly RuleList[], calls: readonly PeerCall[]) {
  const core = new FlagdCore(undefined, QUIET);
  core.setConfigurations(
    JSON.stringify({ flags: Object.fromEntries(lists.map((list) => [list.number, flagOf(list)])) }),
  );
  const contexts = calls.map(({ facts: { bucket: _, ...facts }, callId }) => ({ targetingKey: callId, ...facts }));
  return {
    name: FLAGD_CORE,
    splitsItself: true,
    isNative: false,
    decide: (index: number) => core.resolveStringEvaluation(calls[index]!.called, '', contexts[index], QUIET).value,
    close: () => {},
  };
}

function flagOf(list: RuleList): object {
  const answers = answersOf(list);
  const variant = (answer: string) => `v${answers.indexOf(answer)}`;
  const key = { cat: [{ var: '$flagd.flagKey' }, { var: 'targetingKey' }] };
  const fractional = [key, ...list.split.map(({ basisPoints, then }) => [variant(then), basisPoints])];
  const branches = list.rules.flatMap(({ all, then }) => {
    const tests = all.map((test) => spell(test, SPELLING));
    return [tests.length === 1 ? tests[0]! : { and: tests }, variant(then)];
  });
  return {
    state: 'ENABLED',
    variants: Object.fromEntries(answers.map((answer) => [variant(answer), answer])),
    defaultVariant: variant(answers[0]!),
    targeting: { if: [...branches, { fractional }] },
  };
}
