import fc from 'fast-check';
import type { Calendar, Plan, Step } from '../../rules/index.ts';
import { readDataTable } from '../oracle/data-table.ts';
import { calendarArbitrary, writtenPeriods } from './calendar-arbitrary.ts';
import { type EntryDraft, entryDraft } from './caller-entries.ts';
import { type CaseDraft, ENDING_LEVEL, type StepDraft, stepDraft } from './step-drafts.ts';

const ZONES = [
  ...['Europe/Rome', 'Europe/London', 'America/New_York', 'America/St_Johns', 'America/Sao_Paulo', 'Asia/Kolkata'],
  ...['Asia/Gaza', 'Africa/Casablanca', 'Australia/Lord_Howe', 'Pacific/Chatham', 'Pacific/Apia'],
];
const CLASSES = ['mobile', 'nomadic', 'foreign', 'service', 'geographic-other', 'withheld', 'unknown'];
const NEAR_CODES = ['02', '06', '011', '0121', '0362', '0549', '091'];
/** District codes and classes, those that the callers of the tests often have first. */
const ORIGIN_NAMES = [...NEAR_CODES, ...CLASSES, ...readDataTable('districts').map((row) => row.prefix ?? '')];

const name = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom('milano', 'roma', 'constructor', 'valueof', '7', '10', 'a-', 'a0', 'tre-venezie'),
  },
  { weight: 1, arbitrary: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,63}$/) },
);
const digits = (length: number) =>
  fc.integer({ min: 0, max: 10 ** length - 1 }).map((n) => String(n).padStart(length, '0'));
const number = fc.oneof(
  fc.tuple(fc.constantFrom('800', '840', '848', '199'), digits(6)).map((parts) => parts.join('')),
  fc.tuple(fc.constantFrom('803', '841', '847'), digits(3)).map((parts) => parts.join('')),
);
const label = fc.option(fc.string({ unit: 'grapheme', maxLength: 12 }), { nil: undefined });
const destination = fc.oneof(
  digits(7).map((tail) => `+3902${tail}`),
  digits(7).map((tail) => `+39335${tail}`),
  digits(3).map((tail) => `sip:posto-${tail}@pbx.example.it`),
  digits(3).map((tail) => `sips:posto-${tail}@pbx.example.it;transport=tls`),
);
const site = fc
  .record({
    label,
    destinations: fc.uniqueArray(destination, { minLength: 1, maxLength: 3 }),
    ringSeconds: fc.option(fc.integer({ min: 5, max: 120 }), { nil: undefined }),
  })
  .map(withoutAbsent);
const announcement = fc
  .record({ label, uri: digits(2).map((tail) => `sip:annuncio-${tail}@annunci.example.it`) })
  .map(withoutAbsent);

type Named<T> = readonly (readonly [name: string, value: T])[];
/** Everything a plan has beside its steps. */
type Parts = {
  readonly sites: Named<unknown>;
  readonly announcements: Named<unknown>;
  readonly lists: Named<readonly EntryDraft[]>;
  readonly areas: Named<readonly string[]>;
  readonly calendars: Named<Calendar>;
  readonly subroutes: Named<{ readonly level: number; readonly step: Step }>;
};

/** Valid plans, by construction: names and references fit, nothing is reached by two cases, nothing overlaps. */
export const planArbitrary: fc.Arbitrary<Plan> = fc
  .record({
    number,
    label,
    timeZone: fc.option(fc.constantFrom(...ZONES), { nil: undefined }),
    sites: namedArray(site, 1, 6),
    announcements: namedArray(announcement, 1, 2),
    lists: namedArray(fc.array(entryDraft, { minLength: 1, maxLength: 8 }), 1, 5),
    areas: namedArray(fc.uniqueArray(originName(), { minLength: 1, maxLength: 6 }), 1, 4),
    calendars: namedArray(calendarArbitrary, 1, 3),
    subroutes: namedArray(
      fc.nat(ENDING_LEVEL).chain((level) => stepDraft(level).map((draft) => ({ level, draft }))),
      0,
      3,
    ),
    route: stepDraft(0),
  })
  .map(({ number, label, timeZone, route, subroutes, areas, ...rest }): Plan => {
    const legalAreas = areas.filter(([area]) => !ORIGIN_NAMES.includes(area));
    let parts: Parts = { ...rest, areas: legalAreas, subroutes: [] };
    for (const [subroute, { level, draft }] of subroutes) {
      const step = settle(draft, parts);
      parts = { ...parts, subroutes: [...parts.subroutes, [subroute, { level, step }]] };
    }
    return withoutAbsent({
      schemaVersion: 1,
      number,
      label,
      timeZone,
      sites: Object.fromEntries(parts.sites) as Plan['sites'],
      announcements: Object.fromEntries(parts.announcements) as NonNullable<Plan['announcements']>,
      callerLists: Object.fromEntries(
        parts.lists.map(([list, entries]) => [list, entries.map((entry) => entry.written)]),
      ),
      areas: Object.fromEntries(parts.areas),
      calendars: Object.fromEntries(parts.calendars),
      subroutes: Object.fromEntries(parts.subroutes.map(([subroute, { step }]) => [subroute, step])),
      route: settle(route, parts),
    }) as Plan;
  });

