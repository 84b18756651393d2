import { type DayEntry, formatIsoDate, type Plan, type Step } from '../../rules/index.ts';
import type { BenchCall } from '../workload/call-list.ts';
import { planWithCallers } from '../workload/large-plan.ts';
import { numberAt } from '../workload/number-at.ts';
import { chanceOf, typicalPlan } from '../workload/typical-plan.ts';

/** What of one plan is made more and more. */
export type Dimension = 'callers' | 'days' | 'shares';
/** Up to what a plan may have of each. */
export const GROWN_SIZES: Readonly<Record<Dimension, readonly number[]>> = {
  callers: [10, 100, 1_000, 10_000, 100_000],
  days: [4, 12, 40, 120, 400],
  shares: [2, 4, 8, 16, 32, 64],
};

const FIRST_DAY = 20_454; // 2026-01-01
const FIRST_MS = FIRST_DAY * 86_400_000;
const DAYS_SPREAD = 2 * 365;

/** A plan with so many caller entries, special days or shares. The step that reads them is asked by every call. */
export function grownPlan(seed: string, dimension: Dimension, size: number): Plan {
  if (dimension === 'callers') return planWithCallers(seed, size);
  const plan = typicalPlan(numberAt(0), chanceOf(`${seed}/${dimension}/${size}`));
  return dimension === 'days' ? withDays(plan, size) : { ...plan, route: evenSplit(size) };
}

/** Calls that meet all of it: listed callers, all days of two years, call ids for all shares. */
export function grownCalls(seed: string, plan: Plan, count: number): readonly BenchCall[] {
  const chance = chanceOf(`${seed}/calls`);
  const entries = (plan.callerLists?.clienti ?? []).filter((entry) => !entry.endsWith('*'));
  return Array.from({ length: count }, () => ({
    called: plan.number,
    caller: entries[Math.floor(chance() * entries.length)]!,
    callId: `${Math.floor(chance() * 1e15)}@pbx.example.it`,
    at: FIRST_MS + Math.floor(chance() * DAYS_SPREAD * 86_400_000),
    withheld: false,
  }));
}

/** Single dates spread over two years, all with hours of their own, asked before anything else. */
function withDays(plan: Plan, size: number): Plan {
  const days = Array.from({ length: size }, (_, i): DayEntry => {
    const on = formatIsoDate(FIRST_DAY + Math.floor((i * DAYS_SPREAD) / size));
    return { on, period: 'aperto', hours: [`0${6 + (i % 4)}:00-1${i % 10}:30`] };
  });
  const { calendar } = plan.subroutes!.orario as Extract<Step, { calendar: unknown }>;
  return { ...plan, calendars: { ufficio: { ...plan.calendars!.ufficio!, days } }, route: { calendar } };
}

function evenSplit(size: number): Step {
  const each = Math.floor(10_000 / size);
  const sites = ['nord', 'centro', 'sud'];
  const shares = Array.from({ length: size }, (_, i) => ({
    percent: (i === size - 1 ? 10_000 - each * (size - 1) : each) / 100,
    then: { site: sites[i % sites.length]! },
  }));
  return { split: { shares } };
}
