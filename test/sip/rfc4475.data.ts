/**
 * What RFC 4475 says of each of its 49 messages, and the answer of a redirect server that knows 7 numbers. Written by
 * hand from the RFC's text. `status` 0: no answer. Over TCP another one where the stream's framing has a say.
 */
export type TortureCase = {
  /** Name of the file, `.dat` behind it. */
  readonly name: string;
  readonly section: string;
  readonly is: 'valid' | 'invalid' | 'response';
  readonly status: number;
  readonly tcp?: { readonly status: number; readonly why: string };
  readonly because: string;
};

const LENGTH_NEEDED = 'no Content-Length: RFC 3261 18.3 wants one in a stream';

export const TORTURE: readonly TortureCase[] = [
  { name: 'wsinv', section: '3.1.1.1', is: 'valid', status: 481, because: 'taken; its To has a tag, and there are no dialogs' },
  { name: 'intmeth', section: '3.1.1.2', is: 'valid', status: 405, because: 'taken; a method that is not served' },
  { name: 'esc01', section: '3.1.1.3', is: 'valid', status: 404, because: 'taken; not a number that is served' },
  { name: 'escnull', section: '3.1.1.4', is: 'valid', status: 405, because: 'taken; REGISTER is not served' },
  { name: 'esc02', section: '3.1.1.5', is: 'valid', status: 405, because: 'RE%47IST%45R is an unknown method, not REGISTER' },
  { name: 'lwsdisp', section: '3.1.1.6', is: 'valid', status: 200, because: 'no blank between display name and <' },
  { name: 'longreq', section: '3.1.1.7', is: 'valid', status: 404, because: 'long values are values' },
  {
    ...{ name: 'dblreq', section: '3.1.1.8', is: 'valid', status: 405 },
    tcp: { status: 405, why: 'the REGISTER; the INVITE behind it is a message of its own, 404' },
    because: 'the REGISTER; in a datagram what follows its body is discarded',
  },
  { name: 'semiuri', section: '3.1.1.9', is: 'valid', status: 200, because: 'a semicolon in the user part' },
  { name: 'transports', section: '3.1.1.10', is: 'valid', status: 200, because: 'transports that are unknown in Via' },
  { name: 'mpart01', section: '3.1.1.11', is: 'valid', status: 405, because: 'taken, with its binary body; MESSAGE is not served' },
  { name: 'unreason', section: '3.1.1.12', is: 'response', status: 0, because: 'answers nothing that was asked' },
  { name: 'noreason', section: '3.1.1.13', is: 'response', status: 0, because: 'answers nothing that was asked' },
  { name: 'badinv01', section: '3.1.2.1', is: 'invalid', status: 400, because: 'empty parameters in Via' },
  {
    ...{ name: 'clerr', section: '3.1.2.2', is: 'invalid', status: 400 },
    tcp: { status: 0, why: 'the rest of the body is waited for' },
    because: 'Content-Length beyond the datagram',
  },
  { name: 'ncl', section: '3.1.2.3', is: 'invalid', status: 400, because: 'a negative Content-Length' },
  { name: 'scalar02', section: '3.1.2.4', is: 'invalid', status: 400, because: 'CSeq beyond 2**31' },
  { name: 'scalarlg', section: '3.1.2.5', is: 'response', status: 0, because: 'answers nothing that was asked' },
  { name: 'quotbal', section: '3.1.2.6', is: 'invalid', status: 400, because: 'a quoted string that does not end' },
  { name: 'ltgtruri', section: '3.1.2.7', is: 'invalid', status: 400, because: 'the Request-URI in <>' },
  { name: 'lwsruri', section: '3.1.2.8', is: 'invalid', status: 400, because: 'blanks in the Request-URI' },
  { name: 'lwsstart', section: '3.1.2.9', is: 'invalid', status: 400, because: 'several blanks in the Request-Line' },
  { name: 'trws', section: '3.1.2.10', is: 'invalid', status: 400, because: 'blanks behind the Request-Line' },
  { name: 'escruri', section: '3.1.2.11', is: 'invalid', status: 400, because: 'headers in the Request-URI' },
  { name: 'baddate', section: '3.1.2.12', is: 'invalid', status: 404, because: 'Date is not read here: "may accept the request"' },
  { name: 'regbadct', section: '3.1.2.13', is: 'invalid', status: 405, because: 'Contact is not read here; REGISTER is not served' },
  { name: 'badaspec', section: '3.1.2.14', is: 'invalid', status: 400, because: 'blanks within <> of To' },
  {
    ...{ name: 'baddn', section: '3.1.2.15', is: 'invalid', status: 400 },
    tcp: { status: 0, why: 'the file ends without an empty line, which is waited for' },
    because: 'an unquoted comma in a display name',
  },
  { name: 'badvers', section: '3.1.2.16', is: 'invalid', status: 505, because: 'SIP/7.0' },
  { name: 'mismatch01', section: '3.1.2.17', is: 'invalid', status: 400, because: 'CSeq of another method' },
  { name: 'mismatch02', section: '3.1.2.18', is: 'invalid', status: 400, because: 'CSeq of another method' },
  { name: 'bigcode', section: '3.1.2.19', is: 'response', status: 0, because: 'a status beyond 699; answers are dropped' },
  { name: 'badbranch', section: '3.2.1', is: 'valid', status: 200, because: 'the magic cookie with nothing behind it' },
  { name: 'insuf', section: '3.3.1', is: 'invalid', status: 400, because: 'no To, From, Call-ID, Max-Forwards' },
  { name: 'unkscm', section: '3.3.2', is: 'invalid', status: 416, because: 'an unknown scheme' },
  { name: 'novelsc', section: '3.3.3', is: 'invalid', status: 416, because: 'a known scheme that is not served' },
  { name: 'unksm2', section: '3.3.4', is: 'valid', status: 405, because: 'unknown schemes in From and To are taken; REGISTER is not served' },
  { name: 'bext01', section: '3.3.5', is: 'valid', status: 420, because: 'Require with what is not supported' },
  { name: 'invut', section: '3.3.6', is: 'valid', status: 404, because: 'a redirect server reads no body, so no 415' },
  { name: 'regaut01', section: '3.3.7', is: 'valid', status: 405, because: 'REGISTER is not served' },
  { name: 'multi01', section: '3.3.8', is: 'invalid', status: 400, because: 'several values of what stands once' },
  { name: 'mcl01', section: '3.3.9', is: 'invalid', status: 400, because: 'two lengths' },
  { name: 'bcast', section: '3.3.10', is: 'response', status: 0, because: 'its second Via must not be sent to' },
  { name: 'zeromf', section: '3.3.11', is: 'valid', status: 200, because: 'OPTIONS with no hops left is answered' },
  { name: 'cparam01', section: '3.3.12', is: 'valid', status: 405, because: 'REGISTER is not served' },
  { name: 'cparam02', section: '3.3.13', is: 'valid', status: 405, because: 'REGISTER is not served' },
  { name: 'regescrt', section: '3.3.14', is: 'valid', status: 405, because: 'REGISTER is not served' },
  { name: 'sdp01', section: '3.3.15', is: 'valid', status: 404, because: 'a redirect has no body to be unacceptable' },
  {
    ...{ name: 'inv2543', section: '3.4.1', is: 'valid', status: 404 },
    tcp: { status: 400, why: LENGTH_NEEDED },
    because: 'no branch, tag or Max-Forwards: RFC 2543',
  },
];
