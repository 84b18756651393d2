import {
  type Calendar,
  DEFAULT_TIME_ZONE,
  formatIsoDate,
  holidaysOfYear,
  MINUTES_PER_DAY,
  MS_PER_MINUTE,
  ORIGINS,
  offsetMinutesAt,
  type Plan,
  parseWindow,
  readCaller,
  type SplitStep,
  type Step,
  WEEKDAYS,
  weekdayOfDay,
  zoneId,
} from '../../rules/index.ts';
import type { BenchCall } from '../workload/call-list.ts';
import { murmur3Text } from './murmur3-text.ts';

/** What a general rules engine is told of a call: all that it could not find out by itself is found out for it. */
export type Facts = {
  /** Stored form, empty without one. */
  readonly caller: string;
  /** District code or caller class. */
  readonly origin: string;
  /** Local, `2026-05-01`. */
  readonly date: string;
  /** 0 is Monday. */
  readonly weekday: number;
  readonly minute: number;
  /** 0 to 9,999; for those only who cannot hash. */
  readonly bucket: number;
};

/** A question that every peer can ask. */
export type FactTest =
  | { readonly fact: 'caller' | 'origin' | 'date'; readonly oneOf: readonly string[] }
  | { readonly fact: 'origin'; readonly noneOf: readonly string[] }
  | { readonly fact: 'caller'; readonly beginsWith: readonly string[] }
  | { readonly fact: 'minute' | 'weekday' | 'bucket'; readonly below: number }
  | { readonly fact: 'minute' | 'weekday'; readonly atLeast: number };
export type FlatRule = { readonly all: readonly FactTest[]; readonly then: string };
/**
 * Of the rules the first whose tests all hold, else the split. An answer is outcome and first target (or announcement);
 * one of the split begins with `split`.
 */
export type RuleList = {
  readonly number: string;
  readonly rules: readonly FlatRule[];
  readonly split: readonly Share[];
};
export type Share = { readonly basisPoints: number; readonly then: string };

/** The calls of the workload lie in this year: the holidays of others are left out. */
const YEAR = 2026;
const SATURDAY = 5;
/** Begins an answer that a split gave. */
export const SPLIT = 'split';

/** A typical plan as the shortest list of rules, the most decided of them first. */
export function ruleListOf(plan: Plan): RuleList {
  const entries = plan.callerLists?.clienti ?? [];
  const { callers } = plan.route as Extract<Step, { callers: unknown }>;
  const { districts } = callers.otherwise as Extract<Step, { districts: unknown }>;
  const { calendar } = plan.subroutes!.orario as Extract<Step, { calendar: unknown }>;
  const opening = plan.calendars?.[calendar.use];
  const [inHours] = calendar.cases;
  if (opening === undefined || inHours === undefined) throw new Error('not a typical plan: no calendar');
  const members = (which: (then: Step) => boolean) =>
    districts.cases
      .filter((branch) => which(branch.then))
      .flatMap((branch) => branch.in.flatMap((name) => plan.areas?.[name] ?? [name]));
  const toSite = districts.cases.find((branch) => 'site' in branch.then);
  if (toSite === undefined) throw new Error('not a typical plan: no district goes to a site');
  const listed = endingOf(plan, callers.cases[0]!.then);
  const closed = endingOf(plan, calendar.otherwise);
  return {
    number: plan.number,
    rules: [
      { all: [{ fact: 'caller', oneOf: entries.filter((entry) => !entry.endsWith('*')) }], then: listed },
      {
        all: [
          {
            fact: 'caller',
            beginsWith: entries.filter((entry) => entry.endsWith('*')).map((entry) => entry.slice(0, -1)),
          },
        ],
        then: listed,
      },
      { all: [{ fact: 'origin', oneOf: members((then) => 'site' in then) }], then: endingOf(plan, toSite.then) },
      { all: [{ fact: 'origin', noneOf: members(() => true) }], then: endingOf(plan, districts.otherwise) },
      ...closedRules(opening).map((all) => ({ all, then: closed })),
    ],
    split: sharesOf(plan, (inHours.then as { readonly split: SplitStep }).split),
  };
}

