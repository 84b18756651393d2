import { type FeatureDefinitions, GrowthBookClient } from '@growthbook/growthbook';
import type { PeerCall } from './peer.ts';
import { type RuleList, type Spelling, spell } from './rule-list.ts';

export const GROWTHBOOK = '@growthbook/growthbook';

const SPELLING: Spelling<object> = {
  oneOf: (fact, values) => ({ [fact]: { $in: values } }),
  noneOf: (fact, values) => ({ [fact]: { $nin: values } }),
  beginsWith: (fact, values) => ({ [fact]: { $regex: `^(?:${values.map(escaped).join('|')})` } }),
  below: (fact, value) => ({ [fact]: { $lt: value } }),
  atLeast: (fact, value) => ({ [fact]: { $gte: value } }),
};

/** One feature a plan, a forced value a rule. It knows no beginnings of texts but by regular expression. */
export function makeGrowthBook(lists: readonly RuleList[], calls: readonly PeerCall[]) {
  const features: FeatureDefinitions = Object.fromEntries(lists.map((list) => [list.number, featureOf(list)]));
  const client = new GrowthBookClient().initSync({ payload: { features } });
  const users = calls.map(({ facts: { bucket: _, ...facts }, callId }) => ({ attributes: { id: callId, ...facts } }));
  return {
    name: GROWTHBOOK,
    splitsItself: true,
    isNative: false,
    decide: (index: number): string => client.getFeatureValue<string>(calls[index]!.called, '', users[index]!),
    close: () => client.destroy(),
  };
}

function featureOf({ number, rules, split }: RuleList): FeatureDefinitions[string] {
  const experiment = {
    key: number,
    hashAttribute: 'id',
    hashVersion: 2,
    variations: split.map(({ then }) => then),
    weights: split.map(({ basisPoints }) => basisPoints / 10_000),
  };
  const forced = rules.map(({ all, then }) => ({
    condition: mergedTests(all.map((test) => spell(test, SPELLING))),
    force: then,
  }));
  return { defaultValue: split[0]!.then, rules: [...forced, experiment] };
}

/** Two tests of one fact stand under one key. */
function mergedTests(tests: readonly object[]): Record<string, object> {
  const merged: Record<string, object> = {};
  for (const [fact, test] of tests.flatMap((each) => Object.entries(each))) merged[fact] = { ...merged[fact], ...test };
  return merged;
}

function escaped(text: string): string {
  return text.replace('+', '\\+');
}
