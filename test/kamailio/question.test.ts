import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readQuestion } from '../../adapters/kamailio/question.ts';
import { propertySeed } from '../property/seed.ts';

const QUESTION = { tindex: '7', tlabel: '8', called: 'sip:800100001@x', callId: 'c', contactHost: 'sbc.example.it' };

test('any text at all is read without harm; what is asked is the called number and nothing else of it', () => {
  const text = fc.oneof(fc.string(), fc.json(), fc.string({ unit: 'binary' }));
  fc.assert(
    fc.property(text, (evil) => {
      readQuestion(evil, 0);
      for (const key of ['from', 'asserted', 'remote', 'privacy']) {
        const { transaction, asked } = readQuestion(JSON.stringify({ ...QUESTION, trust: 'yes', [key]: evil }), 0);
        expect(transaction).toEqual({ tindex: 7, tlabel: 8 });
        expect(asked).toMatchObject({ call: { called: QUESTION.called, callId: 'c' }, contactHost: 'sbc.example.it' });
      }
    }),
    { seed: propertySeed('evapi questions'), numRuns: 2_000 },
  );
});

test('a header of 30,000 characters costs no more than its length', () => {
  for (const piece of ['"\\', '"', '<', ';', ', <', ';party ', '\\', ';user=phone']) {
    const evil = piece.repeat(30_000 / piece.length);
    // Were it quadratic, this would be minutes.
    for (let i = 0; i < 20; i++) {
      readQuestion(JSON.stringify({ ...QUESTION, trust: 'yes', asserted: evil, remote: evil, privacy: evil }), 0);
    }
  }
});

test('what Kamailio has not, it writes as <null>', () => {
  const absent = { callId: '<null>', from: '<null>', asserted: '<null>', remote: '<null>', privacy: '<null>' };
  expect(readQuestion(JSON.stringify({ ...QUESTION, ...absent }), 5).asked).toEqual({
    call: { called: QUESTION.called, caller: undefined, callerFormat: 'national', withheld: false, at: 5 },
    contactHost: 'sbc.example.it',
  });
});

test.each([
  ['[2001:db8::1]:5080', true],
  ['192.0.2.1', true],
  ['sbc.example.it:5080', true],
  ['', false],
  ['a b', false],
  ['x>;q=1', false],
  ['x\r\nVia: y', false],
  ['x;transport=tcp', false],
  ['<null>', false],
])('the host %j may stand in a URI: %j', (contactHost, isGood) => {
  expect('call' in readQuestion(JSON.stringify({ ...QUESTION, contactHost }), 0).asked).toBe(isGood);
});
