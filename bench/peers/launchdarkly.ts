import { init, type LDContext } from '@launchdarkly/node-server-sdk';
import { TestData } from '@launchdarkly/node-server-sdk/integrations';
import type { PeerCall } from './peer.ts';
import { answersOf, type RuleList, type Spelling, spell } from './rule-list.ts';

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

/** One flag a plan, from its test data: no network, no events. */
export async function makeLaunchDarkly(lists: readonly RuleList[], calls: readonly PeerCall[]) {
  const data = new TestData();
  for (const list of lists) await data.usePreconfiguredFlag(flagOf(list));
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
    decide: async (index: number): Promise<string> => client.variation(calls[index]!.called, contexts[index]!, ''),
    close: () => client.close(),
  };
}

function flagOf(list: RuleList): object {
  const { number, rules, split } = list;
  const variations = answersOf(list);
  return {
    key: number,
    version: 1,
    on: true,
    salt: number,
    variations,
    offVariation: 0,
    fallthrough: {
      rollout: {
        contextKind: 'user',
        variations: split.map(({ basisPoints, then }) => ({
          variation: variations.indexOf(then),
          weight: basisPoints * 10,
        })),
      },
    },
    prerequisites: [],
    targets: [],
    contextTargets: [],
    rules: rules.map(({ all, then }, i) => ({
      id: String(i),
      variation: variations.indexOf(then),
      clauses: all.map((test) => ({ contextKind: 'user', negate: false, ...spell(test, SPELLING) })),
    })),
  };
}
