import fc from 'fast-check';
import type { Plan } from '../../rules/index.ts';
import { DAY_MS, offsetMs, transitionsOf } from '../oracle/local-time.ts';
import { easterDay } from '../oracle/plain-holidays.ts';
import type { PlainCall } from '../oracle/plain-reader.ts';
import { internationalDigits } from '../oracle/read-caller.ts';
import { STEMS, separated, spellNumber } from './caller-entries.ts';

/** Calls that a plan finds hard: callers beside its entries, instants beside its edges, its own sites out of service. */
export function callArbitrary(plan: Plan): fc.Arbitrary<PlainCall> {
  return fc
    .record({
      called: calledOf(plan.number),
      caller: callerOf(plan),
      callerFormat: fc.constantFrom(undefined, undefined, 'national' as const, 'e164' as const),
      withheld: fc.constantFrom(undefined, undefined, false, true),
      at: instantOf(plan),
      callId,
      outOfService: outOfServiceOf(plan),
    })
    .map((draft) => Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined)) as PlainCall);
}

const loneSurrogates = fc
  .array(fc.integer({ min: 0xd7fe, max: 0xe001 }), { maxLength: 4 })
  .map((codes) => String.fromCharCode(...codes));
const callId = fc.oneof(
  fc.string({ maxLength: 24 }),
  fc.uuid(),
  fc.string({ unit: 'binary', maxLength: 9 }),
  loneSurrogates,
);
const anyDigits = fc.stringMatching(/^[0-9]{0,9}$/);
const dialledText = fc.stringMatching(/^[0-9+ .()/-]{1,20}$/).filter((text) => /\d/.test(text));

function calledOf(number: string): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 12, arbitrary: fc.constant(number) },
    {
      weight: 4,
      arbitrary: fc.constantFrom(
        ...[
          `+39${number}`,
          `0039${number}`,
          separated(number, ' '),
          separated(number, '-'),
          `sip:${number}@scp.example.it`,
        ],
        ...[`tel:${number};phone-context=+39`, `<sip:+39${number}@scp.example.it;user=phone>`],
      ),
    },
    { weight: 1, arbitrary: fc.constantFrom('800999999', '', `${number}0`, number.slice(1), `+41${number}`, 'alice') },
  );
}

function callerOf(plan: Plan): fc.Arbitrary<string | undefined> {
  const entries = Object.values(plan.callerLists ?? {}).flat();
  const entryDigits = entries.map((entry) => internationalDigits(entry.replace('*', ''))?.slice(1) ?? '39');
  const beginning = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...(entryDigits.length === 0 ? STEMS : entryDigits)) },
    { weight: 2, arbitrary: fc.constantFrom(...STEMS) },
    { weight: 1, arbitrary: fc.integer({ min: 100, max: 9999 }).map((n) => `390${n}`) },
  );
  const around = fc.record({
    beginning,
    dropped: fc.constantFrom(0, 0, 0, 1),
    added: anyDigits,
    spelling: fc.nat(3),
    dress: fc.nat(11),
  });
  return fc.oneof(
    {
      weight: 12,
      arbitrary: around.map(({ beginning: start, dropped, added, spelling, dress }) => {
        const digits = start.slice(0, start.length - dropped) + added;
        return dressed(spellNumber(digits.length < 5 ? `${digits}5551234` : digits, spelling), digits, dress);
      }),
    },
    { weight: 2, arbitrary: fc.constantFrom(undefined, ...ODD_CALLERS) },
    { weight: 1, arbitrary: dialledText },
  );
}

const ODD_CALLERS = [
  ...['', 'anonymous', 'Restricted', 'PRIVATE', 'withheld', 'unavailable', 'sip:anonymous@anonymous.invalid'],
  ...['alice', 'sip:alice@example.com', '+', '00', '0', '+39', '+0123456789', '٠٢12345678', '1234567890123456'],
  ...[
    '"Anonymous" <sip:anonymous@anonymous.invalid>',
    '<sip:+390212345678@anonymous.invalid>',
    'tel:7042;phone-context=example.com',
  ],
  ...[
    '<sip:10.0.0.1>',
    'tel:',
    'sip:@h',
    'SIP:0212345678@h',
    'TEL:+390212345678',
    'sip:ANONYMOUS@10.0.0.1',
    '\t0212345678',
  ],
  ...['sip:02%2012345678@h', 'sip:02%ZZ12345678@h', 'sip:0212345678:pw@h', '02\u00a012345678', '()', '++390212345678'],
  ...[
    'sip:0212345678;phone-context=+39@h',
    'tel:+390212345678;phone-context=+41',
    '"a\\"b <x>" <tel:+390212345678>',
    'null',
  ],
];

