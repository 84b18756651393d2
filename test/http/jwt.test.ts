import { createHmac, createPublicKey } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { JWK } from 'jose';
import { guard, openJwtKeys } from '../../adapters/http/index.ts';
import { MAX_EVENT_CLIENTS_OF_TOKEN } from '../../adapters/http/limits.ts';
import { listen } from './event-client.ts';
import {
  AUDIENCE,
  CLAIMS,
  type Claims,
  type Header,
  ISSUER,
  NOW,
  type Signer,
  signedBy,
  signer,
} from './jwt-signer.ts';
import { openServer, type TestServer } from './test-server.ts';

let folder: string;
let server: TestServer;
let rsa: Signer;
let ec: Signer;
let ed: Signer;
let stranger: Signer;
let nowMs = NOW;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'instrada-jwt-'));
  rsa = await signer('RS256', 'rsa-1');
  ec = await signer('ES256', 'ec-1');
  ed = await signer('EdDSA', 'ed-1');
  stranger = await signer('RS256', 'rsa-1');
  const file = join(folder, 'keys.json');
  writeFileSync(file, JSON.stringify({ keys: [rsa.jwk, ec.jwk, ed.jwk] }));
  const clock = { now: () => nowMs };
  server = await openServer({
    clock,
    jwt: { keys: openJwtKeys(file, clock, () => {}), issuer: ISSUER, audience: AUDIENCE },
    routes: (app) => app.get('/probe', { ...guard('plans:read') }, async () => 'in'),
  });
});

