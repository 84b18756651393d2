/**
 * As `recvmmsg(2)` and `sendmmsg(2)` want them, on 64-bit little-endian Linux:
 * ```
 *   mmsghdr   0 address   8 address bytes, -   16 iovec   24 iovecs   32 control   40 control bytes   48 flags, -   56 length, -
 *   iovec     0 bytes     8 length
 *   address   0 family, port (network order)   4 IPv4 address | flow   8 IPv6 address   24 scope
 * ```
 */
const HEADER_BYTES = 64;
const HEADER_WORDS = HEADER_BYTES / 4;
const FLAGS_WORD = 12;
const LENGTH_WORD = 14;
const ADDRESS_LENGTH_WORD = 2;
const IOVEC_BYTES = 16;
const IOVEC_WORDS = IOVEC_BYTES / 4;
export const ADDRESS_BYTES = 32;
const MSG_TRUNC = 0x20;
export const IPV4_ADDRESS_BYTES = 16;
export const IPV6_ADDRESS_BYTES = 28;
const FAMILY = { 4: 2, 6: 10 } as const;

/** Room for so many messages, each with an address and a place for its bytes. The buffers stay where they are. */
export class MessageBatch {
  readonly count: number;
  readonly bytes: Buffer;
  readonly addresses: Buffer;
  /** Where the headers lie. */
  readonly headersAt: bigint;
  private readonly words: Int32Array;
  private readonly iovecs: Buffer;
  private readonly iovecWords: Int32Array;
  private readonly bytesAt: bigint;

  /** @param strideBytes from one message's place to the next; 0: places are given one by one, by `place` */
  constructor(count: number, totalBytes: number, strideBytes: number, addressOf: (bytes: Uint8Array) => bigint) {
    this.count = count;
    const headers = Buffer.from(new ArrayBuffer(count * HEADER_BYTES));
    this.words = new Int32Array(headers.buffer);
    this.iovecs = Buffer.from(new ArrayBuffer(count * IOVEC_BYTES));
    this.iovecWords = new Int32Array(this.iovecs.buffer);
    this.addresses = Buffer.from(new ArrayBuffer(count * ADDRESS_BYTES));
    this.bytes = Buffer.from(new ArrayBuffer(totalBytes));
    this.headersAt = addressOf(headers);
    this.bytesAt = addressOf(this.bytes);
    const [iovecsAt, addressesAt] = [addressOf(this.iovecs), addressOf(this.addresses)];
    for (let i = 0; i < count; i++) {
      headers.writeBigUInt64LE(addressesAt + BigInt(i * ADDRESS_BYTES), i * HEADER_BYTES);
      headers.writeBigUInt64LE(iovecsAt + BigInt(i * IOVEC_BYTES), i * HEADER_BYTES + 16);
      headers.writeBigUInt64LE(1n, i * HEADER_BYTES + 24);
      this.setAddressLength(i, IPV6_ADDRESS_BYTES);
      this.place(i, i * strideBytes, strideBytes);
    }
  }

  /** Where the headers from the i-th on lie. */
  headersFrom(i: number): bigint {
    return i === 0 ? this.headersAt : this.headersAt + BigInt(i * HEADER_BYTES);
  }

  /** The i-th message's bytes are, or are to be put, at `start`. */
  place(i: number, start: number, length: number): void {
    const at = this.bytesAt + BigInt(start);
    this.iovecs.writeBigUInt64LE(at, i * IOVEC_BYTES);
    this.iovecWords[i * IOVEC_WORDS + 2] = length;
    this.iovecWords[i * IOVEC_WORDS + 3] = 0;
  }

  setAddressLength(i: number, length: number): void {
    this.words[i * HEADER_WORDS + ADDRESS_LENGTH_WORD] = length;
  }

  /** How many bytes came. */
  lengthOf(i: number): number {
    return this.words[i * HEADER_WORDS + LENGTH_WORD]!;
  }

  isTruncated(i: number): boolean {
    return (this.words[i * HEADER_WORDS + FLAGS_WORD]! & MSG_TRUNC) !== 0;
  }
}

/** The address of a socket, as the system has it. @param text without brackets, IPv6 in any form without a zone */
export function socketAddress(family: 4 | 6, bytes: Uint8Array, port: number): Buffer {
  const address = Buffer.alloc(family === 4 ? IPV4_ADDRESS_BYTES : IPV6_ADDRESS_BYTES);
  address.writeUInt16LE(FAMILY[family], 0);
  address.writeUInt16BE(port, 2);
  address.set(bytes, family === 4 ? 4 : 8);
  return address;
}

/** The IPv4 address, or IPv6 address in its shortest form, in `addresses[at]`. */
export function addressText(family: 4 | 6, addresses: Uint8Array, at: number): string {
  if (family === 4) return addresses.subarray(at + 4, at + 8).join('.');
  const groups: string[] = [];
  for (let i = at + 8; i < at + 24; i += 2) groups.push(((addresses[i]! << 8) | addresses[i + 1]!).toString(16));
  // RFC 5952, as URL writes it.
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}
