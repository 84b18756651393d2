import { type CryptoKey, errors, type JWTPayload, jwtVerify } from 'jose';
import { type Clock, ROLES, type Role } from '../../../engine/index.ts';
import { CLOCK_TOLERANCE_SECONDS } from '../limits.ts';
import { CannotProve, type Credential, isOfCustomer } from './credential.ts';
import type { JwtKeys } from './jwt-keys.ts';
import { weaknessOf } from './weak-keys.ts';

export type JwtSetting = {
  readonly keys: JwtKeys;
  /** What `iss` must be. */
  readonly issuer: string;
  /** What `aud` must be, or have among its values. */
  readonly audience: string;
};

/** A verdict; `why` is for the log, never for whoever sent the token. */
export type JwtVerdict =
  | { readonly isProven: true; readonly credential: Credential }
  | { readonly isProven: false; readonly why: string };

/** Signatures with a public key. `none` and those with a shared secret (`HS…`) are not among them, whatever a key set says. */
const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];
const MAX_SUBJECT_CHARACTERS = 150;
const MAX_CUSTOMER_CHARACTERS = 100;

/**
 * Judges a signed token (RFC 7519): signature by the key set, `iss`, `aud`, `exp` (required), `nbf`, and who it speaks
 * of: `sub`, `instrada_role` (a role) and `instrada_customer` (with a customer's role, and only then). Keys that a token
 * brings along or points to (`jwk`, `jku`, `x5u`, `x5c`) are never used.
 * @throws CannotProve where the key set cannot be fetched
 */
export async function judgeJwt(token: string, setting: JwtSetting, clock: Clock): Promise<JwtVerdict> {
  try {
    const { payload } = await jwtVerify(token, soundKeys(setting.keys), {
      algorithms: ALGORITHMS,
      issuer: setting.issuer,
      audience: setting.audience,
      requiredClaims: ['exp', 'sub'],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: new Date(clock.now()),
    });
    return credentialOf(payload);
  } catch (error) {
    if (error instanceof CannotProve) throw error;
    return { isProven: false, why: error instanceof errors.JOSEError ? error.code : String(error) };
  }
}

/** A key set without its keys that prove nothing. */
function soundKeys(keys: JwtKeys): JwtKeys {
  return async (header, token) => {
    const key = await keys(header, token);
    // What a key set gives is a key of the Web Cryptography API.
    const weakness = 'extractable' in key ? await weaknessOf(key as CryptoKey) : undefined;
    if (weakness !== undefined) throw new errors.JWKSInvalid(weakness);
    return key;
  };
}

function credentialOf({ sub, instrada_role: role, instrada_customer: customer }: JWTPayload): JwtVerdict {
  if (!isText(sub, MAX_SUBJECT_CHARACTERS)) return { isProven: false, why: 'sub is no name' };
  if (!isRole(role)) return { isProven: false, why: 'instrada_role is no role' };
  const base = { id: `jwt ${sub}`, name: sub, role };
  if (!isOfCustomer(role)) {
    return customer === undefined
      ? { isProven: true, credential: base }
      : { isProven: false, why: `instrada_customer does not go with ${role}` };
  }
  if (!isText(customer, MAX_CUSTOMER_CHARACTERS)) return { isProven: false, why: 'instrada_customer is no name' };
  // Two customers may each have an "admin": neither is to use up the other's requests.
  return { isProven: true, credential: { ...base, id: `${base.id} of ${customer}`, customer } };
}

function isRole(value: unknown): value is Role {
  return ROLES.some((role) => role === value);
}

/** One line that a person can read: no control or other invisible characters. */
function isText(value: unknown, maxCharacters: number): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= maxCharacters && !/\p{C}/u.test(value);
}
