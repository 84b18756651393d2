import fc from 'fast-check';

/** What a line may be, the usual first: an INVITE of usual lines alone is a plain one. */
type Choice = readonly [usual: string, ...odd: string[]];

const NUMBERS: readonly string[] = [
  ...['800100001', '0212345678', '+390245678901', '390245678901', '00390245678901', '3351234567', '112', '0', '8'],
  ...['800100002', '+39800100001', '0039800100001', '39800100001', '4146800100001', '+4146800100001', '840100006'],
  ...['800100003', '199100007', '1'.repeat(40), '39112', '00', '003902', '+3902', '+414612345678', '+44201234567'],
];
const ODD_USERS: readonly string[] = [
  ...['80-0100.001', '%38%30%300100001', '+39%20800100001', '800100001;phone-context=+39', '800100001;isub=1', 'a:b'],
  ...['anonymous', 'Anonymous', 'unknown', '800100001:secret', '*31*02', '+', '++3902', '02+', ''],
];
const HOSTS: Choice = [
  '127.0.0.1',
  '[::1]:5062',
  'h',
  'H.example.IT:5060',
  'anonymous.invalid',
  'h_x',
  'h:0',
  'h:70000',
];
const URI_ENDS: Choice = [
  '',
  ';user=phone',
  ';transport=udp',
  ';user=phone;cpc=x',
  ';transport=tcp',
  '?Privacy=id',
  ';',
];
const SCHEMES: Choice = ['sip:', 'sips:', 'tel:', 'SIP:', 'sip: ', 'urn:'];
const NAMES_SHOWN: Choice = ['"Rossi, M." ', '', 'Rossi ', '"a\\"<b>" ', 'Mario Rossi ', '"\xe8" ', '\t'];
const BLANKS: Choice = [': ', ':', ':  ', ' : ', ':\t', ':\r\n '];

/** Header fields that mean something to one way or the other, beside the seven of every request. */
const EXTRA: readonly string[] = [
  ...['Privacy: id', 'PRIVACY:none', 'Privacy: header;id', 'Privacy', 'privacy : id', 'Privacy:\r\n id'],
  ...['Diversion: <sip:800100001@x>', 'Diversion: <sip:0211@x>;reason=unconditional', 'diversion:'],
  ...['History-Info: <sip:800100001@x>;index=1, <sip:02@x>;index=1.1', 'HISTORY-INFO: <sip:02@x>;index=1'],
  ...[
    'Route: <sip:10.0.0.1;lr>',
    'Record-Route: <sip:10.0.0.1;lr>',
    'Require: 100rel',
    'Require: x, timer',
    'require:',
  ],
  ...['Proxy-Require: x', 'Supported: histinfo', 'k: timer', 'P-Preferred-Identity: <sip:+390245678901@x>'],
  ...['P-Asserted-Identity: <sip:+390245678901@x>', 'P-Asserted-Identity: <tel:0245678901>, <sip:02@x>'],
  ...['P-Asserted-Identity: "A" <sip:0245678901@anonymous.invalid>', 'p-asserted-identity: <tel:+390245678901;cpc=x>'],
  ...['P-Asserted-Identity: sip:0245678901@x', 'P-Asserted-Identity:', 'P-Asserted-Identity: <sip:anonymous@x>'],
  ...['Remote-Party-ID: <sip:0245678901@x>;party=calling;privacy=full', 'Remote-Party-ID: <sip:02@x>;party=called'],
  ...['Via: SIP/2.0/UDP p:5070;branch=z9hG4bKp', 'v: SIP/2.0/TCP q;branch=z9hG4bKq', 'Via: SIP/2.0/UDP 127.0.0.1'],
  ...['Via: SIP/2.0/UDP a, SIP/2.0/UDP [::1]:5060', 'VIA: SIP/2.0/UDP 127.0.0.1:5060;x=y', 'Via: nonsense'],
  ...['From: <sip:02@x>;tag=2', 'f: <sip:02@x>;tag=2', 't: <sip:02@x>', 'i: other', 'Call-ID: other', 'CSeq: 2 INVITE'],
  ...[
    'Max-Forwards: 69',
    'Content-Length: 0',
    'l: 0',
    'L: 3',
    'Subject: x\r\n y',
    ' folded',
    'X : y',
    'X',
    ': y',
    'm: <sip:a@b>',
  ],
  ...['x-y: \0\x01', 'Contact: *', 'Session-Expires: 90', 'x: 90', 'Identity: a', 'y: a', 'Timestamp: 1', '\xe8: x'],
];

/** The usual with one chance in two, so that whole messages are usual often enough. */
function oneOf([usual, ...odd]: Choice): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 30 * odd.length, arbitrary: fc.constant(usual) },
    ...odd.map((text) => ({ weight: 1, arbitrary: fc.constant(text) })),
  );
}

const user = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...NUMBERS) },
  { weight: 1, arbitrary: fc.constantFrom(...ODD_USERS) },
);
const uri = fc
  .tuple(oneOf(SCHEMES), user, oneOf(HOSTS), oneOf(URI_ENDS))
  .map(([scheme, who, host, end]) => `${scheme}${who}${scheme === 'tel:' ? '' : `@${host}`}${end}`);
