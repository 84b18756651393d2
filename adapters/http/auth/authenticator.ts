import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../../engine/index.ts';
import { MAX_BEARER_CHARACTERS } from '../limits.ts';
import { ApiTokens } from './api-tokens.ts';
import { CannotProve, type Credential } from './credential.ts';
import { type JwtSetting, judgeJwt } from './jwt-tokens.ts';

export type AuthSetting = {
  /** The node's own token, which only decides calls; undefined for none. */
  readonly nodeToken: string | undefined;
  /** Undefined until the store is open. */
  readonly apiTokens: () => ApiTokens | undefined;
  /** Undefined where no issuer of signed tokens was named. */
  readonly jwt: JwtSetting | undefined;
  readonly clock: Clock;
  /** Told why a signed token was refused: for the log. */
  readonly onRefused: (why: string) => void;
};

/** What a bearer token stands for; undefined for one that proves nothing. @throws CannotProve */
export type Authenticator = (bearer: string) => Promise<Credential | undefined>;

/** Three kinds of bearer token: the node's own, API tokens (`ins_…`) and, where an issuer is named, signed ones. */
export function createAuthenticator({ nodeToken, apiTokens, jwt, clock, onRefused }: AuthSetting): Authenticator {
  const expected = nodeToken === undefined ? undefined : digest(nodeToken);
  return async (bearer) => {
    if (bearer.length > MAX_BEARER_CHARACTERS) return undefined;
    // The comparison takes the same time for any token.
    if (expected !== undefined && timingSafeEqual(digest(bearer), expected)) return OF_NODE;
    if (ApiTokens.isOne(bearer)) {
      const tokens = apiTokens();
      if (tokens === undefined)
        throw new CannotProve('The token cannot be looked up now: the node is starting. Try again.');
      return tokens.prove(bearer);
    }
    if (jwt === undefined) return undefined;
    const verdict = await judgeJwt(bearer, jwt, clock);
    if (verdict.isProven) return verdict.credential;
    onRefused(verdict.why);
    return undefined;
  };
}

const OF_NODE: Credential = { id: 'node', name: 'switch', role: 'switch' };

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
