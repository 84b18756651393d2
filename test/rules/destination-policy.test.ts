import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkDestination, MAX_ADDRESS_CHARACTERS, NUMBER_RANGES } from '../../rules/index.ts';

const OWN = '800123456';
const check = (destination: string) => checkDestination(destination, OWN);

describe('checkDestination: E.164', () => {
  test.each([
    ['+390212345678', 'geographic'],
    ['+390669812345', 'geographic'],
    ['+3780549886111', 'geographic'],
    ['+393351234567', 'mobile'],
    ['+393901234567', 'mobile'],
    ['+395512345678', 'nomadic'],
    ['+41916401234', 'international'],
    ['+378886111', 'international'],
  ])('%s is allowed as %s', (destination, kind) => expect(check(destination)).toEqual({ kind, allowed: true }));

  test.each([
    ['+39800123456', 'numero-verde', 'own-number'],
    ['+39800654321', 'numero-verde', 'intelligent-number'],
    ['+39199123456', 'numero-unico', 'intelligent-number'],
    ['+39848123456', 'numero-ripartito', 'intelligent-number'],
    ['+391781234567', 'numero-personale', 'never'],
    ['+39892123', 'premium', 'never'],
    ['+39899123456', 'premium', 'never'],
    ['+390369123456', 'mass-event', 'never'],
    ['+390878123456', 'televote', 'never'],
    ['+397001234567', 'internet-access', 'never'],
    ['+39112', 'emergency', 'never'],
    ['+39119', 'short-service', 'never'],
    ['+3942010', 'network-internal', 'never'],
    ['+80012345678', 'international-freephone', 'never'],
    ['+979123456789', 'international-premium', 'never'],
    ['+881612345678', 'satellite', 'never'],
    ['+39612345678', 'unassigned', 'unassigned'],
    ['+39801123456', 'unassigned', 'unassigned'],
    ['+39890123456', 'unassigned', 'unassigned'],
    ['+393351', 'mobile', 'wrong-length'],
    ['+390212345678901', 'geographic', 'wrong-length'],
  ])('%s is refused: %s, %s', (destination, kind, why) =>
    expect(check(destination)).toEqual({ kind, allowed: false, why }),
  );

  test.each([
    '',
    '0212345678',
    '+39 0212345678',
    '+390212345678x',
    '+0212345678',
    'tel:+390212345678',
    'http://x',
    `sip:${'a'.repeat(MAX_ADDRESS_CHARACTERS)}`,
  ])('%.40j is malformed', (destination) =>
    expect(check(destination)).toEqual({ kind: 'malformed', allowed: false, why: 'malformed' }),
  );
});

describe('checkDestination: SIP', () => {
  test.each([
    'sip:centralino@pbx.example.it',
    'sips:sede.milano@pbx.example.it:5061;transport=tls',
    'sip:pbx.example.it',
    'sip:+390212345678@gw.example.it;user=phone',
    'sip:0212345678@gw',
    'sip:3351234567@gw',
    'sip:+41916401234@gw',
    'sip:14155551234@gw',
    'sip:2001@pbx',
    'sip:800@pbx',
    'sip:room-800@pbx',
  ])('%s is allowed', (destination) => expect(check(destination)).toEqual({ kind: 'sip', allowed: true }));

  test.each([
    'sip:+39800123456@gw',
    'sip:0039800123456@gw',
    'sip:39800123456@gw',
    'sip:800123456@gw',
    'SIP:800123456@gw',
    'sips:800-123.456@gw;user=phone',
    'sip:(800)123456@gw',
    'sip:%38%30%30123456@gw',
    'sip:800123456;phone-context=+39@gw',
    'sip:800123456:secret@gw',
    'sip:4146800123456@gw',
    'sip:+394146800123456@gw',
  ])('%s is the own number', (destination) => {
    expect(check(destination)).toEqual({ kind: 'numero-verde', allowed: false, why: 'own-number' });
  });

  test.each([
    ['sip:800654321@gw', 'intelligent-number'],
    ['sip:8006543210@gw', 'intelligent-number'],
    ['sip:899123456@gw', 'never'],
    ['sip:+39899123456@gw', 'never'],
    ['sip:39899123456999@gw', 'never'],
    ['sip:0878123456@gw', 'never'],
    ['sip:112@gw', 'never'],
    ['sip:116@gw', 'never'],
    ['sip:*67800123456@gw', 'never'],
    ['sip:%2331%23800123456@gw', 'never'],
    ['sip:+979123456789@gw', 'never'],
    ['sip:00979123456789@gw', 'never'],
    ['sip:979123456789@gw', 'never'],
    ['sip:sede@pbx?P-Asserted-Identity=%3Ctel:+390212345678%3E', 'headers'],
    ['sip:pbx?Replaces=a', 'headers'],
    ['sip:sede@pbx?Privacy=none@x', 'headers'],
    ['sip:sede?Privacy=none@pbx', 'headers'],
  ])('%s is refused: %s', (destination, why) => expect(check(destination)).toMatchObject({ allowed: false, why }));

  test.each(['sip:', 'sip:a b@h', 'sip:"x"@h', 'sip:<x>@h', 'sip:a\n@h', 'sip:é@h', 'sipx:a@h'])(
    '%j is malformed',
    (destination) => expect(check(destination).why).toBe('malformed'),
  );
});

test('no number of a range that is never a destination passes, in any spelling', () => {
  const closed = NUMBER_RANGES.filter(
    (range) => !range.use.startsWith('destination-') && !range.prefix.startsWith('+'),
  );
  const number = fc.constantFrom(...closed).chain((range) =>
    fc.constantFrom(...range.totalDigits).chain((count) => {
      const rest = Math.max(0, count - range.prefix.length);
      return fc.stringMatching(new RegExp(`^\\d{${rest}}$`)).map((digits) => range.prefix + digits);
    }),
  );
  const spelling = fc.constantFrom<(n: string) => string>(
    (n) => `+39${n}`,
    (n) => `sip:${n}@gw`,
    (n) => `sip:+39${n}@gw`,
    (n) => `sip:0039${n};x=y@gw`,
    (n) => `sips:39${n}:pw@gw`,
    (n) => `sip:${[...n].join('-')}@gw`,
  );
  fc.assert(
    fc.property(number, spelling, (national, spell) => {
      expect(check(spell(national)).allowed).toBe(false);
    }),
    { numRuns: 2000 },
  );
});
