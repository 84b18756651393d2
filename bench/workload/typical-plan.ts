import seedrandom from 'seedrandom';
import type { Plan, Step } from '../../rules/index.ts';
import { DISTRICTS, saints } from '../../rules/index.ts';

export type Chance = () => number;

/** A seeded source of chance (alea): the same seed gives the same workload on every machine. */
export function chanceOf(seed: string): Chance {
  return seedrandom.alea(seed);
}

const CITIES = saints()
  .filter((saint) => saint.confidence === 'high')
  .map((saint) => saint.key);

/**
 * The typical plan of the goals: a caller list of a dozen entries, three groups of districts, a calendar with holidays
 * and two windows a day, a three-way split. Every plan differs in all of them.
 */
export function typicalPlan(number: string, chance: Chance): Plan {
  const pick = (n: number) => Math.floor(chance() * n);
  const landline = () => `+39${DISTRICTS[pick(DISTRICTS.length)]!.code}${10_000 + pick(900_000)}`;
  const hour = (from: number, span: number) =>
    `${String(from + pick(span)).padStart(2, '0')}:${pick(2) === 0 ? '00' : '30'}`;
  const percents: readonly [number, number] = [20 + pick(30), 10 + pick(30)];
  const groups = districtGroups(3, 12, pick);
  return {
    schemaVersion: 1,
    number,
    timeZone: 'Europe/Rome',
    sites: {
      nord: { destinations: [landline()] },
      centro: { destinations: [landline()] },
      sud: { destinations: [landline()] },
    },
    announcements: { chiuso: { uri: `sip:chiuso-${pick(1_000)}@annunci.example.it` } },
    callerLists: {
      clienti: Array.from({ length: 12 }, (_, i) => (i < 3 ? `${landline().slice(0, 9)}*` : landline())).filter(
        (entry, i, all) => all.indexOf(entry) === i,
      ),
    },
    areas: { uno: groups[0]!, due: groups[1]!, tre: groups[2]! },
    calendars: {
      ufficio: {
        days: [{ holidays: ['IT', `IT/${CITIES[pick(CITIES.length)]!}`], period: 'festivo' }],
        week: [
          {
            days: ['mon', 'tue', 'wed', 'thu', 'fri'],
            hours: [`${hour(7, 3)}-${hour(12, 1)}`, `${hour(14, 1)}-${hour(17, 3)}`],
            period: 'aperto',
          },
        ],
        otherwise: 'chiuso',
      },
    },
    subroutes: { orario: openingHours(percents) },
    route: CALLERS_AND_DISTRICTS,
  };
}

/** The first steps ask for what differs, so they are alike in all plans. */
const CALLERS_AND_DISTRICTS: Step = {
  callers: {
    cases: [{ lists: ['clienti'], then: { site: 'nord', overflow: ['centro', 'sud'] } }],
    otherwise: {
      districts: {
        cases: [
          { in: ['uno'], then: { subroute: 'orario' } },
          { in: ['due'], then: { site: 'centro', overflow: ['sud'] } },
          { in: ['tre', 'mobile'], then: { subroute: 'orario' } },
        ],
        otherwise: { reject: 'out-of-area' },
      },
    },
  },
};

/** The calendar, and within its hours the split; the third share is what the first two leave. */
function openingHours([first, second]: readonly [number, number]): Step {
  const split: Step = {
    split: {
      shares: [
        { percent: first, then: { site: 'nord', overflow: ['centro'] } },
        { percent: second, then: { site: 'centro' } },
        { percent: 100 - first - second, then: { site: 'sud' } },
      ],
    },
  };
  return {
    calendar: {
      use: 'ufficio',
      cases: [{ periods: ['aperto'], then: split }],
      otherwise: { announce: 'chiuso' },
    },
  };
}

/** Disjoint groups of district codes. */
function districtGroups(count: number, size: number, pick: (n: number) => number): string[][] {
  const codes = DISTRICTS.map((district) => district.code);
  return Array.from({ length: count }, () =>
    Array.from({ length: size }, () => codes.splice(pick(codes.length), 1)[0]!),
  );
}
