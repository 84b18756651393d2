import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { buildResponse } from '../../adapters/sip/messages/build-response.ts';
import { contactLines } from '../../adapters/sip/redirect/contacts.ts';
import { receiptOf, writeReceipt } from '../../engine/index.ts';
import { propertySeed } from '../property/seed.ts';

const OPTIONS = { contactHost: 'sbc.example.it', mappedFrom: undefined };
const UNKNOWN = {
  outcome: 'unknown-number',
  trail: '',
  atMs: 0,
  origin: 'unknown',
  withheld: false,
  degraded: false,
  outOfService: [],
} as const;
const LINE = /^Contact: <[\x21\x23-\x3b\x3d\x3f-\x7e]*>;q=[\d.]+$/;

describe('no plan can put a header into an answer', () => {
  test.each([
    ['a line end', 'sip:a@b\r\nX-Evil: 1', 'sip:a@b%0D%0AX-Evil:%201'],
    ['a character whose low byte is a line end', 'sip:a@b\u010d\u010aX-Evil: 1', 'sip:a@b%C4%8D%C4%8AX-Evil:%201'],
    ['the end of the brackets', 'sip:a@b>;q=1, <sip:evil@x', 'sip:a@b%3E;q=1,%20%3Csip:evil@x'],
    ['headers for the next INVITE', 'sip:a@b?P-Asserted-Identity=%3Ctel:+1%3E', 'sip:a@b'],
    ['headers with an at sign', 'sip:a@b?Privacy=none@c', 'sip:a@b'],
    ['a question mark in the user part, which is legal', 'sip:a?b@c', 'sip:a?b@c'],
    ['a lone surrogate', 'sip:\ud800@b', 'sip:%EF%BF%BD@b'],
  ])('%s', (_, destination, uri) => {
    expect(contactLines([destination], OPTIONS)).toEqual([`Contact: <${uri}>;q=1.0`]);
  });

  test('any text at all stays in its line and in its brackets, and a call id in its place', () => {
    const seed = propertySeed('hostile plan');
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.string());
    fc.assert(
      fc.property(text, (evil) => {
        const [line = ''] = contactLines([`sip:${evil}`], OPTIONS);
        expect(line).toMatch(LINE);
        const receipt = writeReceipt(receiptOf({ ...UNKNOWN, callId: evil }, 'last3'));
        expect(receipt).toMatch(/^[\w.@:/~%-]*$/);
        const parts = {
          status: 302,
          reason: 'Moved',
          headers: [line, `X-A: ${receipt}`],
          via: undefined,
          toTag: 't',
        };
        const written = buildResponse([], { address: '127.0.0.1', port: 1 }, parts).toString('latin1');
        expect(written.split(/[\r\n]+/)).toHaveLength(5);
      }),
      { seed, numRuns: 2_000 },
    );
  });
});
