import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { createLocalJWKSet, type JWK } from 'jose';
import { judgeJwt } from '../../adapters/http/auth/jwt-tokens.ts';

/** The vectors (C2SP/wycheproof, Apache-2.0) are no part of the project. */
const FOLDER =
  process.env.INSTRADA_WYCHEPROOF ?? fileURLToPath(new URL('../../../shared/vectors/wycheproof', import.meta.url));
const isThere = existsSync(FOLDER);

type Keys = JWK | { readonly keys: readonly JWK[] };
type Group = {
  readonly comment: string;
  readonly private?: Keys;
  readonly public?: Keys;
  readonly tests: readonly {
    readonly tcId: number;
    readonly comment: string;
    readonly jws?: unknown;
    readonly result: string;
  }[];
};

/** Where ours is stricter than the vector: the whole list, each with its reason. */
const STRICTER: Readonly<Record<string, string>> = {
  'json_web_signature_test 346': 'signed with PS384 by a key that says PS256',
  'json_web_signature_test 347': 'signed with ES512 by a key that says "ES521", which is no algorithm',
  'json_web_signature_test 350': 'as 346',
  'json_web_signature_test 351': 'as 347',
};

/**
 * The vectors sign texts that are no claims. A signature that holds is therefore refused for its claims, and one that
 * does not is refused before anybody looks at them.
 */
const AFTER_THE_SIGNATURE = ['ERR_JWT_INVALID', 'ERR_JWT_CLAIM_VALIDATION_FAILED', 'ERR_JWT_EXPIRED'];

test.each(['json_web_signature_test', 'json_web_key_test', 'json_web_crypto_test'])('Wycheproof: %s', async (name) => {
  if (!isThere) {
    process.stdout.write(`Wycheproof: ${name} was not run: ${FOLDER} is not there (INSTRADA_WYCHEPROOF)\n`);
    return;
  }
  const { testGroups } = JSON.parse(readFileSync(`${FOLDER}/${name}.json`, 'utf8')) as { testGroups: readonly Group[] };
  const counts = { held: 0, refused: 0, secret: 0 };
  const wrong: string[] = [];
  for (const group of testGroups) {
    const keys = publicKeys(group.public ?? group.private);
    for (const { tcId, comment, jws, result } of group.tests) {
      if (typeof jws !== 'string') continue;
      const isSecret = keys.some(({ kty }) => kty === 'oct');
      const holds = await signatureHolds(jws, keys);
      // A shared secret is never taken, however well it signs.
      const expected = result === 'valid' && !isSecret;
      counts[holds ? 'held' : isSecret ? 'secret' : 'refused']++;
      const row = `${name} ${tcId} ${group.comment}: ${comment}`;
      const isStricter = !holds && STRICTER[`${name} ${tcId}`] !== undefined;
      if (holds !== expected && !isStricter) wrong.push(`${row} (is ${result})`);
    }
  }
  const { held, refused, secret } = counts;
  process.stdout.write(
    `Wycheproof: ${name}: ${held} signatures held, ${refused} refused, ${secret} by shared secrets refused\n`,
  );
  expect(wrong).toEqual([]);
  expect(held).toBeGreaterThan(0);
  expect(refused).toBeGreaterThan(0);
});

function publicKeys(keys: Keys | undefined): readonly JWK[] {
  if (keys === undefined) return [];
  const list = 'keys' in keys && Array.isArray(keys.keys) ? (keys.keys as readonly JWK[]) : [keys as JWK];
  return list.map(({ d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...key }) => key as JWK);
}

async function signatureHolds(jws: string, keys: readonly JWK[]): Promise<boolean> {
  const setting = { keys: createLocalJWKSet({ keys: [...keys] }), issuer: 'nobody', audience: 'nobody' };
  const verdict = await judgeJwt(jws, setting, { now: () => Date.parse('2026-11-23T10:00:00Z') });
  if (verdict.isProven) throw new Error('a vector is no token of ours');
  return AFTER_THE_SIGNATURE.includes(verdict.why);
}
