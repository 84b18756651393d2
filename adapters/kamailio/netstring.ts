/** The longest message that is taken or sent, bytes: Kamailio's evapi reads no longer one than its buffer of 32 KiB. */
export const MAX_MESSAGE_BYTES = 32_000;

const COLON = 0x3a;
const COMMA = 0x2c;
/** Of `31999`. */
const MAX_LENGTH_DIGITS = 5;

/** `5:hello,`: evapi's framing, with `netstring_format` 1. */
export function writeNetstring(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  return Buffer.concat([Buffer.from(`${bytes.length}:`), bytes, Buffer.from(',')]);
}

/** Bytes to messages, across chunks cut anywhere. */
export class NetstringReader {
  private rest = Buffer.alloc(0);

  /** The messages that a chunk completes; undefined when what came is no netstring, or too long a one. */
  take(chunk: Buffer): readonly string[] | undefined {
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const messages: string[] = [];
    let from = 0;
    for (;;) {
      const colon = bytes.subarray(from, from + MAX_LENGTH_DIGITS + 1).indexOf(COLON);
      if (colon < 0) {
        if (bytes.length - from > MAX_LENGTH_DIGITS || !isDigits(bytes.subarray(from))) return undefined;
        break;
      }
      const length = bytes.subarray(from, from + colon);
      if (colon === 0 || !isDigits(length) || Number(length) > MAX_MESSAGE_BYTES) return undefined;
      const begin = from + colon + 1;
      const end = begin + Number(length);
      if (bytes.length <= end) break;
      if (bytes[end] !== COMMA) return undefined;
      messages.push(bytes.toString('utf8', begin, end));
      from = end + 1;
    }
    this.rest = Buffer.from(bytes.subarray(from));
    return messages;
  }
}

function isDigits(bytes: Buffer): boolean {
  return bytes.every((byte) => byte >= 0x30 && byte <= 0x39);
}
