import { describe, expect, test } from '@jest/globals';
import { compilePlan } from '../../engine/index.ts';
import {
  MAX_CALLER_ENTRIES,
  MAX_CASES,
  MAX_DESTINATIONS,
  MAX_SHARES,
  MAX_SITES,
  MAX_SUBROUTES,
  MAX_URI_CHARACTERS,
  normalizePlan,
  ORIGINS,
  type Step,
} from '../../rules/index.ts';
import { decide, expectPlain, legal, range } from './edge-plans.ts';
import { chanceFrom, liveWith, smallPlan } from './sample-plans.ts';

describe('callers', () => {
  const entries = range(MAX_CALLER_ENTRIES - 15).map((i) => `+39${String(i * 9_973).padStart(10, '0')}`);
  const nested = range(15).map((i) => `+${'393351112223334'.slice(0, i + 1)}*`);
  const lists = Object.fromEntries(
    range(MAX_CASES).map((i) => [`l${i}`, entries.filter((_, n) => n % MAX_CASES === i)]),
  );
  for (const [i, entry] of nested.entries()) lists[`l${i * 17}`]!.push(entry);
  const cases = range(MAX_CASES).map((i): { lists: string[]; then: Step } => ({
    lists: [`l${i}`],
    then: i % 2 === 0 ? { site: `s${i}` } : { site: `s${i}`, overflow: ['s0'] },
  }));
  const sites = Object.fromEntries(
    range(MAX_CASES).map((i) => [`s${i}`, { destinations: [`+39021${String(i).padStart(6, '0')}`] }]),
  );
  const plan = smallPlan(
    { callers: { cases, withheld: { reject: 'closed' }, otherwise: { reject: 'out-of-area' } } },
    { sites, callerLists: lists },
  );

  test(`${MAX_CALLER_ENTRIES} entries in ${MAX_CASES} cases, with prefixes of each length, all decide as they should`, () => {
    const canonical = normalizePlan(legal(plan));
    const times: number[] = [];
    // Beside other work the machine may be slow for a while: one good run of many is enough.
    while (times.length < 3 || (times.length < 20 && Math.min(...times) > 400)) {
      const begin = performance.now();
      compilePlan(canonical);
      times.push(performance.now() - begin);
    }
    process.stdout.write(`${MAX_CALLER_ENTRIES} caller entries compiled in ${Math.round(Math.min(...times))} ms\n`);
    expect(Math.min(...times)).toBeLessThan(400);
    const live = liveWith(canonical);
    const chance = chanceFrom(4);
    for (let i = 0; i < entries.length; i += 1 + chance(20)) {
      const decision = decide(live, entries[i]);
      const due = `s${i % MAX_CASES}`;
      if (decision.targets[0]?.site !== due) expect([entries[i], decision.targets[0]?.site]).toEqual([entries[i], due]);
    }
    // One digit more than an entry is no entry: the longest prefix it has is +39.
    expect(decide(live, `${entries[99_000]}1`).targets[0]?.site).toBe('s17');
    for (let i = 5; i < 15; i++) {
      const caller = `+${'393351112223334'.slice(0, i)}`;
      expect(decide(live, caller).targets[0]?.site).toBe(`s${(i - 1) * 17}`);
      expect(decide(live, `${caller}9`.slice(0, 16)).targets[0]?.site).toBe(`s${(i - 1) * 17}`);
    }
    expect(decide(live, '+393351112223334').targets[0]?.site).toBe('s238');
    expect(decide(live, '+4930123456').reason).toBe('out-of-area');
    expect(decide(live).reason).toBe('closed');
  });
});

describe('districts', () => {
  test.each([1, 2, 3, 4, 15, 16, 100, ORIGINS.length])('%i cases, each origin', (count) => {
    const sites = Object.fromEntries(
      range(count).map((i) => [`s${i}`, { destinations: [`+39021${String(i).padStart(6, '0')}`] }]),
    );
    const cases = range(count).map((i) => ({
      in: ORIGINS.filter((_, n) => n % (count + 1) === i),
      then: { site: `s${i}` },
    }));
    const plan = legal(
      smallPlan(
        { districts: { cases: cases.filter((each) => each.in.length > 0), otherwise: { reject: 'closed' } } },
        { sites },
      ),
    );
    const callers = [
      '02123456',
      '099123456',
      '0999123456',
      '3351234567',
      '5512345678',
      '+4912345',
      '800123456',
      '0369123456',
      'anonymous',
      'x',
    ];
    expectPlain(
      plan,
      callers.map((caller) => ({ caller })),
    );
    expectPlain(
      plan,
      ORIGINS.filter((origin) => origin.startsWith('0')).map((code) => ({ caller: `${code}123456` })),
    );
  });
});

describe('the rest', () => {
  test(`${MAX_SHARES} shares, ${MAX_SITES} sites of ${MAX_DESTINATIONS} destinations, the longest URIs`, () => {
    const uri = (i: number) => `sip:${String(i).padStart(MAX_URI_CHARACTERS - 19, 'u')}@pbx.example.it`;
    const sites = Object.fromEntries(
      range(MAX_SITES).map((i) => [
        `s${i}`.padEnd(64, '-'),
        {
          destinations: range(MAX_DESTINATIONS).map((n) =>
            n % 8 === 0 ? uri(i * 100 + n) : `+39021${String(i * 100 + n).padStart(6, '0')}`,
          ),
          ringSeconds: 5 + (i % 116),
        },
      ]),
    );
    const names = Object.keys(sites);
    const shares = range(MAX_SHARES).map((i) => ({
      percent: i === 0 ? 0.01 : i === 1 ? 37.99 : 1,
      then: { site: names[i]!, overflow: [...names.slice(0, i), ...names.slice(i + 1)] },
    }));
    const plan = legal(smallPlan({ split: { shares } }, { sites }));
    const live = liveWith(plan);
    const decision = decide(live);
    expect(decision.targets).toHaveLength(MAX_SITES * MAX_DESTINATIONS);
    expectPlain(plan, [
      {},
      { outOfService: names.slice(1) },
      { outOfService: names },
      { outOfService: names.slice(0, 450) },
    ]);
  });

  test(`${MAX_SUBROUTES} subroutes, one behind the other`, () => {
    const subroutes = Object.fromEntries(
      range(MAX_SUBROUTES).map(
        (i) => [`r${i}`, i === MAX_SUBROUTES - 1 ? { site: 'a' } : { subroute: `r${i + 1}` }] as const,
      ),
    );
    expect(decide(liveWith(legal(smallPlan({ subroute: 'r0' }, { subroutes })))).targets[0]?.site).toBe('a');
  });
});
