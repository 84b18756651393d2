import { describe, expect, test } from '@jest/globals';
import { MAX_SHARES, type Step } from '../../rules/index.ts';
import { compare, sitesOf } from './compare-plainly.ts';
import { range } from './edge-plans.ts';
import { chanceFrom, smallPlan } from './sample-plans.ts';

describe('callers', () => {
  const digits = '390212345678901';
  const depths = range(15).map((i) => i + 1);

  test('a prefix of every depth, and the full number of its digits, in two cases each way round', () => {
    for (const flip of [0, 1]) {
      const lists = {
        a: [...depths.filter((n) => n % 2 === flip).map((n) => `+${digits.slice(0, n)}*`)],
        b: [...depths.filter((n) => n % 2 !== flip).map((n) => `+${digits.slice(0, n)}*`)],
        c: depths.filter((n) => n >= 5 && n % 3 === 0).map((n) => `+${digits.slice(0, n)}`),
        d: [
          '+390212345678900',
          '+3902123456789000'.slice(0, 16),
          '+39021234567890*'.slice(0, 14),
          '+4*',
          '+38*',
          '+40*',
          '+391*',
        ],
      };
      lists.d = [...new Set(lists.d)].filter((entry) => !lists.a.includes(entry) && !lists.b.includes(entry));
      const plan = smallPlan(
        {
          callers: {
            cases: Object.keys(lists).map((list) => ({ lists: [list], then: { site: list } })),
            withheld: { site: 'w' },
            otherwise: { reject: 'out-of-area' },
          },
        },
        { sites: sitesOf(['a', 'b', 'c', 'd', 'w']), callerLists: lists },
      );
      const near = depths.flatMap((n) => [0, 1, 5, 9].map((next) => `+${digits.slice(0, n)}${next}`.slice(0, 16)));
      const all = [
        ...depths.map((n) => `+${digits.slice(0, n)}`),
        ...near,
        '+390999999999999',
        '+40000000',
        '+38999999',
        '+37999999',
        '+391000000',
      ];
      const long = all.flatMap((caller) => [
        caller,
        caller.padEnd(16, '0'),
        caller.padEnd(16, '9'),
        caller.padEnd(9, '0'),
      ]);
      const calls = long.flatMap((caller) =>
        [false, true].map((withheld) => ({ caller, withheld, at: 0, callId: 'x' })),
      );
      expect(compare(plan, calls).size).toBeGreaterThanOrEqual(5);
    }
  });

  test('a shallow prefix after many deeper and neighbouring entries is still found', () => {
    const chance = chanceFrom(8);
    const entries = range(3_000).map(() => {
      const text = `+3${range(4 + chance(10))
        .map(() => chance(3))
        .join('')}`;
      return chance(2) === 0 ? `${text.slice(0, 2 + chance(12))}*` : text;
    });
    const unique = [...new Set([...entries, '+3*', '+30*'])].filter((entry) => entry.endsWith('*') || entry.length > 5);
    const lists = Object.fromEntries(range(7).map((i) => [`l${i}`, unique.filter((_, n) => n % 7 === i)]));
    const cases = Object.keys(lists).map((list, i) => ({ lists: [list], then: { site: `s${i}` } }));
    const plan = smallPlan(
      { callers: { cases, otherwise: { reject: 'closed' } } },
      { sites: sitesOf(range(7).map((i) => `s${i}`)), callerLists: lists },
    );
    const callers = range(600).map(
      () =>
        `+3${range(4 + chance(11))
          .map(() => chance(3))
          .join('')}`,
    );
    compare(
      plan,
      callers.map((caller) => ({ caller, at: 0, callId: 'x' })),
    );
  });
});

describe('split', () => {
  const ids = (n: number) => range(n).map((i) => ({ at: 0, callId: `${i}@host`, caller: `+39335${1_000_000 + i}` }));

  test(`${MAX_SHARES} shares, most of them 0, by call and by caller, first and last too`, () => {
    for (const by of ['call', 'caller'] as const) {
      for (const positive of [[0, 63], [1, 62], [31], range(64), [0], [63]]) {
        const each = Math.floor(10_000 / positive.length);
        const points = range(64).map((i) =>
          positive.includes(i) ? (i === positive[0] ? 10_000 - each * (positive.length - 1) : each) : 0,
        );
        const shares = points.map((p, i): { percent: number; then: Step } => ({
          percent: p / 100,
          then: { site: `s${i}` },
        }));
        const sites = sitesOf(range(64).map((i) => `s${i}`));
        const plan = smallPlan({ split: { by, shares } }, { sites });
        const out = positive.map((i) => `s${i}`);
        const calls = ids(120).flatMap((call) => [
          call,
          { ...call, outOfService: out },
          { ...call, outOfService: [...out, 's0', 's1', 's2'] },
          { ...call, outOfService: out.slice(1) },
        ]);
        compare(plan, [...calls, ...ids(10).map((call) => ({ ...call, outOfService: Object.keys(sites) }))]);
      }
    }
  });

  test('every subset of seven sites out of service, with sites that several shares have, 0 shares, an announcement', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const endings: readonly (readonly [number, Step])[] = [
      [30, { site: 'a', overflow: ['b'] }],
      [0, { site: 'c' }],
      [20, { site: 'b', overflow: ['a'] }],
      [0, { site: 'd', overflow: ['c', 'a'] }],
      [33.33, { site: 'e', overflow: ['f'] }],
      [16.67, { site: 'f' }],
      [0, { site: 'g' }],
    ];
    const shares = (more: readonly (readonly [number, Step])[]) =>
      [...endings, ...more].map(([percent, then]) => ({ percent, then }));
    const kinds = new Set<string>();
    for (const more of [[], [[0, { announce: 'x' }]], [[0, { reject: 'closed' }]]] as const) {
      const plan = smallPlan(
        { split: { shares: shares(more as readonly (readonly [number, Step])[]) } },
        { sites: sitesOf(names), announcements: { x: { uri: 'sip:x@annunci.example.it' } } },
      );
      const calls = range(2 ** names.length).flatMap((mask) =>
        ids(25).map((call) => ({ ...call, outOfService: names.filter((_, i) => (mask >> i) & 1) })),
      );
      for (const kind of compare(plan, calls)) kinds.add(kind);
    }
    expect([...kinds].some((kind) => kind.endsWith('degraded'))).toBe(true);
    for (const share of range(8)) expect([...kinds].some((kind) => kind.startsWith(`s${share}`))).toBe(true);
  });

  test('every subset of sites out of service where there is no split', () => {
    const names = ['a', 'b', 'c', 'd'];
    const plan = smallPlan(
      {
        districts: {
          cases: [{ in: ['mobile'], then: { site: 'c', overflow: ['a', 'd', 'b'] } }],
          otherwise: { site: 'b' },
        },
      },
      { sites: sitesOf(names) },
    );
    const calls = range(16).flatMap((mask) =>
      ['3351234567', '0212345678'].map((caller) => ({
        caller,
        at: 0,
        callId: 'x',
        outOfService: names.filter((_, i) => (mask >> i) & 1),
      })),
    );
    expect(compare(plan, calls).has('d0 degraded')).toBe(true);
  });
});