const address = fc.tuple(oneOf(NAMES_SHOWN), uri, oneOf(['<>', ''])).map(([name, text, brackets]) => {
  return brackets === '' ? text : `${name}<${text}>`;
});

const VIAS: Choice = [
  'SIP/2.0/UDP 127.0.0.1:9;rport;branch=z9hG4bKa',
  ...['SIP/2.0/UDP h;branch=z9hG4bKa', 'SIP/2.0/UDP [::1]:9;branch=z9hG4bKa;rport', 'SIP/2.0/UDP h;branch=z9hG4bK'],
  ...[
    'SIP/2.0/UDP h;branch=1',
    'SIP/2.0/UDP h',
    'SIP/2.0/udp h;branch=z9hG4bKa',
    'SIP/2.0/UDP h;rport=7;branch=z9hG4bKa',
  ],
  ...[
    'SIP/2.0/UDP h;branch=z9hG4bKa;maddr=1.2.3.4',
    'SIP/2.0/UDP h;branch="z9hG4bKa"',
    'SIP/2.0/UDP h ;branch=z9hG4bKa',
  ],
  ...[
    'SIP/2.0/UDP h;branch=z9hG4bKa;received=h',
    'SIP/2.0/UDP h;rport;rport=5;branch=z9hG4bKa',
    'SIP/2.0/UDP H:05;branch=z9hG4bKa',
  ],
  ...[
    'SIP/2.0/UDP h;branch=z9hG4bKa, SIP/2.0/UDP 127.0.0.1',
    'SIP/2.0/UDP h;branch=z9hG4bKa;',
    'SIP/2.0/UDP h_x;branch=z9hG4bKa',
  ],
  ...['SIP/2.0/UDP  h;branch=z9hG4bKa', 'SIP/2.0/UDP h;BRANCH=Z9HG4BKA;RPORT', 'SIP / 2.0 / UDP h;branch=z9hG4bKa', ''],
];

const name = (long: string, ...other: string[]) => oneOf([long, long.toLowerCase(), long.toUpperCase(), ...other]);
const field = (fieldName: fc.Arbitrary<string>, value: fc.Arbitrary<string>) =>
  fc
    .tuple(fieldName, oneOf(BLANKS), value, oneOf(['', ' ', '\t', ' \t ', '\r\n ', '\xa0']))
    .map((parts) => parts.join(''));

const FIELDS: readonly fc.Arbitrary<string>[] = [
  field(name('Via', 'v'), oneOf(VIAS)),
  field(
    name('From', 'f'),
    fc
      .tuple(address, oneOf([';tag=t', '', ';tag=', ';TAG=t', ';x=y;tag=t', ';tag="t"', ' ;tag=t', ';tag=t;tag=u']))
      .map((parts) => parts.join('')),
  ),
  field(
    name('To', 't'),
    fc.tuple(address, oneOf(['', ';tag=x', ';x=y', ';Tag', '>', ' '])).map((parts) => parts.join('')),
  ),
  field(
    name('Call-ID', 'i'),
    oneOf(['call', 'a@b', '', 'a b', 'a,b', '\xe8', 'a/"b"|c*~', 'x'.repeat(300), '\x7f', '/', '%2f']),
  ),
  field(
    name('CSeq'),
    oneOf([
      '1 INVITE',
      '0 INVITE',
      '01 INVITE',
      '1  INVITE',
      '1 invite',
      '1 ACK',
      '2147483648 INVITE',
      '-1 INVITE',
      '1\tINVITE',
      '2147483647 INVITE',
    ]),
  ),
  field(name('Max-Forwards'), oneOf(['70', '0', '00', '1', '255', '256', '-1', '070', '', '9'.repeat(12), '1 0'])),
  field(name('Content-Length', 'l'), oneOf(['4', '0', '3', '5', '04', '', '-1', '4 ', '9'.repeat(12)])),
];

/**
 * INVITEs whose every line is a choice among forms that are read, ignored or refused, in any order, with further ones
 * between them; as latin1 text.
 */
export const composedInvite: fc.Arbitrary<string> = fc
  .record({
    uri,
    startEnd: oneOf([' SIP/2.0', ' SIP/2.0 ', '  SIP/2.0', ' sip/2.0', ' SIP/3.0', '']),
    fields: fc.tuple(...FIELDS),
    isShuffled: fc.boolean(),
    without: fc.oneof({ weight: 6, arbitrary: fc.constant(-1) }, fc.nat({ max: FIELDS.length - 1 })),
    order: fc.array(fc.nat(), { minLength: FIELDS.length, maxLength: FIELDS.length }),
    extra: fc.array(fc.tuple(fc.constantFrom(...EXTRA), fc.nat({ max: FIELDS.length })), { maxLength: 2 }),
  })
  .map(({ uri: text, startEnd, fields, isShuffled, without, order, extra }) => {
    const lines = fields.map((line, i) => ({ line, rank: isShuffled ? order[i]! : i })).filter((_, i) => i !== without);
    const written = lines.sort((a, b) => a.rank - b.rank).map(({ line }) => line);
    for (const [line, at] of extra) written.splice(at, 0, line);
    return `INVITE ${text}${startEnd}\r\n${written.join('\r\n')}\r\n\r\nbody`;
  });
