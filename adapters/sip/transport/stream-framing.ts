import { MAX_BODY_BYTES, MAX_HEAD_BYTES } from '../limits.ts';
import type { Head } from '../messages/head.ts';
import { parseHead } from '../messages/parse-head.ts';
import type { FramingFault } from './flow.ts';

/**
 * What stood in a stream. After `broken` nothing more can be told from it: where the next message would begin is not
 * known. `ping` is RFC 5626's double line end, which asks for a single one.
 */
export type Framed =
  | { readonly kind: 'message'; readonly head: Head }
  | { readonly kind: 'ping' }
  | { readonly kind: 'broken'; readonly head: Head | undefined; readonly fault: FramingFault };

const HEAD_END = Buffer.from('\r\n\r\n', 'latin1');

/** Cuts a stream into messages, wherever it was split or joined. Bodies are counted, not kept. */
export class StreamFraming {
  /** Of a head that is not complete. */
  private pending: Buffer = Buffer.alloc(0);
  /** Where to go on looking for the head's end. */
  private searched = 0;
  /** The head whose body is being skipped, and how many bytes of it are still to come. */
  private head: Head | undefined;
  private bodyLeft = 0;
  private isBroken = false;

  /** Whether a message has begun and is not complete. */
  get isInside(): boolean {
    return this.pending.length > 0 || this.head !== undefined;
  }

  /** Takes in what came; returns what is complete with it, in order. */
  push(chunk: Buffer): readonly Framed[] {
    const found: Framed[] = [];
    let rest = chunk;
    while (!this.isBroken && rest.length > 0) {
      rest = this.head === undefined ? this.takeHead(rest, found) : this.skipBody(rest, found);
    }
    return found;
  }

  private skipBody(bytes: Buffer, found: Framed[]): Buffer {
    const taken = Math.min(this.bodyLeft, bytes.length);
    this.bodyLeft -= taken;
    this.emitWhenComplete(found);
    return bytes.subarray(taken);
  }

  private takeHead(bytes: Buffer, found: Framed[]): Buffer {
    const all = this.pending.length === 0 ? bytes : Buffer.concat([this.pending, bytes]);
    // RFC 3261 7.5: "Implementations processing SIP messages over stream-oriented transports MUST ignore any CRLF
    // appearing before the start-line".
    const start = this.searched === 0 ? lineEndsLength(all, found) : 0;
    const text = all.subarray(start);
    const end = text.indexOf(HEAD_END, Math.max(0, this.searched - HEAD_END.length));
    if (end < 0 || end > MAX_HEAD_BYTES) {
      this.searched = text.length;
      // A copy, so that a few bytes do not keep a whole chunk.
      this.pending = Buffer.from(text);
      if (text.length > MAX_HEAD_BYTES) this.break(parseHead(latin1(text, MAX_HEAD_BYTES)), 'too-large', found);
      return bytes.subarray(bytes.length);
    }
    this.pending = Buffer.alloc(0);
    this.searched = 0;
    this.begin(parseHead(latin1(text, end)), found);
    return text.subarray(end + HEAD_END.length);
  }

  /**
   * RFC 3261 18.3: "the Content-Length header field indicates the size of the body. The Content-Length header field MUST
   * be used with stream oriented transports."
   */
  private begin(head: Head | undefined, found: Framed[]): void {
    const length = head?.contentLength ?? -1;
    if (head === undefined || length < 0) this.break(head, 'bad-length', found);
    else if (length > MAX_BODY_BYTES) this.break(head, 'too-large', found);
    else {
      this.head = head;
      this.bodyLeft = length;
      this.emitWhenComplete(found);
    }
  }

  private emitWhenComplete(found: Framed[]): void {
    if (this.bodyLeft > 0 || this.head === undefined) return;
    found.push({ kind: 'message', head: this.head });
    this.head = undefined;
  }

  private break(head: Head | undefined, fault: FramingFault, found: Framed[]): void {
    this.isBroken = true;
    this.pending = Buffer.alloc(0);
    found.push({ kind: 'broken', head, fault });
  }
}

/** How many bytes of line ends stand at the beginning; two line ends are a ping. */
function lineEndsLength(bytes: Buffer, found: Framed[]): number {
  let end = 0;
  while (bytes[end] === 0x0d && bytes[end + 1] === 0x0a) {
    end += 2;
    if (end % HEAD_END.length === 0) found.push({ kind: 'ping' });
  }
  return end;
}

function latin1(bytes: Buffer, end: number): string {
  return bytes.toString('latin1', 0, end);
}
