import { describe, expect, test } from '@jest/globals';
import { readNameAddrs, readOneNameAddr } from '../../adapters/sip/grammar/name-addr.ts';
import { readUri } from '../../adapters/sip/grammar/uri.ts';
import { readVia, readVias } from '../../adapters/sip/grammar/via.ts';
import { buildResponse } from '../../adapters/sip/messages/build-response.ts';
import { parseHead } from '../../adapters/sip/messages/parse-head.ts';

describe('URIs', () => {
  test.each([
    ['sip:alice@example.com', { scheme: 'sip', user: 'alice', host: 'example.com', port: undefined }],
    ['SIPS:Example.COM:5061;transport=tcp', { scheme: 'sips', user: '', host: 'example.com', port: 5061 }],
    ['sip:+39800;phone-context=+39@[2001:DB8::1]:5060', { user: '+39800;phone-context=+39', host: '[2001:db8::1]' }],
    ['sip:a@b;lr?Route=x', { parameters: ';lr', headers: 'Route=x' }],
    ['tel:+39-800-123456;ext=1', { scheme: 'tel', user: '+39-800-123456', parameters: ';ext=1' }],
    ['isbn:2983792873', { scheme: 'other' }],
  ])('%s', (text, uri) => expect(readUri(text)).toMatchObject(uri));

  test.each(['', 'sip:', 'alice', 'sip:@host', 'sip:a@b@c', 'sip:a b@c', 'sip:a@b:0', 'sip:a@b:70000', 'sip:a@b:x'])(
    'none: "%s"',
    (text) => expect(readUri(text)).toBeUndefined(),
  );
});

describe('addresses', () => {
  test.each([
    ['sip:a@b;tag=1', 'sip:a@b', ['tag']],
    ['<sip:a@b;user=phone>;tag=1', 'sip:a@b;user=phone', ['tag']],
    ['"A, \\"B\\" <x>" <sip:a@b> ; TAG = 1 ; q="a;b"', 'sip:a@b', ['tag', 'q']],
    ['Mario Rossi & C. <tel:+390212345678>', 'tel:+390212345678', []],
  ])('%s', (value, uri, names) => {
    const address = readOneNameAddr(value);
    expect([address?.text, address?.parameters.map(({ name }) => name)]).toEqual([uri, names]);
  });

  test.each(['', '<>', '<sip:a@b', '"a <sip:a@b>', 'sip:a@b, sip:c@d', 'sip:a@b;;', '< sip:a@b >', 'a, b <sip:a@b>'])(
    'none: %s',
    (value) => expect(readOneNameAddr(value)).toBeUndefined(),
  );

  test('a list, as far as it can be read', () => {
    expect(readNameAddrs('"a,b" <sip:a@b>;x=1, tel:+1 , <nonsense').map(({ text }) => text)).toEqual([
      'sip:a@b',
      'tel:+1',
    ]);
  });
});

describe('Via', () => {
  test('blanks wherever they may be, IPv6, several values', () => {
    expect(readVia('SIP / 2.0 / UDP   Host.Example.COM : 5070 ; branch = z9hG4bKx')).toMatchObject({
      host: 'host.example.com',
      port: 5070,
      branch: 'z9hG4bKx',
    });
    const vias = readVias('SIP/2.0/TCP [2001:db8::1];branch=a;received=2001:db8::2, SIP/2.0/UDP b;branch=c');
    expect(vias.map(({ host, branch }) => [host, branch])).toEqual([
      ['[2001:db8::1]', 'a'],
      ['b', 'c'],
    ]);
  });

  test.each(['', 'SIP/2.0 host', 'SIP/2.0/UDP', 'SIP/2.0/UDP host;;', 'SIP/2.0/UDP host:99999'])('none: %s', (value) =>
    expect(readVia(value)).toBeUndefined(),
  );

  test.each([
    ['SIP/2.0/UDP 192.0.2.9:5060;branch=z', 'SIP/2.0/UDP 192.0.2.9:5060;branch=z'],
    ['SIP/2.0/UDP x;branch=z', 'SIP/2.0/UDP x;branch=z;received=192.0.2.9'],
    ['SIP/2.0/UDP x', 'SIP/2.0/UDP x;received=192.0.2.9'],
    ['SIP/2.0/UDP x;rport;branch=z', 'SIP/2.0/UDP x;rport=4000;branch=z;received=192.0.2.9'],
    ['SIP/2.0/UDP x;rport=1;received=6.6.6.6;branch=z', 'SIP/2.0/UDP x;rport=4000;branch=z;received=192.0.2.9'],
    [
      'SIP/2.0/UDP x;branch=z;rport, SIP/2.0/TCP y;rport',
      'SIP/2.0/UDP x;branch=z;rport=4000;received=192.0.2.9, SIP/2.0/TCP y;rport',
    ],
  ])('the answer to %s', (value, marked) => {
    const source = { address: '192.0.2.9', port: 4000 };
    const parts = { status: 200, reason: 'OK', headers: [], via: readVia(value), toTag: 't' };
    const text = buildResponse([{ name: 'via', value }], source, parts).toString('latin1');
    expect(text.split('\r\n')[1]).toBe(`Via: ${marked}`);
  });
});

describe('heads', () => {
  const START = 'INVITE sip:a@b SIP/2.0';

  test('compact names, any case, folding, blanks before the colon', () => {
    const head = parseHead(`${START}\r\ni: x\r\nSUBJECT : a\r\n\t b\r\nl:0`);
    expect(head).toMatchObject({ kind: 'request', fault: undefined, contentLength: 0 });
    expect(head?.kind === 'request' && head.headers).toEqual([
      { name: 'call-id', value: 'x' },
      { name: 'subject', value: 'a b' },
      { name: 'content-length', value: '0' },
    ]);
  });

  test.each([
    [`${START}\r\nno colon`, 'Bad Header Field'],
    [`${START}\r\n: x`, 'Bad Header Field'],
    [`${START}\r\nA: b\nP-Asserted-Identity: c`, 'Bad Line End'],
    [`${START}\r\nTo: a\r\nt: b`, 'Several to Header Fields'],
    [`${START}\r\nContent-Length: 1a`, 'Bad Content-Length'],
    [`INVITE  sip:a@b SIP/2.0\r\nTo: a`, 'Bad Request-Line'],
    [`${START}${'\r\nA: b'.repeat(300)}`, 'Too Many Header Fields'],
  ])('a fault: %#', (text, fault) => expect(parseHead(text)).toMatchObject({ kind: 'request', fault }));

  test.each(['', 'hello', 'GET / HTTP/1.1', 'INVITE SIP/2.0', ' sip:a@b SIP/2.0'])('no message: "%s"', (text) =>
    expect(parseHead(text)).toBeUndefined(),
  );
});
