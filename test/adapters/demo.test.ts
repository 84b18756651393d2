import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { publishDemoPlans } from '../../adapters/demo/index.ts';
import { createEngine, createMemoryStore } from '../../adapters/library/index.ts';
import { intelligentNumberKind, NUMBER_RANGES, type Plan, preparePlanText } from '../../rules/index.ts';

const FOLDER = new URL('../../adapters/demo/plans/', import.meta.url);
const FILES = readdirSync(FOLDER);
const PLANS = FILES.map((file) => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Plan);

test.each(FILES)('%s is clean of errors and warnings, and named after its number', (file) => {
  const { plan, issues } = preparePlanText(readFileSync(new URL(file, FOLDER)), 'json');
  expect(issues).toEqual([]);
  expect(file.startsWith(`${plan?.number}-`)).toBe(true);
});

test('there is one of each range of Intelligent Numbers', () => {
  const ranges = NUMBER_RANGES.filter(({ use }) => use === 'intelligent').map(({ prefix }) => prefix);
  expect(PLANS.map(({ number }) => number.slice(0, 3)).sort()).toEqual([...ranges].sort());
  for (const { number } of PLANS) expect(intelligentNumberKind(number)).toBeDefined();
});

test('they are published once, and decide for each reason that the service exists for', async () => {
  const engine = await createEngine({ store: createMemoryStore() });
  expect(await publishDemoPlans(engine)).toBe(PLANS.length);
  expect(await publishDemoPlans(engine)).toBe(0);
  const decide = (called: string, caller: string, at: string) => {
    const { outcome, targets, announcement, reason } = engine.decide({
      called,
      caller,
      at: Date.parse(at),
      callId: 'c',
    });
    return [outcome, targets[0]?.site ?? announcement?.name ?? reason];
  };
  const MONDAY = '2026-11-23T10:00:00+01:00';
  // Sites with different competences, by the caller's district.
  expect(decide('800000101', '0212345678', MONDAY)).toEqual(['route', 'milano']);
  expect(decide('800000101', '0612345678', MONDAY)).toEqual(['route', 'roma']);
  expect(decide('800000101', '0811234567', MONDAY)).toEqual(['route', 'napoli']);
  expect(decide('199000404', '0801234567', '2026-11-24T10:00:00+01:00')).toEqual(['route', 'bari']);
  // Opening hours and closing days; a patron saint; the night shift of the evening before a holiday.
  expect(decide('800000101', '0212345678', '2026-12-08T10:00:00+01:00')).toEqual(['announce', 'festa']);
  expect(decide('800000101', '0212345678', '2026-11-23T20:00:00+01:00')).toEqual(['announce', 'chiuso']);
  expect(decide('847003', '0551234567', '2026-06-24T10:00:00+02:00')).toEqual(['announce', 'patrono']);
  expect(decide('803001', '0511234567', '2026-12-08T01:00:00+01:00')).toEqual(['route', 'reperibile']);
  expect(decide('803001', '0511234567', '2026-12-08T10:00:00+01:00')).toEqual(['route', 'festivo']);
  // Sales people enabled for certain customers; only enabled callers at all.
  expect(decide('848000303', '0245678901', MONDAY)).toEqual(['route', 'bianchi']);
  expect(decide('848000303', '0677889900', MONDAY)).toEqual(['route', 'russo']);
  expect(decide('841002', '0612345678', MONDAY)).toEqual(['reject', 'caller-not-allowed']);
  expect(decide('841002', '+41915550123', MONDAY)).toEqual(['route', 'estero']);
  await engine.close();
});

test('staffing: the calls are shared as the operators are, 60, 30 and 10 in a hundred', async () => {
  const engine = await createEngine({ store: createMemoryStore() });
  await publishDemoPlans(engine);
  const counts: Record<string, number> = {};
  for (let i = 0; i < 10_000; i++) {
    const at = Date.parse('2026-11-23T10:00:00+01:00');
    const site = engine.decide({ called: '840000202', caller: '0111234567', at, callId: `call-${i}` }).targets[0]!.site;
    counts[site] = (counts[site] ?? 0) + 1;
  }
  expect(Object.keys(counts).sort()).toEqual(['aosta', 'genova', 'torino']);
  for (const [site, percent] of [
    ['torino', 60],
    ['genova', 30],
    ['aosta', 10],
  ] as const) {
    // Four standard deviations of a binomial count of 10,000.
    const deviation = Math.sqrt(10_000 * (percent / 100) * (1 - percent / 100));
    expect(Math.abs(counts[site]! - percent * 100)).toBeLessThan(4 * deviation);
  }
  await engine.close();
});
