import { type ConditionProperties, Engine, type NestedCondition, type TopLevelCondition } from 'json-rules-engine';
import type { PeerCall } from './peer.ts';
import { type RuleList, rulesWithBuckets, type Spelling, spell } from './rule-list.ts';

export const JSON_RULES_ENGINE = 'json-rules-engine';

const SPELLING: Spelling<ConditionProperties> = {
  oneOf: (fact, value) => ({ fact, operator: 'in', value }),
  noneOf: (fact, value) => ({ fact, operator: 'notIn', value }),
  beginsWith: (fact, value) => ({ fact, operator: 'beginsWith', value }),
  below: (fact, value) => ({ fact, operator: 'lessThan', value }),
  atLeast: (fact, value) => ({ fact, operator: 'greaterThanInclusive', value }),
};

/**
 * One engine a plan, a priority a rule, stopped by the first that holds: in the order of the list, so that nothing is
 * evaluated that need not be. The answer is the event.
 */
export function makeJsonRulesEngine(lists: readonly RuleList[], calls: readonly PeerCall[]) {
  const engines = new Map(lists.map((list) => [list.number, engineOf(list)]));
  return {
    name: JSON_RULES_ENGINE,
    splitsItself: false,
    isNative: false,
    decide: async (index: number) => {
      const { called, facts } = calls[index]!;
      const { events } = await engines.get(called)!.run(facts);
      return events[0]!.type;
    },
    close: () => {},
  };
}

function engineOf(list: RuleList): Engine {
  const engine = new Engine();
  engine.addOperator<string, string[]>('beginsWith', (text, starts) => starts.some((start) => text.startsWith(start)));
  const rules = rulesWithBuckets(list);
  rules.forEach((rule, i) => {
    const conditions: TopLevelCondition = { all: rule.all.map((test): NestedCondition => spell(test, SPELLING)) };
    engine.addRule({ conditions, event: { type: rule.then }, priority: rules.length - i });
  });
  engine.on('success', () => engine.stop());
  return engine;
}
