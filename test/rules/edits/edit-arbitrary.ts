import fc from 'fast-check';
import { normalizePlan, type Plan, type PlanEdit, pointer, type Step, WEEKDAYS } from '../../../rules/index.ts';
import { writtenPeriods } from '../../property/calendar-arbitrary.ts';
import { planArbitrary } from '../../property/plan-arbitrary.ts';

/** A random edit before it knows its plan: numbers that pick from what the plan has. */
type EditDraft = {
  readonly kind: number;
  readonly picks: readonly number[];
  readonly days: readonly (typeof WEEKDAYS)[number][];
  readonly hours: readonly string[];
  readonly span: readonly [number, number];
  readonly digits: number;
};

const clock = (half: number) => `${String(half >> 1).padStart(2, '0')}:${half % 2 === 0 ? '00' : '30'}`;
const hours = fc.tuple(fc.nat(23), fc.integer({ min: 1, max: 24 })).map(([a, b]) => `${clock(a)}-${clock(a + b)}`);

export const editDraft: fc.Arbitrary<EditDraft> = fc.record({
  kind: fc.nat(11),
  picks: fc.array(fc.nat(1_000), { minLength: 4, maxLength: 4 }),
  days: fc.uniqueArray(fc.constantFrom(...WEEKDAYS), { minLength: 1, maxLength: 7 }),
  hours: fc.array(hours, { minLength: 1, maxLength: 2 }),
  span: fc.tuple(fc.nat(400), fc.nat(9)),
  digits: fc.integer({ min: 1_000_000, max: 9_999_999 }),
});

/** Another plan of the same number, now and then. */
export const planPair: fc.Arbitrary<readonly [Plan, Plan]> = fc
  .tuple(planArbitrary, planArbitrary)
  .map(([one, other]) => [one, { ...other, number: one.number }]);

/** The edit of a draft in a plan: mostly one that applies. */
export function settleEdit(draft: EditDraft, plan: Plan): PlanEdit {
  const { picks, digits } = draft;
  const [a = 0, b = 0, c = 0] = picks;
  const site = pick(Object.keys(plan.sites), a) ?? 'nessuna';
  const destinations = [`+3902${digits}`];
  const list = pick(Object.keys(plan.callerLists ?? {}), a) ?? 'nessuna';
  const area = pick(Object.keys(plan.areas ?? {}), a) ?? 'nessuna';
  switch (draft.kind) {
    case 0:
      return { edit: 'set-destinations', site, destinations, ...(b % 2 === 0 ? { ringSeconds: 5 + (b % 100) } : {}) };
    case 1:
      return { edit: 'add-site', site: `sede-${a % 5}`, destinations, label: `Sede ${b}` };
    case 2:
      return { edit: 'remove-site', site };
    case 3:
      return { edit: 'authorise-callers', list, entries: [`06 ${digits}`, ...(b % 2 === 0 ? [`02${b}*`] : [])] };
    case 4:
      return { edit: 'remove-callers', list, entries: [pick(plan.callerLists?.[list] ?? [], b) ?? '+39021'] };
    case 5:
      return { edit: 'set-area', area, in: [origin(b), origin(c)] };
    case 6:
      return moveEdit(plan, draft);
    case 11:
      return percentEdit(plan, draft);
    default:
      return calendarEdit(plan, draft);
  }
}

function calendarEdit(plan: Plan, { kind, picks, days, hours, span }: EditDraft): PlanEdit {
  const [a = 0, b = 0, c = 0] = picks;
  const calendar = pick(Object.keys(plan.calendars ?? {}), a) ?? 'nessuno';
  const known = plan.calendars?.[calendar];
  const period = (known === undefined ? undefined : pick(writtenPeriods(known), b)) ?? 'aperto';
  const from = new Date(Date.UTC(2026, 0, 1 + span[0])).toISOString().slice(0, 10);
  const to = new Date(Date.UTC(2026, 0, 1 + span[0] + span[1])).toISOString().slice(0, 10);
  if (kind === 7) return { edit: 'set-hours', calendar, days, hours: c % 5 === 0 ? [] : hours, period };
  if (kind === 8) return { edit: 'close', calendar, from, to, ...(c % 2 === 0 ? { period } : {}) };
  if (kind === 9) return { edit: 'open', calendar, from, hours, period };
  const index = b % Math.max(known?.days?.length ?? 1, 1);
  return { edit: 'remove-day', calendar, index, entry: known?.days?.[index] ?? { on: from, period } };
}

function moveEdit(plan: Plan, { picks }: EditDraft): PlanEdit {
  const [a = 0, b = 0, c = 0] = picks;
  const found = pick(
    placed(plan).filter(([, step]) => 'districts' in step),
    a,
  );
  if (found === undefined) return { edit: 'move-districts', districts: ['02'], to: '/route/districts/otherwise' };
  const [path, step] = found;
  const cases = 'districts' in step ? step.districts.cases : [];
  const named = pick(
    cases.flatMap((each) => each.in),
    b,
  );
  const index = (c % (cases.length + 1)) - 1;
  const to = index < 0 ? `${path}/districts/otherwise` : `${path}/districts/cases/${index}`;
  return { edit: 'move-districts', districts: [c % 3 === 0 ? origin(b) : (named ?? '06')], to };
}

function percentEdit(plan: Plan, { picks }: EditDraft): PlanEdit {
  const [a = 0, b = 0] = picks;
  const found = pick(
    placed(plan).filter(([, step]) => 'split' in step),
    a,
  );
  if (found === undefined) return { edit: 'set-percentages', percents: [b % 100, 100 - (b % 100)] };
  const [split, step] = found;
  const count = 'split' in step ? step.split.shares.length : 2;
  const first = (b * 7) % 101;
  return { edit: 'set-percentages', split, percents: [first, 100 - first, ...Array<number>(count - 2).fill(0)] };
}

function origin(n: number): string {
  return ['02', '06', '011', '0121', '0362', 'mobile', 'foreign', '081', '091', '055'][n % 10] ?? '02';
}

/** Every step with its pointer, by a plain walk. */
function placed(plan: Plan): readonly (readonly [path: string, step: Step])[] {
  const { route, subroutes } = normalizePlan(plan);
  const walk = (value: unknown, path: string): (readonly [string, Step])[] => {
    if (typeof value !== 'object' || value === null) return [];
    const isStep = ['callers', 'districts', 'calendar', 'split', 'site', 'announce', 'reject', 'subroute'].some((key) =>
      Object.hasOwn(value, key),
    );
    const below = Object.entries(value).flatMap(([key, item]) => walk(item, pointer(path, key)));
    return isStep && !/\/(calendar)$/.test(path) ? [[path, value as Step], ...below] : below;
  };
  return [...walk(route, '/route'), ...walk(subroutes, '/subroutes')];
}

function pick<T>(values: readonly T[], n: number): T | undefined {
  return values[n % Math.max(values.length, 1)];
}
