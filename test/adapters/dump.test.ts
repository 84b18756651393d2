import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { compilePlan, decodeArtifact, dumpArtifact, encodeArtifact } from '../../engine/index.ts';
import { normalizePlan, type Plan, planHash } from '../../rules/index.ts';

function dumpOf(plan: Plan): string {
  const canonical = normalizePlan(plan);
  return dumpArtifact(decodeArtifact(encodeArtifact(compilePlan(canonical), 1, planHash(canonical))));
}

test('the compiled form of the example plan is stable', () => {
  const plan = JSON.parse(readFileSync(new URL('../conformance/example-plan.json', import.meta.url), 'utf8')) as Plan;
  const golden = readFileSync(new URL('./example-plan.dump.txt', import.meta.url), 'utf8');
  expect(dumpOf(plan)).toBe(golden);
});

test('what the example has not: every kind of set, prefixes of all lengths, a shared step, a URI, a split by caller', () => {
  const opening = {
    split: {
      by: 'caller',
      shares: [
        { percent: 0.01, then: { site: 'a' } },
        { percent: 99.99, then: { announce: 'n' } },
      ],
    },
  };
  const hours = {
    calendar: { use: 'c', cases: [{ periods: ['open', 'eve'], then: opening }], otherwise: { reject: 'closed' } },
  };
  const text = dumpOf({
    schemaVersion: 1,
    number: '199000001',
    timeZone: 'America/New_York',
    sites: { a: { destinations: ['sips:a@example.it', '+39061', '+393351234567'], ringSeconds: 120 } },
    announcements: { n: { uri: 'sip:n@example.it' } },
    callerLists: { some: ['+3*', '+390612345*', '+390612345678*', '+390612345678'] },
    calendars: {
      c: {
        days: [
          { eveOf: ['IT', 'IT/bolzano', 'IT/asti'], period: 'eve', hours: ['00:00-24:00'] },
          { holidays: ['IT/asti', 'IT/bolzano'], period: 'shut' },
          { yearlyFrom: '12-31', yearlyTo: '01-02', period: 'shut' },
        ],
        week: [{ days: ['sun'], hours: ['23:00-01:30'], period: 'open' }],
        otherwise: 'shut',
      },
    },
    route: {
      callers: {
        cases: [{ lists: ['some'], then: hours }],
        withheld: { reject: 'caller-not-allowed' },
        otherwise: { districts: { cases: [{ in: ['foreign', '0549'], then: hours }], otherwise: { site: 'a' } } },
      },
    },
  } as Plan);
  for (const line of [
    /zone America\/New_York/,
    /callers, 4 entries/,
    /^ {2}\+3\* -> case 0$/m,
    /^ {2}\+390612345\* -> case 0$/m,
    /^ {2}\+390612345678\* -> case 0$/m,
    /^ {2}\+390612345678 -> case 0$/m,
    /0549 foreign -> case 0/,
    /case 0: #\d+, printed above/,
    /^ *eve of IT entry 0$/m,
    /^ *eve of Easter Sunday \+ 50 entry 0$/m,
    /^ *eve of 05\/tue\/1 entry 0$/m,
    /^ *05\/tue\/1 entry 1$/m,
    /^ *from 01-03 no entry$/m,
    /^ *from 12-31 entry 2$/m,
    /from 23:00 open, next day from 00:00 open, next day from 01:30 nothing/,
    /split by caller/,
    /share 0, 0\.01 % \(below 1\): #\d+ site a \(sips:a@example\.it \+39061 \+393351234567, 120 s\)/,
    /share 1, 99\.99 % \(below 10000\): #\d+ announce n sip:n@example\.it/,
    /case 0, eve open: /,
  ]) {
    expect(text).toMatch(line);
  }
});
