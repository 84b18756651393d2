import { describe, expect, test } from '@jest/globals';
import { readSipListener, readTrunks } from '../../adapters/sip/index.ts';

const trunk = (name: string, from: readonly string[], more: object = {}) => ({
  ...{ name, from, contactHost: 'sbc.example.it' },
  ...more,
});
const read = (...trunks: readonly object[]) => readTrunks(JSON.stringify({ trunks }));

describe('the trunk file', () => {
  test('the narrowest range around the address is its trunk; an IPv4 address within IPv6 is that address', () => {
    const trunks = read(
      trunk('tutti', ['10.0.0.0/8', '2001:db8::/32']),
      trunk('uno', ['10.1.2.3', '2001:db8::1'], { trust: true, callerFormat: 'e164' }),
    );
    const nameOf = (address: string) => trunks.find(address)?.name;
    expect(
      ['10.1.2.3', '::ffff:10.1.2.3', '10.1.2.4', '2001:db8:0:0::1', '2001:db8::2', '11.0.0.1'].map(nameOf),
    ).toEqual(['uno', 'uno', 'tutti', 'uno', 'tutti', undefined]);
    expect(trunks.find('10.9.9.9')).toMatchObject({ allowed: true, trust: false, callerFormat: 'national' });
    expect(trunks.unknownSource).toBe('ignore');
  });

  test.each([
    ['no JSON', '{', /^The trunk file is no JSON: /],
    ['no trunk', '{"trunks":[]}', / {2}\/trunks: must have at least one trunk/],
    ['no address', { from: ['10.0.0.300'] }, /\/trunks\/0\/from\/0: "10\.0\.0\.300" is no address or range: write/],
    ['bits beyond', { from: ['10.0.0.1/24'] }, /\/trunks\/0\/from\/0: "10\.0\.0\.1\/24" is no address/],
    ['no host', { contactHost: 'a b' }, /\/trunks\/0\/contactHost: is no host: write one such as/],
    ['a host with more', { contactHost: 'a;lr>\r\nX: y' }, /\/trunks\/0\/contactHost: is no host/],
    ['an unknown key', { trusted: true }, /\/trunks\/0: .*trusted/],
  ])('%s: named with its place', (_, draft, message) => {
    const text = typeof draft === 'string' ? draft : JSON.stringify({ trunks: [trunk('a', ['10.0.0.1'], draft)] });
    expect(() => readTrunks(text)).toThrow(message);
  });

  test('one range in two trunks, one name twice', () => {
    const twice = () => read(trunk('a', ['10.0.0.1']), trunk('a', ['::ffff:10.0.0.1']));
    expect(twice).toThrow(/\/trunks\/1\/name: "a" stands at \/trunks\/0\/name already/);
    expect(twice).toThrow(/\/trunks\/1\/from\/0: .* stands at \/trunks\/0\/from\/0 already/);
  });
});

describe('listeners', () => {
  test('UDP and TCP, IPv4 and IPv6', () => {
    expect(readSipListener('udp:127.0.0.1:5060')).toEqual({ transport: 'udp', host: '127.0.0.1', port: 5060 });
    expect(readSipListener('tcp:[::1]:0')).toEqual({ transport: 'tcp', host: '::1', port: 0 });
  });

  test.each(['', '127.0.0.1:5060', 'tls:127.0.0.1:5061', 'udp:127.0.0.1:99999', 'udp:localhost:5060', 'udp:[x]:1'])(
    'none: "%s"',
    (text) => expect(() => readSipListener(text)).toThrow(/no SIP listener: write|is no IP address/),
  );
});
