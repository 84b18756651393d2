import { DISTRICTS, type Plan } from '../../../rules/index.ts';
import { numberAt } from '../../workload/number-at.ts';
import { type Chance, chanceOf } from '../../workload/typical-plan.ts';

/** One number as both sides have it: who of its callers goes where. */
export type SipNumber = {
  readonly number: string;
  /** Callers on its list go to `nord`. */
  readonly listed: readonly string[];
  /** District codes of its area, whose callers are shared among the sites. */
  readonly area: readonly string[];
  /** `nord`, `centro`, `sud`. */
  readonly sites: readonly [string, string, string];
  /** Hundredths of the first two sites. */
  readonly shares: readonly [number, number];
};

/** A call of the load, and which destinations are right. */
export type SipCall = { readonly called: string; readonly caller: string; readonly right: readonly string[] };

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const LISTED = 12;
const AREA = 12;

export function sipNumberAt(seed: string, index: number): SipNumber {
  const chance = chanceOf(`${seed}/sip/${index}`);
  const codes = DISTRICTS.map(({ code }) => code);
  const area = Array.from({ length: AREA }, () => codes.splice(Math.floor(chance() * codes.length), 1)[0]!);
  return {
    number: numberAt(index),
    listed: Array.from({ length: LISTED }, () => landline(area[0]!, chance)),
    area,
    sites: [`+${landline('3902', chance)}`, `+${landline('3906', chance)}`, `+${landline('39081', chance)}`],
    shares: [20 + Math.floor(chance() * 30), 10 + Math.floor(chance() * 30)],
  };
}

/** Its plan: list, then area, then hours that are always open, then shares. */
export function sipPlan({ number, listed, area, sites, shares }: SipNumber): Plan {
  const [nord, centro, sud] = sites;
  const split = [
    { percent: shares[0], then: { site: 'nord' } },
    { percent: shares[1], then: { site: 'centro' } },
    { percent: 100 - shares[0] - shares[1], then: { site: 'sud' } },
  ];
  return {
    schemaVersion: 1,
    number,
    timeZone: 'Europe/Rome',
    sites: { nord: { destinations: [nord] }, centro: { destinations: [centro] }, sud: { destinations: [sud] } },
    announcements: { chiuso: { uri: 'sip:chiuso@annunci.example.it' } },
    callerLists: { clienti: listed.map((caller) => `+39${caller}`) },
    areas: { zona: [...area] },
    calendars: {
      ufficio: {
        week: [
          { days: [...DAYS], hours: ['00:00-12:00'], period: 'mattina' },
          { days: [...DAYS], hours: ['12:00-24:00'], period: 'sera' },
        ],
        otherwise: 'chiuso',
      },
    },
    route: {
      callers: {
        cases: [{ lists: ['clienti'], then: { site: 'nord' } }],
        otherwise: {
          districts: {
            cases: [
              {
                in: ['zona'],
                then: {
                  calendar: {
                    use: 'ufficio',
                    cases: [{ periods: ['mattina', 'sera'], then: { split: { shares: split } } }],
                    otherwise: { announce: 'chiuso' },
                  },
                },
              },
            ],
            otherwise: { reject: 'out-of-area' },
          },
        },
      },
    },
  };
}

/** Calls to random numbers: a third by callers on the list, the others from the area. */
export function sipCalls(seed: string, numbers: readonly SipNumber[], count: number): readonly SipCall[] {
  const chance = chanceOf(`${seed}/sip calls`);
  return Array.from({ length: count }, () => {
    const { number, listed, area, sites } = numbers[Math.floor(chance() * numbers.length)]!;
    if (chance() < 1 / 3) {
      return { called: number, caller: listed[Math.floor(chance() * listed.length)]!, right: [sites[0]] };
    }
    const caller = landline(area[Math.floor(chance() * area.length)]!, chance);
    return { called: number, caller, right: listed.includes(caller) ? [sites[0]] : sites };
  });
}

/** National digits of a landline, ten of them. */
function landline(code: string, chance: Chance): string {
  const count = Math.max(4, 10 - code.length);
  for (;;) {
    const digits = code + String(Math.floor((1 + 9 * chance()) * 10 ** (count - 1)));
    // 083 and a 1 would be of 0831.
    if (!code.startsWith('0') || districtOf(digits.slice(0, 4)) === code) return digits;
  }
}

/** The district of a number's first four digits: the longest code with which they begin. */
export function districtOf(digits: string): string | undefined {
  return DISTRICTS.map(({ code }) => code)
    .filter((code) => digits.startsWith(code))
    .sort((a, b) => b.length - a.length)[0];
}
