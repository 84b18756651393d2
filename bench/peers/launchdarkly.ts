import { init, type LDContext } from '@launchdarkly/node-server-sdk';
import { TestData } from '@launchdarkly/node-server-sdk/integrations';
import { type FactTest, type Spelling, spell } from './fact-test.ts';
import { answersOf, type FlatList, flatLists, isListName, openTests } from './flat-lists.ts';
import type { PeerCall } from './peer.ts';
import type { RuleList } from './rule-list.ts';

export const LAUNCHDARKLY = '@launchdarkly/node-server-sdk';

type Clause = {
  readonly attribute: string;
  readonly op: string;
  readonly values: readonly unknown[];
  negate?: boolean;
};
const SPELLING: Spelling<Clause> = {
  oneOf: (attribute, values) => ({ attribute, op: 'in', values }),
  noneOf: (attribute, values) => ({ attribute, op: 'in', values, negate: true }),
  beginsWith: (attribute, values) => ({ attribute, op: 'startsWith', values }),
  below: (attribute, value) => ({ attribute, op: 'lessThan', values: [value] }),
  atLeast: (attribute, value) => ({ attribute, op: 'greaterThanOrEqual', values: [value] }),
};
const QUIET = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} };
const START_SECONDS = 10;

/**
 * One flag a plan and one for the hours of each rule that has some, from its test data: no network, no events. A flag
 * with a segment for each region's hours took 1.3 times as long; rules for when it is closed, which are more than those
 * for when it is open, 1.05 times.
 */
export async function makeLaunchDarkly(lists: readonly RuleList[], calls: readonly PeerCall[]) {
  const data = new TestData();
  for (const list of lists.flatMap(flatLists)) await data.usePreconfiguredFlag(flagOf(list));
  const client = init('none', {
    updateProcessor: data.getFactory(),
    sendEvents: false,
    diagnosticOptOut: true,
    logger: QUIET,
  });
  await client.waitForInitialization({ timeout: START_SECONDS });
  const contexts = calls.map(
    ({ facts: { bucket: _, ...facts }, callId }): LDContext => ({ kind: 'user', key: callId, ...facts }),
  );
  return {
    name: LAUNCHDARKLY,
    splitsItself: true,
    isNative: false,
    decide: async (index: number): Promise<string> => {
      const context = contexts[index]!;
      const answer: string = await client.variation(calls[index]!.called, context, '');
      return isListName(answer) ? client.variation(answer, context, '') : answer;
    },
    close: () => client.close(),
  };
}

function flagOf({ name, rules, otherwise }: FlatList): object {
  const variations = answersOf(rules, [otherwise]);
  const rollout = {
    contextKind: 'user',
    variations: otherwise.open.map(({ basisPoints, then }) => ({
      variation: variations.indexOf(then),
      weight: basisPoints * 10,
    })),
  };
  const branches = [
    ...rules.map(({ all, then }) => ({ clauses: clausesOf(all), variation: variations.indexOf(then) })),
    ...openTests(otherwise).map((all) => ({ clauses: clausesOf(all), rollout })),
  ];
  return {
    key: name,
    version: 1,
    on: true,
    salt: name,
    variations,
    offVariation: 0,
    fallthrough: { variation: variations.indexOf(otherwise.closed) },
    prerequisites: [],
    targets: [],
    contextTargets: [],
    rules: branches.map((branch, i) => ({ id: String(i), ...branch })),
  };
}

function clausesOf(tests: readonly FactTest[]): readonly object[] {
  return tests.map((test) => ({ contextKind: 'user', negate: false, ...spell(test, SPELLING) }));
}
