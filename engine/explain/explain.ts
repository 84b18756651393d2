import { DEFAULT_TIME_ZONE, type Plan, type PlanOverride, type Step } from '../../rules/index.ts';
import { BRANCH, parseTrail, type Trail } from '../decide/trail.ts';
import { explainCalendar } from './calendar.ts';
import { explainCallers } from './callers.ts';
import { explainDistricts } from './districts.ts';
import { explainAnnounce, explainReject, explainSite } from './endings.ts';
import type { ExplainedStep, Explanation, StepPlace } from './explanation.ts';
import { type ExplainableDecision, enterStep, type Followed, type Following } from './following.ts';
import { isoInZone } from './local-iso.ts';
import { explainOverride } from './override.ts';
import { explainSplit } from './split.ts';

/**
 * Expands a decision's trail with the plan of its version: each step with its place, what was asked, what was found
 * and which branch was followed. It decides nothing again: the branches are the trail's. Never throws for a plan
 * without errors; where plan and trail do not go together it ends, and says so in `lostAt`.
 * @param plan canonical; undefined: the number has none
 * @param override of the decision's version, if it has one
 */
export function explainDecision(
  plan: Plan | undefined,
  decision: ExplainableDecision,
  override?: PlanOverride,
): Explanation {
  const head = explainCall(plan, decision);
  if (decision.outcome === 'unknown-number' || decision.outcome === 'not-ready') return { ...head, steps: [] };
  const trail = parseTrail(decision.trail);
  if (plan === undefined || trail === undefined) return { ...head, steps: [], lostAt: '' };
  return { ...head, ...followTrail({ plan, decision, trail }, override) };
}

function explainCall(plan: Plan | undefined, decision: ExplainableDecision): Omit<Explanation, 'steps'> {
  const { number, version, outcome, callId, atMs, caller, origin, withheld } = decision;
  const timeZone = plan === undefined ? undefined : (plan.timeZone ?? DEFAULT_TIME_ZONE);
  const at = isoInZone(atMs, timeZone);
  return {
    ...(number === undefined ? {} : { number }),
    ...(plan?.label === undefined ? {} : { label: plan.label }),
    ...(version === undefined ? {} : { version }),
    outcome,
    callId,
    ...(at === undefined ? {} : { at }),
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(caller === undefined ? {} : { caller }),
    origin,
    withheld,
  };
}

function followTrail(following: Following, override?: PlanOverride): Pick<Explanation, 'steps' | 'lostAt'> {
  const { plan, trail } = following;
  if (override === undefined) {
    return trail.overridden ? { steps: [], lostAt: '/override' } : followSteps(following, plan.route, '/route', []);
  }
  const layer = explainOverride(override, following);
  if (layer?.next === undefined) return { steps: [], lostAt: '/override' };
  return followSteps(following, layer.next, layer.explained.followed, [layer.explained]);
}

/** @param above what was explained before the first step, a layer above the plan */
function followSteps(
  following: Following,
  first: Step,
  firstPath: string,
  above: readonly ExplainedStep[],
): Pick<Explanation, 'steps' | 'lostAt'> {
  const steps = [...above];
  let step = first;
  let path = firstPath;
  for (;;) {
    const entered = enterStep(following.plan, step, path);
    if (entered === undefined) return { steps, lostAt: path };
    const followed = explainStep(entered.step, entered.place, following);
    // A step stands once on every path: one that comes again is of a plan that was never checked.
    const again = steps.some((before) => before.step === followed?.explained.step);
    if (followed === undefined || again) return { steps, lostAt: entered.place.path };
    steps.push(followed.explained);
    if (!('followed' in followed.explained) || followed.next === undefined) {
      // A trail that asked more than this path did is of another plan too.
      return stepsAsked(following.trail) === steps.length - above.length - 1
        ? { steps }
        : { steps, lostAt: entered.place.path };
    }
    step = followed.next;
    path = followed.explained.followed;
  }
}

function stepsAsked({ callers, districts, calendar, split }: Trail): number {
  return [callers, districts, calendar, split].filter((code) => code !== BRANCH.notAsked).length;
}

/** Undefined when the trail does not fit the step. */
function explainStep(step: Step, place: StepPlace, following: Following): Followed | undefined {
  if ('callers' in step) return explainCallers(step.callers, place, following);
  if ('districts' in step) return explainDistricts(step.districts, place, following);
  if ('calendar' in step) return explainCalendar(step.calendar, place, following);
  if ('split' in step) return explainSplit(step.split, place, following);
  if ('site' in step) return explainSite(step, place, following);
  if ('announce' in step) return explainAnnounce(step.announce, place, following);
  if ('reject' in step) return explainReject(step.reject, place, following);
  return undefined;
}
