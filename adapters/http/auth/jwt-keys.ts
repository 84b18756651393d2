import { readFileSync, statSync } from 'node:fs';
import { createLocalJWKSet, createRemoteJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import type { Clock } from '../../../engine/index.ts';
import { KEY_FETCH_COOLDOWN_MS, KEY_FETCH_TIMEOUT_MS, KEY_FILE_CHECK_MS } from '../limits.ts';
import { CannotProve } from './credential.ts';

/** Where the public keys of whoever signs tokens are. */
export type JwtKeys = JWTVerifyGetKey;

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Opens a key set (RFC 7517): a file, read again when it changes, or a URL, fetched when a key is wanted.
 * @throws RangeError with the remedy, for a file that is no set of public keys and for a URL that is not https
 */
export function openJwtKeys(place: string, clock: Clock, onFault: (why: string) => void): JwtKeys {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(place) ? keysByUrl(place, clock) : keysOfFile(place, clock, onFault);
}

function keysByUrl(place: string, clock: Clock): JwtKeys {
  const url = URL.canParse(place) ? new URL(place) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname));
  if (url === undefined || !isSafe) {
    throw new RangeError(`"${place}" is no place of keys; give a file, an https URL, or http on 127.0.0.1.`);
  }
  const remote = createRemoteJWKSet(url, {
    timeoutDuration: KEY_FETCH_TIMEOUT_MS,
    cooldownDuration: KEY_FETCH_COOLDOWN_MS,
  });
  let failedAtMs = Number.NEGATIVE_INFINITY;
  return async (header, token) => {
    // While the place is away one request in a while waits for it, not each.
    if (remote.jwks() === undefined && clock.now() - failedAtMs < KEY_FETCH_TIMEOUT_MS) throw keysAway();
    try {
      return await remote(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error;
      failedAtMs = clock.now();
      throw keysAway(error);
    }
  };
}

function keysAway(cause?: unknown): CannotProve {
  return new CannotProve('The token cannot be judged now: the keys of its issuer cannot be fetched. Try again.', {
    cause,
  });
}

function keysOfFile(path: string, clock: Clock, onFault: (why: string) => void): JwtKeys {
  let changedAtMs = changeOf(path);
  let keys = readKeys(path);
  let lookedAtMs = clock.now();
  return (header, token) => {
    if (clock.now() - lookedAtMs >= KEY_FILE_CHECK_MS) {
      lookedAtMs = clock.now();
      try {
        const now = changeOf(path);
        if (now !== changedAtMs) keys = readKeys(path);
        changedAtMs = now;
      } catch (error) {
        // Half written, perhaps: the keys so far go on, and it is looked at again.
        onFault((error as Error).message);
      }
    }
    return keys(header, token);
  };
}

function changeOf(path: string): number {
  try {
    return statSync(path).mtimeMs;
  } catch (error) {
    throw new RangeError(`${path} cannot be read (${(error as Error).message}).`);
  }
}

function readKeys(path: string): JwtKeys {
  const set = readSet(path);
  const strange = set.keys.find((key) => key.kty === 'oct' || 'd' in key || 'k' in key);
  if (strange !== undefined) {
    const name = strange.kid === undefined ? 'one of its keys' : `its key "${strange.kid}"`;
    throw new RangeError(`${path}: ${name} is secret. Give public keys only (RSA, EC, OKP without "d").`);
  }
  return createLocalJWKSet(set);
}

function readSet(path: string): JSONWebKeySet {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new RangeError(`${path} cannot be read as JSON (${(error as Error).message}).`);
  }
  const keys = value !== null && typeof value === 'object' && 'keys' in value ? value.keys : undefined;
  if (Array.isArray(keys) && keys.length > 0 && keys.every((key) => typeof key === 'object' && key !== null)) {
    return { keys: keys as JSONWebKeySet['keys'] };
  }
  throw new RangeError(`${path} is no key set: write {"keys":[…]} with at least one key (RFC 7517).`);
}