/** For engines with no split of their own: shares as rules about the bucket that they are told. */
export function rulesWithBuckets({ rules, split }: RuleList): readonly FlatRule[] {
  let below = 0;
  const shares = split.map(({ basisPoints, then }, i): FlatRule => {
    below += basisPoints;
    return { all: i === split.length - 1 ? [] : [{ fact: 'bucket', below }], then };
  });
  return [...rules, ...shares];
}

/** All answers of a list, each once: what flags call variants. */
export function answersOf({ rules, split }: RuleList): readonly string[] {
  return [...new Set([...rules, ...split].map(({ then }) => then))];
}

/** When it is closed: on holidays, at the weekend, before, between and after the hours. */
function closedRules({ days = [], week = [] }: Calendar): FactTest[][] {
  const holidays = days.flatMap((day) => ('holidays' in day ? day.holidays : []));
  const dates = new Set(
    holidays.flatMap((set) => holidaysOfYear(set, YEAR).map((holiday) => formatIsoDate(holiday.day))),
  );
  const entry = week[0];
  if (entry === undefined || week.length > 1 || entry.days.join() !== WEEKDAYS.slice(0, SATURDAY).join()) {
    throw new Error('not a typical plan: other days than Monday to Friday');
  }
  const hours = entry.hours.map((text) => parseWindow(text)!).sort((a, b) => a.startMinute - b.startMinute);
  const gaps = [0, ...hours.map((window) => window.endMinute)].map((from, i): FactTest[] => [
    ...(from === 0 ? [] : [{ fact: 'minute' as const, atLeast: from }]),
    ...(i === hours.length ? [] : [{ fact: 'minute' as const, below: hours[i]!.startMinute }]),
  ]);
  return [[{ fact: 'date', oneOf: [...dates] }], [{ fact: 'weekday', atLeast: SATURDAY }], ...gaps];
}

function sharesOf(plan: Plan, { shares }: SplitStep): Share[] {
  return shares.map(({ percent, then }) => ({
    basisPoints: Math.round(percent * 100),
    then: `${SPLIT} ${endingOf(plan, then)}`,
  }));
}

function endingOf(plan: Plan, step: Step): string {
  if ('site' in step) return `route ${plan.sites[step.site]!.destinations[0]!}`;
  if ('announce' in step) return `announce ${plan.announcements![step.announce]!.uri}`;
  if ('reject' in step) return 'reject ';
  throw new Error('not a typical plan: an ending was expected');
}

/** What the peers are told of a call; none of this is in their times. */
export function factsOf({ called, caller, callId, at, withheld }: BenchCall): Facts {
  const { number = '', origin } = readCaller(caller, 'national', withheld);
  const minuteOfEpoch = Math.floor(at / MS_PER_MINUTE) + offsetMinutesAt(zoneId(DEFAULT_TIME_ZONE)!, at);
  const day = Math.floor(minuteOfEpoch / MINUTES_PER_DAY);
  return {
    caller: number,
    origin: ORIGINS[origin]!,
    date: formatIsoDate(day),
    weekday: weekdayOfDay(day),
    minute: minuteOfEpoch - day * MINUTES_PER_DAY,
    bucket: Math.floor((murmur3Text(callId, murmur3Text(called, 0)) * 10_000) / 0x1_0000_0000),
  };
}

/** What a rule asks, by kind: each peer spells it in its own language. */
export type Spelling<T> = {
  readonly oneOf: (fact: string, values: readonly string[]) => T;
  readonly noneOf: (fact: string, values: readonly string[]) => T;
  readonly beginsWith: (fact: string, values: readonly string[]) => T;
  readonly below: (fact: string, value: number) => T;
  readonly atLeast: (fact: string, value: number) => T;
};

export function spell<T>(test: FactTest, spelling: Spelling<T>): T {
  if ('oneOf' in test) return spelling.oneOf(test.fact, test.oneOf);
  if ('noneOf' in test) return spelling.noneOf(test.fact, test.noneOf);
  if ('beginsWith' in test) return spelling.beginsWith(test.fact, test.beginsWith);
  return 'below' in test ? spelling.below(test.fact, test.below) : spelling.atLeast(test.fact, test.atLeast);
}
