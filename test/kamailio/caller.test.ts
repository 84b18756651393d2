import { describe, expect, test } from '@jest/globals';
import { readKamailioCaller } from '../../adapters/kamailio/caller.ts';
import { parseHead } from '../../adapters/sip/messages/parse-head.ts';
import { readRequest } from '../../adapters/sip/messages/read-request.ts';
import { readSipCaller } from '../../adapters/sip/redirect/caller.ts';
import { readCaller } from '../../rules/index.ts';
import { request } from '../sip/sip-client.ts';

type Headers = {
  readonly from?: string;
  readonly asserted?: string;
  readonly remote?: string;
  readonly privacy?: string;
};

/** As the redirect server reads the same headers. */
function bySip({ from, asserted, remote, privacy }: Headers, trust: boolean) {
  const headers = [
    ...(asserted === undefined ? [] : [`P-Asserted-Identity: ${asserted}`]),
    ...(remote === undefined ? [] : [`Remote-Party-ID: ${remote}`]),
    ...(privacy === undefined ? [] : [`Privacy: ${privacy}`]),
  ];
  const head = parseHead(
    request('800100001', { headers, ...(from === undefined ? {} : { from }) }).split('\r\n\r\n')[0]!,
  );
  return readSipCaller(readRequest(head as Parameters<typeof readRequest>[0]).request!, trust);
}

const NUMBER = '<sip:+390212345678@x>';
const CASES: readonly Headers[] = [
  {},
  { from: NUMBER },
  { from: '"Anna" <sip:anna@x;user=phone>' },
  { from: '<sip:anonymous@anonymous.invalid>' },
  { from: '<sip:Anonymous@anonymous.invalid:5060;lr>' },
  { from: NUMBER, privacy: 'id' },
  { from: NUMBER, privacy: 'none' },
  { from: NUMBER, privacy: 'session; critical' },
  { from: NUMBER, privacy: 'Header , session' },
  { asserted: NUMBER },
  { asserted: NUMBER, privacy: 'id' },
  { asserted: 'tel:+390212345678' },
  { asserted: '"a, <b>" <sip:+390212345678@x>' },
  { asserted: '<sip:anna@x>, <tel:+390212345678>' },
  { asserted: '<sip:anna@x>,<sip:0212345678@x;user=phone>' },
  { asserted: '<sip:anna@x>, <sip:berta@x>' },
  { asserted: NUMBER, remote: '<sip:0612345678@x>;privacy=full' },
  { remote: NUMBER },
  { remote: `${NUMBER};party=calling;privacy=full;screen=yes` },
  { remote: `${NUMBER};privacy=uri-network` },
  { remote: `${NUMBER};privacy=off` },
  { remote: `${NUMBER};party=called;privacy=full` },
];

describe.each([true, false])('the caller over evapi, trusted: %j', (trust) => {
  test.each(CASES)('%j is the one that the redirect server reads', (headers) => {
    const { from, asserted, remote, privacy } = headers;
    const fields = { from: /<([^>]*)>$/.exec(from ?? '<sip:0212340000@127.0.0.1>')![1], asserted, remote, privacy };
    const read = readKamailioCaller({ ...fields, trust: trust ? 'yes' : 'no' });
    const { caller, withheld } = bySip(headers, trust);
    expect(read.withheld).toBe(withheld);
    expect(readCaller(read.caller, 'national', withheld)).toEqual(readCaller(caller, 'national', withheld));
  });
});