afterAll(async () => {
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

const signed = (claims?: Claims, by: Signer = rsa, header?: Header) => signedBy(by, claims, header);

function forged(header: Header, claims: Claims = {}, signature: Buffer | string = ''): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part({ ...CLAIMS, ...claims })}.${Buffer.from(signature).toString('base64url')}`;
}

/** HMAC over a header and claims, with any bytes as secret. */
function confused(secret: string | Buffer, header: Header = {}): string {
  const unsigned = forged({ alg: 'HS256', kid: 'rsa-1', ...header }).replace(/\.[^.]*$/, '');
  return `${unsigned}.${createHmac('sha256', secret).update(unsigned).digest('base64url')}`;
}

async function statusOf(token: string): Promise<number> {
  return (await server.get('/probe', { token })).status;
}

describe('a signed token', () => {
  test('of each kind of key admits', async () => {
    for (const by of [rsa, ec, ed])
      expect([by.jwk.kid, await statusOf(await signed({}, by))]).toEqual([by.jwk.kid, 200]);
    expect(await statusOf(await signed({ aud: ['other', AUDIENCE] }))).toBe(200);
    expect(await statusOf(await signed({}, rsa, { typ: 'at+jwt' }))).toBe(200);
  });

  test('clocks may differ by ten seconds', async () => {
    expect(await statusOf(await signed({ exp: NOW / 1000 - 9 }))).toBe(200);
    expect(await statusOf(await signed({ nbf: NOW / 1000 + 9 }))).toBe(200);
  });

  test.each<[string, Claims]>([
    ['expired', { exp: NOW / 1000 - 11 }],
    ['not yet valid', { nbf: NOW / 1000 + 11 }],
    ['without an end', { exp: undefined }],
    ['whose end is a text', { exp: '9999999999' }],
    ['of another issuer', { iss: 'https://accounts.example.com' }],
    ['of an issuer that only begins alike', { iss: `${ISSUER}.evil.example` }],
    ['of no issuer', { iss: undefined }],
    ['for another audience', { aud: 'billing' }],
    ['for no audience', { aud: undefined }],
    ['for an audience in another case', { aud: 'Instrada' }],
    ['of nobody', { sub: undefined }],
    ['of an empty name', { sub: '' }],
    ['of a name with a line break', { sub: 'anna\n{"level":30}' }],
    ['of a name that hides its end', { sub: 'anna\u202e' }],
    ['of a role that is none', { instrada_role: 'root' }],
    ['of a role of a prototype', { instrada_role: '__proto__' }],
    ['of several roles', { instrada_role: ['carrier'] }],
    ['of no role', { instrada_role: undefined }],
    ['of a customer’s role without a customer', { instrada_customer: undefined }],
    ['of a customer that is empty', { instrada_customer: '' }],
    ['of a customer that is a list', { instrada_customer: ['acme', 'other'] }],
    ['of the carrier and a customer at once', { instrada_role: 'carrier' }],
  ])('%s is refused', async (_, claims) => {
    expect(await statusOf(await signed(claims))).toBe(401);
  });

  test.each<[string, () => Promise<string> | string]>([
    ['by somebody else under the same key id', () => signed({}, stranger)],
    ['with alg none', () => forged({ alg: 'none' })],
    ['with alg none in other spellings', () => forged({ alg: 'NoNe', kid: 'rsa-1' })],
    ['with no alg', () => forged({ kid: 'rsa-1' })],
    ['with a shared secret that is the public key as PEM', async () => confused(pemOf(rsa.jwk))],
    ['with a shared secret that is the public key as JWK', () => confused(JSON.stringify(rsa.jwk))],
    ['with a shared secret that is the modulus', () => confused(Buffer.from(rsa.jwk.n ?? '', 'base64url'))],
    ['with an empty shared secret', () => confused('')],
    ['with a key that it brings along', async () => signed({}, stranger, { jwk: stranger.jwk, kid: 'own' })],
    [
      'with a key set that it points to',
      async () => signed({}, stranger, { jku: 'http://127.0.0.1:1/keys', kid: 'own' }),
    ],
    [
      'with a certificate that it points to',
      async () => signed({}, stranger, { x5u: 'http://127.0.0.1:1/c', kid: 'own' }),
    ],
    ['with a key id that is a path', async () => signed({}, stranger, { kid: '../../../../dev/null' })],
    ['with a key id that is a query', async () => signed({}, stranger, { kid: "x' OR '1'='1" })],
    ['with a key id that is a prototype', async () => signed({}, stranger, { kid: '__proto__' })],
    ['with no key id', async () => signed({}, stranger, { kid: undefined as never })],
    [
      'with an extension that must be understood',
      async () => forged({ alg: 'RS256', kid: 'rsa-1', crit: ['exp'], exp: 1 }, {}, 'x'),
    ],
    ['with an alg of another key', async () => signed({}, stranger, { alg: 'RS256', kid: 'ec-1' })],
    ['cut off', async () => (await signed()).slice(0, -4)],
    ['with a part more', async () => `${await signed()}.x`],
    ['of five parts', async () => `${await signed()}.a.b`],
    [
      'with other claims under the same signature',
      async () => withClaims(await signed(), { instrada_role: 'carrier', instrada_customer: undefined }),
    ],
    ['that is no JSON', () => 'a.b.c'],
    ['that is dots', () => '..'],
    ['longer than any', async () => signed({ pad: 'x'.repeat(9_000) })],
  ])('%s is refused, and not told why', async (_, make) => {
    const { status, headers, body } = await server.get('/probe', { token: await make() });
    expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer error="invalid_token"']);
    expect(body.detail).toBe('This needs a token that is valid: send authorization: Bearer TOKEN.');
  });

  test('its text is not in the log, and why it was refused is', async () => {
    const token = await signed({ aud: 'billing' });
    await statusOf(token);
    expect(server.log.text).toContain('ERR_JWT_CLAIM_VALIDATION_FAILED');
    expect(server.log.text).not.toContain(token.split('.')[2]);
  });
});

function pemOf(jwk: JWK): string {
  return createPublicKey({ key: jwk as never, format: 'jwk' })
    .export({ type: 'spki', format: 'pem' })
    .toString();
}

function withClaims(token: string, claims: Claims): string {
  const [header, , signature] = token.split('.');
  return `${header}.${Buffer.from(JSON.stringify({ ...CLAIMS, ...claims })).toString('base64url')}.${signature}`;
}

test('the server under attack still admits who may', async () => {
  nowMs = NOW;
  expect(await statusOf(await signed())).toBe(200);
});

test('two customers whose people have the same name do not take each other’s streams', async () => {
  const url = `${server.address}/v1/events`;
  const ours = await signed({ sub: 'admin' });
  const theirs = await signed({ sub: 'admin', instrada_customer: 'rossi' });
  const open = await Promise.all(Array.from({ length: MAX_EVENT_CLIENTS_OF_TOKEN }, () => listen(url, ours)));
  expect((await server.get('/v1/events', { token: ours })).status).toBe(429);
  const other = await listen(url, theirs);
  await other.waitFor('ready');
  for (const client of [...open, other]) client.close();
});
