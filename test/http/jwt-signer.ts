import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

export const ISSUER = 'https://accounts.example.it';
export const AUDIENCE = 'instrada';
export const NOW = Date.parse('2026-11-23T10:00:00Z');

export type Signer = { readonly privateKey: CryptoKey; readonly jwk: JWK };
export type Claims = Record<string, unknown>;
export type Header = Record<string, unknown> & { alg?: string };

/** A key pair, named as a key set names it. */
export async function signer(alg: string, kid: string): Promise<Signer> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

/** What a good token says. */
export const CLAIMS: Claims = {
  iss: ISSUER,
  aud: AUDIENCE,
  sub: 'anna@acme',
  exp: NOW / 1000 + 300,
  instrada_role: 'customer-viewer',
  instrada_customer: 'acme',
};

/** A token of a signer, with other claims and header fields; `undefined` leaves one out. */
export async function signedBy(by: Signer, claims: Claims = {}, header: Header = {}): Promise<string> {
  const whole = Object.fromEntries(Object.entries({ ...CLAIMS, ...claims }).filter(([, value]) => value !== undefined));
  const { alg = '', kid = '' } = by.jwk;
  return new SignJWT(whole).setProtectedHeader({ kid, ...header, alg: header.alg ?? alg }).sign(by.privateKey);
}
