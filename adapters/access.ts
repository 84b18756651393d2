import { UsageError } from './cli/index.ts';

/** Who may use the server over HTTP, beside the node's own token and the API tokens of the store. */
export type AccessConfig = {
  /** Whose signed tokens are taken; undefined: nobody's. */
  readonly jwt: { readonly keys: string; readonly issuer: string; readonly audience: string } | undefined;
  /** Requests of one token in a minute, decisions excepted; 0: any number; undefined: the server's default. */
  readonly requestsPerMinute: number | undefined;
};

export const ACCESS_OPTIONS = {
  'jwt-keys': { type: 'string' },
  'jwt-issuer': { type: 'string' },
  'jwt-audience': { type: 'string' },
  'rate-limit': { type: 'string' },
} as const;

export const ACCESS_HELP = `  --jwt-keys FILE|URL     takes signed tokens (JWT): the public keys of their issuer, as a JWK set
                          (INSTRADA_JWT_KEYS); a URL is https, or http on 127.0.0.1
  --jwt-issuer ISSUER     what their "iss" must be (INSTRADA_JWT_ISSUER)
  --jwt-audience NAME     what their "aud" must have (INSTRADA_JWT_AUDIENCE)
  --rate-limit N          requests of one token in a minute, decisions excepted, a body counted as one
                          more for each 32 KiB; 0 for any number
                          (INSTRADA_RATE_LIMIT; default: 600)
`;

export type AccessFlags = { readonly [K in keyof typeof ACCESS_OPTIONS]?: string | undefined };

const MAX_RATE = 1_000_000;

/** Flags, else environment. @throws UsageError */
export function readAccessConfig(
  flags: AccessFlags,
  environment: Readonly<Record<string, string | undefined>>,
): AccessConfig {
  const keys = flags['jwt-keys'] || environment.INSTRADA_JWT_KEYS;
  const issuer = flags['jwt-issuer'] || environment.INSTRADA_JWT_ISSUER;
  const audience = flags['jwt-audience'] || environment.INSTRADA_JWT_AUDIENCE;
  const given = [keys, issuer, audience].filter((each) => each !== undefined && each !== '');
  if (given.length > 0 && given.length < 3) {
    throw new UsageError('--jwt-keys, --jwt-issuer and --jwt-audience go together: give all three, or none.');
  }
  const rate = flags['rate-limit'] || environment.INSTRADA_RATE_LIMIT || undefined;
  return {
    jwt: keys && issuer && audience ? { keys, issuer, audience } : undefined,
    requestsPerMinute: rate === undefined ? undefined : readRate(rate),
  };
}

function readRate(text: string): number {
  if (/^\d{1,7}$/.test(text) && Number(text) <= MAX_RATE) return Number(text);
  throw new UsageError(`--rate-limit (INSTRADA_RATE_LIMIT): "${text}" is no whole number from 0 to ${MAX_RATE}.`);
}
