import { expect } from '@jest/globals';
import { type Decision, type ExplainableDecision, type Explanation, explainDecision } from '../../engine/index.ts';
import type { Plan, PlanOverride, Step } from '../../rules/index.ts';

/** The value at a JSON Pointer (RFC 6901). @throws Error naming the token that leads nowhere */
function resolvePointer(document: unknown, path: string): unknown {
  let value = document;
  for (const token of path.split('/').slice(1)) {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) {
      throw new Error(`${path} leads nowhere at "${token}"`);
    }
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

/** Every JSON Pointer of an explanation. */
function pointersOf(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) =>
    typeof part === 'string' && /^(path|followed|lostAt|.*Path)$/.test(key) ? [part] : pointersOf(part),
  );
}

/** The plain fields of a decision as a record keeps them, gone through JSON. */
export function recordOf(decision: Decision): ExplainableDecision {
  const { atMs, periodSource } = decision;
  return JSON.parse(JSON.stringify({ ...decision.toJSON(), atMs, periodSource })) as ExplainableDecision;
}

/**
 * Explains a decision and holds the explanation against plan and decision: every place resolves and holds what the
 * explanation says of it, each branch leads to the next step, the ending is the decision's, and it is plain data.
 * @param canonical of the decision's version
 * @param override of that version: its places are below `/override`
 */
export function explainSoundly(canonical: Plan, decision: Decision, override?: PlanOverride): Explanation {
  const explanation = explainDecision(canonical, decision, override);
  const plan = override === undefined ? canonical : { ...canonical, override };
  expect(explanation.lostAt).toBeUndefined();
  expect(JSON.parse(JSON.stringify(explanation))).toEqual(explanation);
  expect(explainDecision(canonical, recordOf(decision), override)).toEqual(explanation);
  for (const path of pointersOf(explanation)) resolvePointer(plan, path);
  expectChain(plan, explanation);
  expectFindings(plan, decision, explanation);
  expectEnding(plan, decision, explanation);
  return explanation;
}

function expectChain(plan: Plan, { steps: all }: Explanation): void {
  const [layer] = all;
  const isLayered = layer?.step === 'override';
  const steps = isLayered ? all.slice(1) : all;
  let branch = isLayered ? layer.followed : '/route';
  if (isLayered) expect(branch).toBe(layer.found.ended ? '/route' : '/override/to');
  steps.forEach((step, index) => {
    const through: string[] = [];
    let place = branch;
    let held = resolvePointer(plan, branch) as Step;
    while ('subroute' in held) {
      through.push(held.subroute);
      place = `/subroutes/${held.subroute}`;
      held = resolvePointer(plan, place) as Step;
    }
    expect(step.path).toBe(place);
    expect(step.through ?? []).toEqual(through);
    expect(Object.keys(held)).toContain(step.step);
    const isLast = index === steps.length - 1;
    expect('followed' in step).toBe(!isLast);
    if ('followed' in step) branch = step.followed;
  });
}

function expectFindings(plan: Plan, decision: Decision, { steps }: Explanation): void {
  for (const step of steps) {
    if (step.step === 'callers' && step.found.match === 'entry') {
      expect(resolvePointer(plan, step.found.entryPath)).toBe(step.found.entry);
      expect(resolvePointer(plan, step.found.namedPath)).toBe(step.found.list);
      const { entry } = step.found;
      expect(entry.endsWith('*') ? decision.caller?.startsWith(entry.slice(0, -1)) : decision.caller === entry).toBe(
        true,
      );
    }
    if (step.step === 'districts' && step.found.match !== 'otherwise') {
      const { found } = step;
      expect(resolvePointer(plan, found.match === 'area' ? found.codePath : found.namedPath)).toBe(decision.origin);
      if (found.match === 'area') expect(resolvePointer(plan, found.namedPath)).toBe(found.area);
    }
    if (step.step === 'calendar') {
      const told = resolvePointer(plan, step.found.path);
      expect(typeof told === 'string' ? told : (told as { period: string }).period).toBe(decision.period);
      if (step.found.hoursPath !== undefined) {
        expect(resolvePointer(plan, step.found.hoursPath)).toBe(step.found.hours);
      }
      if (step.found.namedPath !== undefined) expect(resolvePointer(plan, step.found.namedPath)).toBe(decision.period);
      if (step.found.rule.by === 'holidays' || step.found.rule.by === 'eveOf') {
        expect(step.found.rule.holidays).not.toHaveLength(0);
        for (const { set, setPath } of step.found.rule.holidays) expect(resolvePointer(plan, setPath)).toBe(set);
      }
    }
    if (step.step === 'split') {
      expect(step.asked.bucket).toBe(decision.bucket);
      expect((resolvePointer(plan, step.found.sharePath) as { percent: number }).percent).toBe(step.found.percent);
    }
  }
}

function expectEnding(plan: Plan, decision: Decision, { steps }: Explanation): void {
  const ending = steps.at(-1);
  switch (ending?.step) {
    case 'site': {
      const tried = ending.found.sites.filter((site) => ending.found.degraded || !site.outOfService);
      const targets = tried.flatMap(({ site, destinations, ringSeconds }) =>
        destinations.map((destination) => ({ site, destination, ringSeconds })),
      );
      expect(targets).toEqual(decision.toJSON().targets);
      expect(ending.found.degraded).toBe(decision.degraded);
      for (const { site, namedPath } of ending.found.sites) expect(resolvePointer(plan, namedPath)).toBe(site);
      break;
    }
    case 'announce':
      expect({ name: ending.found.announcement, uri: ending.found.uri }).toEqual(decision.announcement);
      break;
    case 'reject':
      expect(ending.found.reason).toBe(decision.reason);
      break;
    default:
      expect(decision.outcome).toBe('unknown-number');
  }
}
