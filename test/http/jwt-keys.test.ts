import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { JWK } from 'jose';
import { guard, openJwtKeys } from '../../adapters/http/index.ts';
import { KEY_FETCH_TIMEOUT_MS, KEY_FILE_CHECK_MS } from '../../adapters/http/limits.ts';
import { AUDIENCE, ISSUER, NOW, type Signer, signedBy, signer } from './jwt-signer.ts';
import { openServer } from './test-server.ts';

let folder: string;
let rsa: Signer;
let ec: Signer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'instrada-jwt-'));
  rsa = await signer('RS256', 'rsa-1');
  ec = await signer('ES256', 'ec-1');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a key set', () => {
  test.each<[string, string, RegExp]>([
    ['with a secret key', '{"keys":[{"kty":"oct","k":"c2VjcmV0","kid":"a"}]}', /its key "a" is secret/],
    ['with a private key', '{"keys":[{"kty":"RSA","n":"x","e":"AQAB","d":"x"}]}', /one of its keys is secret/],
    ['without keys', '{"keys":[]}', /is no key set/],
    ['that is another thing', '[]', /is no key set/],
    ['that is no JSON', '-----BEGIN PUBLIC KEY-----', /cannot be read as JSON/],
  ])('%s is refused at the start', (_, text, sentence) => {
    const file = join(folder, 'other.json');
    writeFileSync(file, text);
    expect(() => openJwtKeys(file, { now: () => 0 }, () => {})).toThrow(sentence);
  });

  test.each([
    'http://keys.example.it/set',
    'ftp://127.0.0.1/set',
    'file:///etc/keys',
    'http://127.0.0.1.evil.example/',
  ])('at %s is refused', (place) => {
    expect(() => openJwtKeys(place, { now: () => 0 }, () => {})).toThrow(/https URL, or http on 127\.0\.0\.1/);
  });

  test('in a file that changes is read again; half written it goes on as it was', async () => {
    const file = join(folder, 'turning.json');
    const faults: string[] = [];
    let clockMs = NOW;
    writeFileSync(file, JSON.stringify({ keys: [rsa.jwk] }));
    const clock = { now: () => clockMs };
    const jwt = { keys: openJwtKeys(file, clock, (why) => faults.push(why)), issuer: ISSUER, audience: AUDIENCE };
    const other = await openServer({
      clock,
      jwt,
      routes: (app) => app.get('/probe', { ...guard('plans:read') }, async () => 'in'),
    });
    const asks = async (by: Signer) => (await other.get('/probe', { token: await signedBy(by) })).status;
    const turn = (text: string, seconds: number) => {
      writeFileSync(file, text);
      utimesSync(file, seconds, seconds);
      clockMs += KEY_FILE_CHECK_MS;
    };
    expect([await asks(rsa), await asks(ec)]).toEqual([200, 401]);
    turn('{"keys":[', 1_000);
    expect([await asks(rsa), faults.length]).toEqual([200, 1]);
    turn(JSON.stringify({ keys: [ec.jwk] }), 2_000);
    expect([await asks(rsa), await asks(ec)]).toEqual([401, 200]);
    await other.close();
  });

  test('by URL is fetched once, and again for a new key; away it is 503, not 401', async () => {
    let keys: readonly JWK[] = [rsa.jwk];
    let fetched = 0;
    let isAway = false;
    const place = await serve((answer) => {
      fetched++;
      answer(isAway ? 500 : 200, JSON.stringify({ keys }));
    });
    let clockMs = NOW;
    const clock = { now: () => clockMs };
    const opened = openJwtKeys(place.url, clock, () => {});
    const other = await openServer({
      clock,
      jwt: { keys: opened, issuer: ISSUER, audience: AUDIENCE },
      routes: (app) => app.get('/probe', { ...guard('plans:read') }, async () => 'in'),
    });
    const asks = async (by: Signer) => other.get('/probe', { token: await signedBy(by) });
    isAway = true;
    const away = await asks(rsa);
    expect([away.status, away.headers.get('retry-after'), away.headers.get('www-authenticate')]).toEqual([
      503,
      '1',
      null,
    ]);
    await asks(rsa);
    expect(fetched).toBe(1);
    isAway = false;
    clockMs += KEY_FETCH_TIMEOUT_MS;
    expect([(await asks(rsa)).status, (await asks(rsa)).status, fetched]).toEqual([200, 200, 2]);
    // A stranger's key ids do not make a flood of it.
    keys = [rsa.jwk, ec.jwk];
    for (let i = 0; i < 5; i++) expect((await asks(ec)).status).toBe(401);
    expect(fetched).toBe(2);
    await other.close();
    place.server.close();
  });
});

async function serve(
  answer: (send: (status: number, text: string) => void) => void,
): Promise<{ url: string; server: Server }> {
  const place = createServer((_request, response) =>
    answer((status, text) => response.writeHead(status, { 'content-type': 'application/json' }).end(text)),
  );
  await new Promise<void>((resolve) => place.listen(0, '127.0.0.1', resolve));
  const { port } = place.address() as { port: number };
  return { url: `http://127.0.0.1:${port}/keys`, server: place };
}
