import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { type Plan, preparePlan } from '../../../rules/index.ts';

export function examplePlanText(): string {
  return readFileSync(new URL('../../conformance/example-plan.json', import.meta.url), 'utf8');
}

export function examplePlan(): Plan {
  const { plan } = preparePlan(JSON.parse(examplePlanText()));
  if (plan === undefined) throw new Error('The example plan has errors.');
  return plan;
}

/** A plan of one number whose caller list has `count` entries, half of them prefixes, in no order. */
export function planOfEntries(count: number): unknown {
  const entries = Array.from({ length: count }, (_, n) => {
    const digits = String(10_000_000 + ((n * 7919) % count) * 31);
    return n % 2 === 0 ? `+3902${digits}` : `02 ${digits.slice(0, 4)}-${digits.slice(4)}*`;
  });
  return {
    schemaVersion: 1,
    number: '800123456',
    sites: { milano: { destinations: ['+390212345678'] } },
    callerLists: { clienti: entries, altri: ['+3906*'] },
    route: {
      callers: {
        cases: [
          { lists: ['clienti'], then: { site: 'milano' } },
          { lists: ['altri'], then: { reject: 'out-of-area' } },
        ],
        otherwise: { reject: 'caller-not-allowed' },
      },
    },
  };
}

/** The same JSON value with the keys of every object in another order. */
export function shuffleKeys(value: unknown, pick: (below: number) => number): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffleKeys(item, pick));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  for (let last = entries.length - 1; last > 0; last--) {
    const other = pick(last + 1);
    [entries[last], entries[other]] = [entries[other]!, entries[last]!];
  }
  return Object.fromEntries(entries.map(([key, item]) => [key, shuffleKeys(item, pick)]));
}

const name = fc.constantFrom('a', 'b', 'constructor', 'valueof', 'to-string', '0', '12');
const leaf = fc.oneof(
  fc.record({ site: name, overflow: fc.array(name, { maxLength: 3 }) }, { requiredKeys: ['site'] }),
  fc.record({ announce: name }),
  fc.record({ reject: fc.constantFrom('closed', 'out-of-area') }),
  fc.record({ subroute: name }),
);
const entry = fc.oneof(
  fc.nat(99_999).map((n) => `02 1${n}*`),
  fc.nat(99_999).map((n) => `+39 06/1${n}`),
  fc.nat(99_999).map((n) => `00496${n}`),
);
const window = fc.constantFrom('09:00-13:00', '14:00-18:00', '22:00-02:00', '08:00-12:00');
const names = fc.array(name, { minLength: 1, maxLength: 4 });

/** Plans of legal shape, most of which mean nothing: what the canonical form must bear all the same. */
export const shapedPlan: fc.Arbitrary<unknown> = fc.record(
  {
    schemaVersion: fc.constant(1),
    number: fc.constant('800123456'),
    label: fc.string({ maxLength: 20, unit: 'grapheme' }),
    timeZone: fc.constantFrom('Europe/Rome', 'Europe/London'),
    sites: fc.dictionary(
      name,
      fc.record(
        {
          label: fc.constant('Sede'),
          destinations: fc.constant(['+390212345678']),
          ringSeconds: fc.integer({ min: 5, max: 120 }),
        },
        { requiredKeys: ['destinations'] },
      ),
    ),
    announcements: fc.dictionary(name, fc.record({ uri: fc.constant('sip:a@example.it') })),
    callerLists: fc.dictionary(name, fc.array(entry, { maxLength: 8 })),
    areas: fc.dictionary(name, fc.array(fc.constantFrom('02', '011', 'mobile'), { maxLength: 5 })),
    calendars: fc.dictionary(
      name,
      fc.record(
        {
          days: fc.array(
            fc.oneof(
              fc.record(
                { on: fc.constant('2026-12-24'), period: name, hours: fc.array(window, { minLength: 1 }) },
                { requiredKeys: ['on', 'period'] },
              ),
              fc.record({ holidays: fc.array(fc.constantFrom('IT', 'IT/milano'), { minLength: 1 }), period: name }),
            ),
            { maxLength: 3 },
          ),
          week: fc.array(
            fc.record({
              days: fc.array(fc.constantFrom('mon', 'sun', 'wed'), { minLength: 1 }),
              hours: fc.array(window, { minLength: 1 }),
              period: name,
            }),
            { maxLength: 3 },
          ),
          otherwise: name,
        },
        { requiredKeys: ['otherwise'] },
      ),
    ),
    subroutes: fc.dictionary(name, leaf),
    route: fc.letrec((tie) => ({
      step: fc.oneof(
        { maxDepth: 3 },
        leaf,
        fc.record({
          callers: fc.record(
            {
              cases: fc.array(fc.record({ lists: names, then: tie('step') }), { maxLength: 3 }),
              withheld: tie('step'),
              otherwise: tie('step'),
            },
            { requiredKeys: ['cases', 'otherwise'] },
          ),
        }),
        fc.record({
          districts: fc.record({
            cases: fc.array(fc.record({ in: names, then: tie('step') }), { minLength: 1, maxLength: 3 }),
            otherwise: tie('step'),
          }),
        }),
        fc.record({
          calendar: fc.record({
            use: name,
            cases: fc.array(fc.record({ periods: names, then: tie('step') }), { minLength: 1, maxLength: 3 }),
            otherwise: tie('step'),
          }),
        }),
        fc.record({
          split: fc.record(
            {
              by: fc.constantFrom('call', 'caller'),
              shares: fc.array(fc.record({ percent: fc.constantFrom(0, -0, 33.33, 50, 100), then: tie('step') }), {
                minLength: 2,
                maxLength: 3,
              }),
            },
            { requiredKeys: ['shares'] },
          ),
        }),
      ),
    })).step,
  },
  { requiredKeys: ['schemaVersion', 'number', 'sites', 'route'] },
);
