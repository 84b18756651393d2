import { describe, expect, test } from '@jest/globals';
import { decodeArtifact } from '../../engine/index.ts';
import {
  type DayEntry,
  holidaySetNames,
  MAX_CASES,
  MAX_SPECIAL_DAYS,
  MAX_WINDOWS,
  type Plan,
  type WeekEntry,
} from '../../rules/index.ts';
import { clock, expectPlain, legal, range } from './edge-plans.ts';
import { artifactOf, chanceFrom, smallPlan } from './sample-plans.ts';

describe('calendars', () => {
  const periods = (n: number) => range(n).map((i) => `p${i}`);
  const asking = (days: readonly DayEntry[], week: readonly WeekEntry[]): Plan => {
    const used = [...new Set([...days.map(({ period }) => period), ...week.map(({ period }) => period)])];
    const cases = used.slice(0, MAX_CASES).map((period, i) => ({ periods: [period], then: { site: `s${i}` } }));
    if (used.length > MAX_CASES) cases[MAX_CASES - 1]!.periods.push(...used.slice(MAX_CASES));
    const sites = Object.fromEntries(
      range(MAX_CASES).map((i) => [`s${i}`, { destinations: [`+39021${String(i).padStart(6, '0')}`] }]),
    );
    return smallPlan(
      { calendar: { use: 'c', cases, otherwise: { reject: 'closed' } } },
      { sites, calendars: { c: { days, week, otherwise: 'z' } } },
    );
  };
  const day0 = Date.UTC(2026, 0, 1);
  const iso = (i: number) => new Date(day0 + i * 86_400_000).toISOString().slice(0, 10);
  const random = (n: number, seed: number) => {
    const chance = chanceFrom(seed);
    return range(n).map(() => ({ at: day0 + chance(500 * 1440) * 60_000 }));
  };
  /** 48 windows with gaps between them, the last over midnight; each list differs from the others by a minute somewhere. */
  const hours = (variant: number) =>
    range(MAX_WINDOWS).map((i) => {
      const start = i * 30 + 1 + ((variant >> (i % 9)) & 1);
      return i === MAX_WINDOWS - 1
        ? `${clock(start)}-00:00`
        : `${clock(start)}-${clock(start + 10 + (i === variant % 40 ? 1 : 0))}`;
    });

  test(`${MAX_SPECIAL_DAYS} days of ${MAX_WINDOWS} windows and a week of changes every minute, 597 periods: the largest table`, () => {
    const days = range(MAX_SPECIAL_DAYS).map((i): DayEntry => ({ on: iso(i), period: `p${i}`, hours: hours(i) }));
    // 28 entries a weekday, each with every 28th minute: windows of one minute, neighbours of different periods.
    const week = range(7 * 28).map((i): WeekEntry => {
      const weekday = (['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const)[i % 7]!;
      const minutes = range(MAX_WINDOWS).map((n) => Math.floor(i / 7) + n * 28);
      return {
        days: [weekday],
        hours: minutes.map((minute) => `${clock(minute)}-${clock(minute + 1)}`),
        period: `w${i}`,
      };
    });
    const plan = legal(asking(days, week));
    // A rule's place in the table has 16 bits: the last rule lies at 48,000 and some.
    expect(decodeArtifact(artifactOf(plan)).length).toBeGreaterThan(47_000);
    expectPlain(plan, random(1_500, 1));
  });

  test('the most dated stretches, yearly stretches and sets at once; the earliest entry stands', () => {
    const names = holidaySetNames();
    const third = Math.floor(MAX_SPECIAL_DAYS / 3);
    const days: DayEntry[] = [
      ...range(third).map((i): DayEntry => ({ from: iso(i * 4), to: iso(i * 4 + 1), period: `d${i % 100}` })),
      ...range(third).map((i): DayEntry => {
        const yearly = new Date(Date.UTC(2028, 0, 1 + ((i * 11) % 366))).toISOString().slice(5, 10);
        return { yearly, period: `y${i % 50}` };
      }),
      ...range(third).map((i): DayEntry => {
        const sets = [names[i % names.length]!, names[(i + 40) % names.length]!];
        return i % 2 === 0 ? { holidays: sets, period: `h${i}` } : { eveOf: sets, period: `e${i}` };
      }),
    ];
    expectPlain(legal(asking(days, [])), random(4_000, 3));
  });

  test('601 periods, of which each is found', () => {
    const days = periods(400).map((period, i): DayEntry => ({ on: iso(i), period }));
    const week = range(200).map(
      (i): WeekEntry => ({ days: ['mon'], hours: [`${clock(i * 7)}-${clock(i * 7 + 7)}`], period: `w${i}` }),
    );
    const plan = legal(asking(days, week));
    expectPlain(
      plan,
      range(400).map((i) => ({ at: day0 + i * 86_400_000 + 43_200_000 })),
    );
    const monday = Date.UTC(2027, 4, 3) - 7_200_000;
    expectPlain(
      plan,
      range(200).map((i) => ({ at: monday + (i * 7 + 3) * 60_000 })),
    );
  });
});
