import { FlagdCore } from '@openfeature/flagd-core';
import { type FactTest, type Spelling, spell } from './fact-test.ts';
import { answersOf, closedTests, hoursOfList } from './flat-lists.ts';
import type { PeerCall } from './peer.ts';
import type { Hours, RuleList } from './rule-list.ts';

export const FLAGD_CORE = '@openfeature/flagd-core';

const SPELLING: Spelling<object> = {
  oneOf: (fact, values) => ({ in: [{ var: fact }, values] }),
  noneOf: (fact, values) => ({ '!': [{ in: [{ var: fact }, values] }] }),
  beginsWith: (fact, values) => ({ or: values.map((value) => ({ starts_with: [{ var: fact }, value] })) }),
  below: (fact, value) => ({ '<': [{ var: fact }, value] }),
  atLeast: (fact, value) => ({ '>=': [{ var: fact }, value] }),
};
const QUIET = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} };

/**
 * One flag a plan, its targeting compiled by flagd, a variant an answer. The hours of a rule nest in its branch: as
 * branches of the flag, each with its districts, they took 1.8 times as long. The split's key is the one that flagd
 * takes by itself, number and call id.
 */
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
  const answers = answersOf(list.rules, hoursOfList(list));
  const variant = (answer: string) => `v${answers.indexOf(answer)}`;
  const hoursLogic = (hours: Hours): object => ({
    if: [
      ...closedTests(hours).flatMap((all) => [allOf(all), variant(hours.closed)]),
      { fractional: hours.open.map(({ basisPoints, then }) => [variant(then), basisPoints]) },
    ],
  });
  const branches = list.rules.flatMap((rule) => [
    allOf(rule.all),
    'hours' in rule ? hoursLogic(rule.hours) : variant(rule.then),
  ]);
  return {
    state: 'ENABLED',
    variants: Object.fromEntries(answers.map((answer) => [variant(answer), answer])),
    defaultVariant: variant(answers[0]!),
    targeting: { if: [...branches, hoursLogic(list.otherwise)] },
  };
}

function allOf(tests: readonly FactTest[]): object {
  const spelled = tests.map((test) => spell(test, SPELLING));
  return spelled.length === 1 ? spelled[0]! : { and: spelled };
}
