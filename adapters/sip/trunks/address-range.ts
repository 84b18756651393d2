import { isIP } from 'node:net';

/** An address or a range of them: the first `bits` of `bytes` (4 or 16) count. */
export type AddressRange = { readonly bytes: Uint8Array; readonly bits: number };

/** Reads `192.0.2.1`, `192.0.2.0/24`, `2001:db8::/32`; undefined when it is none or has bits beyond its length. */
export function readAddressRange(text: string): AddressRange | undefined {
  const [address = '', length, ...more] = text.split('/');
  const bytes = addressBytes(address);
  if (bytes === undefined || more.length > 0) return undefined;
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return undefined;
  const bits = length === undefined ? bytes.length * 8 : Number(length);
  if (bits > bytes.length * 8) return undefined;
  const range = { bytes, bits };
  return hasBitsBeyond(range) ? undefined : range;
}

/** Whether an address's bytes lie in a range. */
export function isInRange({ bytes, bits }: AddressRange, address: Uint8Array): boolean {
  if (bytes.length !== address.length) return false;
  const whole = bits >>> 3;
  for (let i = 0; i < whole; i++) if (bytes[i] !== address[i]) return false;
  const rest = bits & 7;
  return rest === 0 || bytes[whole]! >>> (8 - rest) === address[whole]! >>> (8 - rest);
}

/** The 4 or 16 bytes of an address; an IPv4 address written within IPv6 has 4. Undefined when it is none. */
export function addressBytes(text: string): Uint8Array | undefined {
  const version = isIP(text);
  if (version === 4) return Uint8Array.from(text.split('.'), Number);
  if (version !== 6 || text.includes('%')) return undefined;
  const bytes = bytesOfIpv6(text);
  const isMapped = bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
  return isMapped ? bytes.slice(12) : bytes;
}

/** @param text which `isIP` has taken for IPv6 */
function bytesOfIpv6(text: string): Uint8Array {
  const [head = '', tail] = text.split('::');
  const before = groupsOf(head);
  const after = tail === undefined ? [] : groupsOf(tail);
  const groups = [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after];
  return Uint8Array.from(groups.flatMap((group) => [group >>> 8, group & 0xff]));
}

function groupsOf(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}

function hasBitsBeyond({ bytes, bits }: AddressRange): boolean {
  return bytes.some((byte, i) => {
    const counted = Math.min(8, Math.max(0, bits - i * 8));
    return (byte & (0xff >>> counted)) !== 0;
  });
}
