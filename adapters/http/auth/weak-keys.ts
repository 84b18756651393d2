import { type CryptoKey, exportJWK, type JWK } from 'jose';

/**
 * Why a public key must not be trusted although its signatures hold; undefined for none. An RSA exponent below 3 makes
 * every signature its own text. ROCA (CVE-2017-15361): keys that some chips made from powers of 65537 can be factored.
 */
export async function weaknessOf(key: CryptoKey): Promise<string | undefined> {
  const known = weaknesses.get(key);
  if (known !== undefined) return known;
  const found = judge(key);
  weaknesses.set(key, found);
  return found;
}

const weaknesses = new WeakMap<CryptoKey, Promise<string | undefined>>();

async function judge(key: CryptoKey): Promise<string | undefined> {
  const { kty, n = '', e = '' }: JWK = key.extractable ? await exportJWK(key) : {};
  if (kty !== 'RSA') return undefined;
  if (numberOf(e) < 3n) return 'RSA exponent below 3';
  return isOfPowers(numberOf(n)) ? 'RSA key of the ROCA kind' : undefined;
}

function numberOf(base64url: string): bigint {
  const hex = Buffer.from(base64url, 'base64url').toString('hex');
  return BigInt(`0x${hex === '' ? '0' : hex}`);
}

/** The primes of the published fingerprint; a sound modulus passes all of them once in 10^8. */
const PRIMES = [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157];

/** Whether a modulus is, modulo each prime, a power of 65537. */
function isOfPowers(modulus: bigint): boolean {
  return PRIMES.every((prime) => {
    const rest = Number(modulus % BigInt(prime));
    for (let power = 1, i = 0; i < prime; i++, power = (power * 65_537) % prime) if (power === rest) return true;
    return false;
  });
}
