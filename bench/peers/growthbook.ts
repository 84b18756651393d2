import { type FeatureDefinitions, GrowthBookClient } from '@growthbook/growthbook';
import { type FactTest, type Spelling, spell } from './fact-test.ts';
import { type FlatList, flatLists, isListName, openTests } from './flat-lists.ts';
import type { PeerCall } from './peer.ts';
import type { RuleList } from './rule-list.ts';

export const GROWTHBOOK = '@growthbook/growthbook';

const SPELLING: Spelling<object> = {
  oneOf: (fact, values) => ({ [fact]: { $in: values } }),
  noneOf: (fact, values) => ({ [fact]: { $nin: values } }),
  beginsWith: (fact, values) => ({ [fact]: { $regex: `^(?:${values.map(escaped).join('|')})` } }),
  below: (fact, value) => ({ [fact]: { $lt: value } }),
  atLeast: (fact, value) => ({ [fact]: { $gte: value } }),
};

/**
 * One feature a plan and one for the hours of each rule that has some; a forced value a rule. It knows no beginnings of
 * texts but by regular expression. The hours as one condition of the experiment: a rule for each way to be closed took
 * 1.1 times as long, ranges of forced values in place of the experiment 1.05 times.
 */
export function makeGrowthBook(lists: readonly RuleList[], calls: readonly PeerCall[]) {
  const features: FeatureDefinitions = Object.fromEntries(
    lists.flatMap(flatLists).map((list) => [list.name, featureOf(list)]),
  );
  const client = new GrowthBookClient().initSync({ payload: { features } });
  const users = calls.map(({ facts: { bucket: _, ...facts }, callId }) => ({ attributes: { id: callId, ...facts } }));
  return {
    name: GROWTHBOOK,
    splitsItself: true,
    isNative: false,
    decide: (index: number): string => {
      const user = users[index]!;
      const answer = client.getFeatureValue<string>(calls[index]!.called, '', user);
      return isListName(answer) ? client.getFeatureValue<string>(answer, '', user) : answer;
    },
    close: () => client.destroy(),
  };
}

function featureOf({ name, rules, otherwise }: FlatList): FeatureDefinitions[string] {
  const windows = openTests(otherwise).map(conditionOf);
  const experiment = {
    key: name,
    hashAttribute: 'id',
    hashVersion: 2,
    condition: windows.length === 1 ? windows[0]! : { $or: windows },
    variations: otherwise.open.map(({ then }) => then),
    weights: otherwise.open.map(({ basisPoints }) => basisPoints / 10_000),
  };
  const forced = rules.map(({ all, then }) => ({ condition: conditionOf(all), force: then }));
  return { defaultValue: otherwise.closed, rules: [...forced, experiment] };
}

/** Two tests of one fact stand under one key. */
function conditionOf(tests: readonly FactTest[]): Record<string, object> {
  const merged: Record<string, object> = {};
  for (const test of tests) {
    for (const [fact, asked] of Object.entries(spell(test, SPELLING))) merged[fact] = { ...merged[fact], ...asked };
  }
  return merged;
}

function escaped(text: string): string {
  return text.replace('+', '\\+');
}
