import { ZenDecisionContent, ZenEngine } from '@gorules/zen-engine';
import { type FactTest, type Spelling, spell } from './fact-test.ts';
import { bucketRules, closedTests, type FlatRule } from './flat-lists.ts';
import type { PeerCall } from './peer.ts';
import type { Hours, RuleList } from './rule-list.ts';

export const ZEN_ENGINE = '@gorules/zen-engine';

const SPELLING: Spelling<string> = {
  oneOf: (fact, values) => `${fact} in [${values.map(quoted).join(', ')}]`,
  noneOf: (fact, values) => `${fact} not in [${values.map(quoted).join(', ')}]`,
  beginsWith: (fact, values) => `(${values.map((value) => `startsWith(${fact}, ${quoted(value)})`).join(' or ')})`,
  below: (fact, value) => `${fact} < ${value}`,
  atLeast: (fact, value) => `${fact} >= ${value}`,
};
const PLACE = { position: { x: 0, y: 0 } };

/**
 * One decision a plan, of one expression, compiled once: as a plain object it is compiled again by every evaluation,
 * which takes 1.4 to 5 times as long. The hours of a rule nest in its branch. With 20 regions a decision table that takes
 * the first row took 1.5 times as long, a switch with an expression for each region 1.3 times.
 */
export function makeZenEngine(lists: readonly RuleList[], calls: readonly PeerCall[]) {
  const engine = new ZenEngine();
  const decisions = new Map(
    lists.map((list) => [list.number, engine.createDecision(new ZenDecisionContent(graphOf(list)))]),
  );
  return {
    name: ZEN_ENGINE,
    splitsItself: false,
    isNative: true,
    decide: async (index: number) => {
      const { called, facts } = calls[index]!;
      const { result } = await decisions.get(called)!.evaluate(facts);
      return result.answer as string;
    },
    close: () => engine.dispose(),
  };
}

function graphOf(list: RuleList): object {
  const branches = list.rules.map((rule) => {
    const then = 'hours' in rule ? `(${hoursExpression(rule.hours)})` : quoted(rule.then);
    return branchOf(rule.all, then);
  });
  const expressions = [{ id: 'a', key: 'answer', value: branches.join('') + hoursExpression(list.otherwise) }];
  return {
    nodes: [
      { id: 'in', type: 'inputNode', name: 'in', ...PLACE },
      { id: 'rules', type: 'expressionNode', name: 'rules', content: { expressions }, ...PLACE },
      { id: 'out', type: 'outputNode', name: 'out', ...PLACE },
    ],
    edges: [
      { id: 'first', type: 'edge', sourceId: 'in', targetId: 'rules' },
      { id: 'second', type: 'edge', sourceId: 'rules', targetId: 'out' },
    ],
  };
}

function hoursExpression(hours: Hours): string {
  const closed = closedTests(hours).map((all): FlatRule => ({ all, then: hours.closed }));
  return [...closed, ...bucketRules(hours.open)].map(({ all, then }) => branchOf(all, quoted(then))).join('');
}

function branchOf(tests: readonly FactTest[], then: string): string {
  const asked = tests.map((test) => spell(test, SPELLING)).join(' and ');
  return asked === '' ? then : `${asked} ? ${then} : `;
}

function quoted(text: string): string {
  return `'${text}'`;
}
