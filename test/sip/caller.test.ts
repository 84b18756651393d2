import { describe, expect, test } from '@jest/globals';
import { parseHead } from '../../adapters/sip/messages/parse-head.ts';
import { readRequest } from '../../adapters/sip/messages/read-request.ts';
import { readSipCaller } from '../../adapters/sip/redirect/caller.ts';
import { request } from './sip-client.ts';

function callerOf(trust: boolean, headers: readonly string[], from = '<sip:+390611111111@x>') {
  const head = parseHead(request('800100001', { headers, from }).split('\r\n\r\n')[0] ?? '');
  const sipRequest = head?.kind === 'request' ? readRequest(head).request : undefined;
  if (sipRequest === undefined) throw new Error('the request of this test is badly formed');
  return readSipCaller(sipRequest, trust);
}

const PAI = 'P-Asserted-Identity: "Rossi" <sip:+390222222222@x>';
const RPID = 'Remote-Party-ID: <sip:+390233333333@x>;party=calling;privacy=off';
const FROM = 'sip:+390611111111@x';

describe('who calls', () => {
  test.each([
    ['trusted: P-Asserted-Identity first', true, [RPID, PAI], 'sip:+390222222222@x', false],
    ['trusted: then Remote-Party-ID', true, [RPID], 'sip:+390233333333@x', false],
    ['trusted: then From', true, [], FROM, false],
    ['not trusted: From only', false, [PAI, RPID], FROM, false],
    ['tel among several', true, ['P-Asserted-Identity: <sip:bob@x>, <tel:+390244444444>'], 'tel:+390244444444', false],
    [
      'user=phone among several headers',
      true,
      ['P-Asserted-Identity: <sip:bob@x>', 'P-Asserted-Identity: <sip:+390255555555@x;user=phone>'],
      'sip:+390255555555@x;user=phone',
      false,
    ],
    ['privacy, trusted: the number is kept', true, [PAI, 'Privacy: critical; id'], 'sip:+390222222222@x', true],
    ['privacy, not trusted: no number', false, ['Privacy: user'], undefined, true],
    ['no privacy asked', true, [PAI, 'Privacy: none'], 'sip:+390222222222@x', false],
    ['Remote-Party-ID with privacy', true, [RPID.replace('off', 'full')], 'sip:+390233333333@x', true],
    ['the called party is no caller', true, [RPID.replace('calling', 'called')], FROM, false],
    ['a header that cannot be read is passed over', true, ['P-Asserted-Identity: <<<'], FROM, false],
  ])('%s', (_, trust, headers, caller, withheld) => {
    expect(callerOf(trust, headers)).toEqual({ caller, withheld });
  });

  test('an anonymous From', () => {
    const anonymous = '"Anonymous" <sip:anonymous@anonymous.invalid>';
    expect(callerOf(false, [], anonymous)).toEqual({ caller: undefined, withheld: true });
    expect(callerOf(true, [PAI], anonymous)).toEqual({ caller: 'sip:+390222222222@x', withheld: true });
  });
});
