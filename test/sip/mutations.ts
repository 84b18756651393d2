import fc from 'fast-check';
import { request } from './sip-client.ts';

/** What a mutation puts in: the bytes on which grammars of SIP turn, and words that mean something. */
const PIECES = [
  ...[
    '\r\n',
    '\r',
    '\n',
    '\0',
    ' ',
    '\t',
    '\r\n ',
    '\r\n\r\n',
    '"',
    '\\',
    '<',
    '>',
    ';',
    ',',
    ':',
    '=',
    '@',
    '?',
    '%',
    '/',
  ],
  ...[
    '[',
    ']',
    '::',
    ';;',
    '%00',
    '\xff',
    '-1',
    '99999999999999999999',
    'SIP/2.0',
    'sip:',
    'tel:',
    'INVITE ',
    'CANCEL ',
  ],
  ...[
    'Content-Length: 5\r\n',
    'l: 0\r\n',
    'Via: SIP/2.0/UDP x\r\n',
    ';tag=x',
    ';branch=z9hG4bK',
    ';rport',
    ';received=x',
  ],
  ...[
    'Privacy: id\r\n',
    'P-Asserted-Identity: "',
    'History-Info: <',
    'Diversion: ,',
    'Require: x\r\n',
    'x'.repeat(3_000),
  ],
];

const BASES: readonly (() => string)[] = [
  () => request('800100001', { body: 'v=0\r\n' }),
  () => request('840100006', { headers: ['P-Asserted-Identity: "R" <sip:+3902@x>, <tel:+3902>', 'Privacy: id;user'] }),
  () => request('800100003', { headers: ['Diversion: <sip:a@b>;reason=x', 'History-Info: <sip:a@b>;index=1'] }),
  () => request('800100001', { via: '[SIP] / 2.0 / UDP [::1]:5060 ; rport ; branch = z9hG4bK' }),
  () => request('800100001', { method: 'OPTIONS', headers: ['Require: a, b', 'Supported: histinfo'] }),
  () => request('800100001', { method: 'CANCEL' }),
  () => request('800100001', { method: 'ACK' }),
];

type Mutation = {
  readonly kind: 'insert' | 'delete' | 'repeat' | 'flip';
  readonly at: number;
  readonly span: number;
  readonly piece: string;
};

const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom('insert', 'delete', 'repeat', 'flip'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  span: fc.integer({ min: 1, max: 40 }),
  piece: fc.constantFrom(...PIECES),
});

/** SIP messages with a few faults, as latin1 text: near enough to the grammar to get deep into it. */
export const hostileMessage: fc.Arbitrary<string> = fc
  .tuple(fc.nat({ max: BASES.length - 1 }), fc.array(mutation, { minLength: 1, maxLength: 6 }))
  .map(([base, mutations]) => mutations.reduce(mutate, BASES[base]?.() ?? ''));

function mutate(text: string, { kind, at, span, piece }: Mutation): string {
  const index = Math.floor(at * text.length);
  const [before, hit, after] = [text.slice(0, index), text.slice(index, index + span), text.slice(index + span)];
  switch (kind) {
    case 'insert':
      return before + piece + hit + after;
    case 'delete':
      return before + after;
    case 'repeat':
      return before + hit + hit + after;
    case 'flip':
      return before + String.fromCharCode((hit.charCodeAt(0) || 0) ^ (1 << (span % 8))) + hit.slice(1) + after;
  }
}
