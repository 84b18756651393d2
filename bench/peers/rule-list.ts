import {
  type Calendar,
  formatIsoDate,
  holidaysOfYear,
  ORIGINS,
  type Plan,
  parseWindow,
  type SplitStep,
  type Step,
  WEEKDAYS,
} from '../../rules/index.ts';
import type { FactTest } from './fact-test.ts';

/** A split, each of whose answers begins with `split`. */
export type Shares = readonly { readonly basisPoints: number; readonly then: string }[];
/** What a calendar leads to: on working days within one of the windows the split, else one answer. */
export type Hours = {
  readonly closedDates: readonly string[];
  /** In order, minutes of the day. */
  readonly windows: readonly { readonly startMinute: number; readonly endMinute: number }[];
  readonly open: Shares;
  readonly closed: string;
};
/** An answer is outcome and first target (or announcement). */
export type Rule = { readonly all: readonly FactTest[] } & ({ readonly then: string } | { readonly hours: Hours });
/** Of the rules the first whose tests all hold, else the hours. */
export type RuleList = { readonly number: string; readonly rules: readonly Rule[]; readonly otherwise: Hours };

type Callers = Extract<Step, { callers: unknown }>['callers'];
type Districts = Extract<Step, { districts: unknown }>['districts'];

/** The calls of the workload lie in this year: the holidays of others are left out. */
const YEAR = 2026;
/** Begins an answer that a split gave. */
export const SPLIT = 'split';
/** The first weekday that is closed. */
export const SATURDAY = 5;

/**
 * A plan of the workload as the shortest list of rules, the most decided of them first: listed callers, districts with
 * one answer, those out of area, then each calendar for its districts, the last of which need not be asked for.
 */
export function ruleListOf(plan: Plan): RuleList {
  const { callers } = plan.route as { readonly callers: Callers };
  const { districts } = callers.otherwise as { readonly districts: Districts };
  const withHours = hoursRules(plan, districts);
  const last = withHours.pop();
  if (last === undefined) throw new Error('not a plan of the workload: no calendar');
  return {
    number: plan.number,
    rules: [
      ...callerRules(plan, callers),
      ...endingRules(plan, districts),
      { all: [outOfAreaTest(plan, districts)], then: endingOf(plan, districts.otherwise) },
      ...withHours,
    ],
    otherwise: last.hours,
  };
}

function callerRules(plan: Plan, { cases }: Callers): Rule[] {
  const entries = plan.callerLists?.clienti ?? [];
  const then = endingOf(plan, cases[0]!.then);
  const prefixes = entries.filter((entry) => entry.endsWith('*')).map((entry) => entry.slice(0, -1));
  return [
    { all: [{ fact: 'caller', oneOf: entries.filter((entry) => !entry.endsWith('*')) }], then },
    { all: [{ fact: 'caller', beginsWith: prefixes }], then },
  ];
}

function endingRules(plan: Plan, { cases }: Districts): Rule[] {
  return cases
    .filter(({ then }) => 'site' in then)
    .map((branch) => ({
      all: [{ fact: 'origin', oneOf: membersOf(plan, [branch]) }],
      then: endingOf(plan, branch.then),
    }));
}

/** Whichever is shorter: those that no branch has, or none of those that one has. */
function outOfAreaTest(plan: Plan, { cases }: Districts): FactTest {
  const members = membersOf(plan, cases);
  const others = ORIGINS.filter((origin) => !members.includes(origin));
  return others.length < members.length ? { fact: 'origin', oneOf: others } : { fact: 'origin', noneOf: members };
}

/** Each subroute once, those with mobiles first and then those with the most districts. */
function hoursRules(plan: Plan, { cases }: Districts): (Rule & { readonly hours: Hours })[] {
  const names = new Set(cases.flatMap(({ then }) => ('subroute' in then ? [then.subroute] : [])));
  const callsOf = (members: readonly string[]) => members.length + (members.includes('mobile') ? ORIGINS.length : 0);
  return [...names]
    .map((name) => ({
      members: membersOf(
        plan,
        cases.filter(({ then }) => 'subroute' in then && then.subroute === name),
      ),
      hours: hoursOf(plan, plan.subroutes![name]!),
    }))
    .sort((a, b) => callsOf(b.members) - callsOf(a.members))
    .map(({ members, hours }) => ({ all: [{ fact: 'origin', oneOf: members }], hours }));
}

function membersOf(plan: Plan, cases: Districts['cases']): string[] {
  return cases.flatMap((branch) => branch.in.flatMap((name) => plan.areas?.[name] ?? [name]));
}

function hoursOf(plan: Plan, step: Step): Hours {
  const { calendar } = step as Extract<Step, { calendar: unknown }>;
  const opening = plan.calendars?.[calendar.use];
  const [inHours] = calendar.cases;
  if (opening === undefined || inHours === undefined) throw new Error('not a plan of the workload: no calendar');
  return {
    ...openingOf(opening),
    open: sharesOf(plan, (inHours.then as { readonly split: SplitStep }).split),
    closed: endingOf(plan, calendar.otherwise),
  };
}

function openingOf({ days = [], week = [] }: Calendar): Pick<Hours, 'closedDates' | 'windows'> {
  const holidays = days.flatMap((day) => ('holidays' in day ? day.holidays : []));
  const dates = new Set(
    holidays.flatMap((set) => holidaysOfYear(set, YEAR).map((holiday) => formatIsoDate(holiday.day))),
  );
  const entry = week[0];
  if (entry === undefined || week.length > 1 || entry.days.join() !== WEEKDAYS.slice(0, SATURDAY).join()) {
    throw new Error('not a plan of the workload: other days than Monday to Friday');
  }
  const windows = entry.hours.map((text) => parseWindow(text)!).sort((a, b) => a.startMinute - b.startMinute);
  return { closedDates: [...dates], windows };
}

function sharesOf(plan: Plan, { shares }: SplitStep): Shares {
  return shares.map(({ percent, then }) => ({
    basisPoints: Math.round(percent * 100),
    then: `${SPLIT} ${endingOf(plan, then)}`,
  }));
}

function endingOf(plan: Plan, step: Step): string {
  if ('site' in step) return `route ${plan.sites[step.site]!.destinations[0]!}`;
  if ('announce' in step) return `announce ${plan.announcements![step.announce]!.uri}`;
  if ('reject' in step) return 'reject ';
  throw new Error('not a plan of the workload: an ending was expected');
}