/** Gives a draft its names. A case that would reach what another case has is left without it, or left out. */
function settle(draft: StepDraft, parts: Parts): Step {
  switch (draft.kind) {
    case 'callers': {
      const cases = settleCases(
        draft.cases,
        parts,
        (pick) => at(parts.lists, pick),
        ([, entries]) => entries.map(meaningOf),
      );
      const otherwise = settle(draft.otherwise, parts);
      if (cases.length === 0 && draft.withheld === undefined) return otherwise;
      const withheld = draft.withheld === undefined ? {} : { withheld: settle(draft.withheld, parts) };
      return { callers: { cases: cases.map(({ names, then }) => ({ lists: names, then })), ...withheld, otherwise } };
    }
    case 'districts': {
      const choices: Named<readonly string[]> = [
        ...parts.areas,
        ...parts.areas,
        ...ORIGIN_NAMES.map((origin) => [origin, [origin]] as const),
      ];
      // Low picks hit the areas and the origins that callers often have.
      const choose = (pick: number) => at(choices, pick % 2 === 0 ? pick % 24 : pick);
      const cases = settleCases(draft.cases, parts, choose, ([, origins]) => origins);
      const otherwise = settle(draft.otherwise, parts);
      if (cases.length === 0) return otherwise;
      return { districts: { cases: cases.map(({ names, then }) => ({ in: names, then })), otherwise } };
    }
    case 'calendar': {
      const [use, calendar] = at(parts.calendars, draft.use);
      const periods = writtenPeriods(calendar).map((period) => [period, period] as const);
      const cases = settleCases(
        draft.cases,
        parts,
        (pick) => at(periods, pick),
        ([period]) => [period],
      );
      const otherwise = settle(draft.otherwise, parts);
      if (cases.length === 0) return otherwise;
      return { calendar: { use, cases: cases.map(({ names, then }) => ({ periods: names, then })), otherwise } };
    }
    case 'split': {
      const thens = draft.thens.map((then) => settle(then, parts));
      const shares = draft.basisPoints.map((points, i) => ({ percent: points / 100, then: at(thens, i) }));
      return { split: draft.by === undefined ? { shares } : { by: draft.by, shares } };
    }
    case 'site': {
      const [first = '', ...overflow] = new Set(draft.sites.map((pick) => at(parts.sites, pick)[0]));
      return overflow.length === 0 ? { site: first } : { site: first, overflow };
    }
    case 'announce':
      return { announce: at(parts.announcements, draft.announcement)[0] };
    case 'reject':
      return { reject: draft.reason };
    case 'subroute': {
      const fitting = parts.subroutes.filter(([, { level }]) => level >= draft.level);
      return fitting.length === 0 ? settle(draft.instead, parts) : { subroute: at(fitting, draft.which)[0] };
    }
  }
}

type SettledCase = { readonly names: readonly string[]; readonly then: Step };

function settleCases<T extends readonly [name: string, value: unknown]>(
  drafts: readonly CaseDraft[],
  parts: Parts,
  choose: (pick: number) => T,
  reaches: (choice: T) => readonly string[],
): readonly SettledCase[] {
  const takenBy = new Map<string, number>();
  return drafts.flatMap(({ picks, then }, index) => {
    const names = new Set<string>();
    for (const choice of picks.map(choose)) {
      const reached = reaches(choice);
      if (reached.some((key) => (takenBy.get(key) ?? index) !== index)) continue;
      for (const key of reached) takenBy.set(key, index);
      names.add(choice[0]);
    }
    return names.size === 0 ? [] : [{ names: [...names], then: settle(then, parts) }];
  });
}

function meaningOf(entry: EntryDraft): string {
  return `${entry.digits}${entry.prefix ? '*' : ''}`;
}

function originName(): fc.Arbitrary<string> {
  return fc.oneof(fc.constantFrom(...NEAR_CODES, ...CLASSES), fc.constantFrom(...ORIGIN_NAMES));
}

function namedArray<T>(value: fc.Arbitrary<T>, minLength: number, maxLength: number): fc.Arbitrary<Named<T>> {
  return fc.uniqueArray(fc.tuple(name, value), { minLength, maxLength, selector: ([key]) => key });
}

function at<T>(values: readonly T[], pick: number): T {
  const value = values[pick % values.length];
  if (value === undefined) throw new Error('nothing to pick from');
  return value;
}

function withoutAbsent<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T;
}