/** A number as switches write it. `digits` are its bare international digits. */
function dressed(number: string, digits: string, dress: number): string {
  switch (dress) {
    case 0:
      return separated(number, ' ');
    case 1:
      return `sip:${number}@carrier.example.it`;
    case 2:
      return `"Rossi <1>" <sip:${number};npdi@carrier.example.it;user=phone>`;
    case 3:
      return `tel:${separated(number, '-')}`;
    case 4:
      return digits;
    case 5:
      return `sip:${number.replace('+', '%2B')}@10.0.0.1:5060`;
    case 6:
      return `${number};rn=+393912`;
    case 7:
      return number.startsWith('0') && !number.startsWith('00') ? `tel:${number};phone-context=+39` : number;
    default:
      return number;
  }
}

function outOfServiceOf(plan: Plan): fc.Arbitrary<string[] | undefined> {
  const sites = Object.keys(plan.sites);
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 3, arbitrary: fc.subarray(sites) },
    { weight: 1, arbitrary: fc.constant(sites) },
    { weight: 1, arbitrary: fc.subarray(sites).map((some) => [...some, 'tostring', 'no-such-site']) },
  );
}

function instantOf(plan: Plan): fc.Arbitrary<number> {
  const zone = plan.timeZone ?? 'Europe/Rome';
  const { days, minutes } = edgesOf(plan);
  const jitter = fc.constantFrom(0, 0, -1, 1, 59_999, 60_000, -60_000, 1_800_000, -3_600_000, 3_600_000, -86_400_000);
  const nearEdges = fc
    .tuple(fc.oneof(fc.constantFrom(...days), randomDay), fc.constantFrom(...minutes), jitter)
    .map(([day, minute, shift]) => {
      const local = day * DAY_MS + minute * 60_000;
      return local - offsetMs(zone, local) + shift;
    });
  const transitions = transitionsOf(zone).map(({ at }) => at);
  const nearTransition = fc
    .tuple(
      fc.constantFrom(...(transitions.length === 0 ? [0] : transitions)),
      fc.integer({ min: -10_800_000, max: 10_800_000 }),
      jitter,
    )
    .map(([at, shift, sharp]) => (shift % 3 === 0 ? at + sharp : at + shift));
  return fc.oneof(
    { weight: 6, arbitrary: nearEdges },
    { weight: 2, arbitrary: nearTransition },
    { weight: 2, arbitrary: fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2099, 11, 31) }) },
    { weight: 1, arbitrary: fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2200, 0, 1) }) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom(Date.UTC(2000, 0, 1), Date.UTC(2100, 0, 1)), fc.integer({ min: -DAY_MS, max: DAY_MS }))
        .map(([a, b]) => a + b),
    },
  );
}

const randomDay = fc.integer({ min: Date.UTC(2026, 0, 1) / DAY_MS, max: Date.UTC(2028, 11, 31) / DAY_MS });

/** The dates that a plan names, or some of them, and the minutes at which its windows begin and end. */
function edgesOf(plan: Plan): { readonly days: readonly number[]; readonly minutes: readonly number[] } {
  const days: number[] = [2000, 2025, 2026, 2027, 2028]
    .map(easterDay)
    .flatMap((day) => [day - 1, day, day + 1, day + 50]);
  const minutes = [0];
  for (const calendar of Object.values(plan.calendars ?? {})) {
    for (const entry of [...(calendar.days ?? []), ...(calendar.week ?? [])]) {
      for (const clock of (entry.hours ?? []).flatMap((window) => window.split('-'))) {
        minutes.push(Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3)));
      }
      for (const value of Object.values(entry)) {
        if (typeof value !== 'string') continue;
        if (/^\d{4}-\d\d-\d\d$/.test(value)) days.push(Date.parse(value) / DAY_MS);
        if (/^\d\d-\d\d$/.test(value))
          for (const year of [2026, 2027, 2028]) days.push(Date.parse(`${year}-${value}`) / DAY_MS);
      }
    }
  }
  const known = days.filter((day) => Number.isInteger(day));
  for (const monthDay of ['01-01', '10-04', '12-24', '12-26']) known.push(Date.parse(`2027-${monthDay}`) / DAY_MS);
  return { days: known.flatMap((day) => [day - 1, day, day + 1]), minutes };
}
