import { ADDRESS_BYTES, IPV4_ADDRESS_BYTES, IPV6_ADDRESS_BYTES, MessageBatch } from './message-batch.ts';
import { EAGAIN, SystemCallError, type SystemCalls } from './system-calls.ts';

const MESSAGES = 128;
/** Of two messages of the largest size that UDP takes, or of all with a kilobyte each. */
const TOTAL_BYTES = 128 * 1024;
const MAX_DATAGRAM_BYTES = 65_507;
/** A socket whose buffer is full is tried so often again, and then the message is lost: RFC 3261's timers see to it. */
const MAX_TRIES = 4;

/** Answers that are sent together, with one system call. */
export class Outgoing {
  private readonly calls: SystemCalls;
  private readonly descriptor: number;
  private readonly batch: MessageBatch;
  private readonly onError: (error: Error) => void;
  private readonly addressLength: number;
  private count = 0;
  private used = 0;

  constructor(calls: SystemCalls, descriptor: number, family: 4 | 6, onError: (error: Error) => void) {
    this.calls = calls;
    this.descriptor = descriptor;
    this.onError = onError;
    this.addressLength = family === 4 ? IPV4_ADDRESS_BYTES : IPV6_ADDRESS_BYTES;
    this.batch = new MessageBatch(MESSAGES, TOTAL_BYTES, 0, (bytes) => calls.addressOf(bytes));
    for (let i = 0; i < MESSAGES; i++) this.batch.setAddressLength(i, this.addressLength);
  }

  get isEmpty(): boolean {
    return this.count === 0;
  }

  /** Takes a copy of `bytes[start, end)`. @param address as the system has it; its port is set */
  add(bytes: Buffer, start: number, end: number, address: Uint8Array, port: number): void {
    const length = end - start;
    if (length > MAX_DATAGRAM_BYTES) {
      this.onError(new SystemCallError('sendmmsg', 'EMSGSIZE'));
      return;
    }
    if (this.count === MESSAGES || this.used + length > TOTAL_BYTES) this.flush();
    const { batch, count } = this;
    bytes.copy(batch.bytes, this.used, start, end);
    batch.place(count, this.used, length);
    const at = count * ADDRESS_BYTES;
    for (let i = 0; i < this.addressLength; i++) batch.addresses[at + i] = address[i]!;
    batch.addresses[at + 2] = port >>> 8;
    batch.addresses[at + 3] = port & 0xff;
    this.used += length;
    this.count++;
  }

  /** Sends what there is. What cannot be sent is told and dropped. */
  flush(): void {
    let [sent, tries] = [0, 0];
    while (sent < this.count) {
      const result = this.calls.send(this.descriptor, this.batch.headersFrom(sent), this.count - sent);
      if (result > 0) {
        sent += result;
        tries = 0;
      } else if (result !== -EAGAIN || ++tries === MAX_TRIES) {
        this.onError(new SystemCallError('sendmmsg', `errno ${-result}`));
        sent++;
        tries = 0;
      }
    }
    this.count = 0;
    this.used = 0;
  }
}
