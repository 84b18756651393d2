import { build } from 'hdr-histogram-js';
import { loadSystemCalls, MessageBatch, type SystemCalls, socketAddress } from '../../../adapters/sip/index.ts';
import { idOfAnswer, numberPackets, type Packets, packetsOf, statusOf, writeAck } from './sip-packets.ts';
import { sipCalls, sipNumberAt } from './sip-workload.ts';

/** What the script is told. */
export type SipLoadOrder = {
  readonly seed: string;
  readonly numbers: number;
  /** Of the server, on loopback. */
  readonly port: number;
  readonly seconds: number;
  /** Calls a second, each at its instant; undefined: as many as are answered, `window` at a time. */
  readonly rate: number | undefined;
  readonly window: number;
};

/** The line it writes at its end. Latencies in microseconds, of calls at a rate from the instant they were due. */
export type SipLoadResult = {
  readonly calls: number;
  readonly seconds: number;
  readonly perSecond: number;
  /** Answers other than 302 and 503. */
  readonly wrong: number;
  /** Answered 503 for overload. */
  readonly refused: number;
  /** Calls given up, and sent anew. */
  readonly lost: number;
  readonly p50Us: number;
  readonly p99Us: number;
  readonly p999Us: number;
};

const BATCH = 64;
const PLACE_BYTES = 2_048 + 64;
const OUT_MESSAGES = 256;
const SO_RCVBUF = 8;
const SOL_SOCKET = 1;
const SPEECHLESS_MS = 250;
const DISTINCT = 1 << 12;

/** Sends INVITEs and ACKs without ever waiting for the system: it has a core to itself. */
class Load {
  private readonly calls: SystemCalls;
  private readonly order: SipLoadOrder;
  private readonly descriptor: number;
  private readonly incoming: MessageBatch;
  private readonly outgoing: MessageBatch;
  private readonly packets: readonly Packets[];
  private readonly sentMs: Float64Array;
  /** The number of the call that a place's packets are used for; -1 for none. */
  private readonly ids: Int32Array;
  private readonly histogram = build({ highestTrackableValue: 60_000_000_000, numberOfSignificantValueDigits: 3 });
  private next = 0;
  private open = 0;
  private answered = 0;
  private wrong = 0;
  private refused = 0;
  private lost = 0;
  private outCount = 0;
  private outBytes = 0;

  constructor(calls: SystemCalls, order: SipLoadOrder) {
    this.calls = calls;
    this.order = order;
    this.descriptor = calls.openSocket(4);
    calls.setOption(this.descriptor, SOL_SOCKET, SO_RCVBUF, 1 << 20);
    calls.bind(this.descriptor, socketAddress(4, Uint8Array.of(127, 0, 0, 1), 0));
    const own = Buffer.from(new ArrayBuffer(32));
    calls.boundAddress(this.descriptor, own);
    const addressOf = (bytes: Uint8Array) => calls.addressOf(bytes);
    this.incoming = new MessageBatch(BATCH, BATCH * PLACE_BYTES, PLACE_BYTES, addressOf);
    this.outgoing = new MessageBatch(OUT_MESSAGES, OUT_MESSAGES * PLACE_BYTES, 0, addressOf);
    const server = socketAddress(4, Uint8Array.of(127, 0, 0, 1), order.port);
    for (let i = 0; i < OUT_MESSAGES; i++) {
      this.outgoing.addresses.set(server, i * 32);
      this.outgoing.setAddressLength(i, server.length);
    }
    const numbers = Array.from({ length: order.numbers }, (_, i) => sipNumberAt(order.seed, i));
    this.packets = sipCalls(order.seed, numbers, DISTINCT).map((call) => packetsOf(call, own.readUInt16BE(2)));
    this.sentMs = new Float64Array(DISTINCT);
    this.ids = new Int32Array(DISTINCT).fill(-1);
    // Of this run alone, so that no other run's answers are taken for its own.
    this.next = (process.pid & 0x7ff) << 20;
  }

  run(): SipLoadResult {
    const { seconds, rate, window } = this.order;
    const beginMs = performance.now();
    let heardMs = beginMs;
    let due = 0;
    let nowMs = beginMs;
    for (;;) {
      nowMs = performance.now();
      const isOver = nowMs - beginMs >= seconds * 1_000;
      if (isOver && (this.open === 0 || nowMs - heardMs > SPEECHLESS_MS)) break;
      if (!isOver && rate === undefined) while (this.open < window) this.invite(nowMs);
      if (!isOver && rate !== undefined) {
        for (; beginMs + (due * 1_000) / rate <= nowMs; due++) this.invite(beginMs + (due * 1_000) / rate);
      }
      this.flush();
      if (this.receive() > 0) heardMs = nowMs;
      else if (nowMs - heardMs > SPEECHLESS_MS) heardMs = this.giveUp(nowMs);
    }
    const taken = (nowMs - beginMs) / 1_000;
    const percentile = (share: number) => this.histogram.getValueAtPercentile(share) / 1_000;
    return {
      calls: this.answered,
      seconds: taken,
      perSecond: this.answered / taken,
      wrong: this.wrong,
      refused: this.refused,
      lost: this.lost + this.open,
      p50Us: percentile(50),
      p99Us: percentile(99),
      p999Us: percentile(99.9),
    };
  }

  private invite(dueMs: number): void {
    const id = this.next++;
    const place = id & (DISTINCT - 1);
    if (this.ids[place]! >= 0) {
      this.lost++;
      this.open--;
    }
    const packets = this.packets[place]!;
    numberPackets(packets, id);
    this.ids[place] = id;
    this.sentMs[place] = dueMs;
    this.open++;
    const at = this.room();
    this.outgoing.bytes.set(packets.invite, at);
    this.put(at, at + packets.invite.length);
  }

  private receive(): number {
    const { incoming } = this;
    const count = this.calls.receive(this.descriptor, incoming.headersAt, BATCH);
    if (count <= 0) return 0;
    const nowMs = performance.now();
    for (let i = 0; i < count; i++) this.hear(i * PLACE_BYTES, i * PLACE_BYTES + incoming.lengthOf(i), nowMs);
    this.flush();
    return count;
  }

  private hear(start: number, end: number, nowMs: number): void {
    const { bytes } = this.incoming;
    const id = idOfAnswer(bytes, start, end);
    const place = id & (DISTINCT - 1);
    if (id < 0 || this.ids[place] !== id) return;
    this.ids[place] = -1;
    this.open--;
    this.answered++;
    const status = statusOf(bytes, start);
    if (status === 503) this.refused++;
    else if (status !== 302) this.wrong++;
    this.histogram.recordValue(Math.max(1, Math.round((nowMs - this.sentMs[place]!) * 1e6)));
    const at = this.room();
    this.put(at, writeAck(this.outgoing.bytes, at, this.packets[place]!, bytes, start));
  }

  /** Where the next message goes. */
  private room(): number {
    if (this.outCount === OUT_MESSAGES) this.flush();
    return this.outBytes;
  }

  private put(start: number, end: number): void {
    this.outgoing.place(this.outCount++, start, end - start);
    this.outBytes = end;
  }

  private flush(): void {
    for (let sent = 0; sent < this.outCount; ) {
      const result = this.calls.send(this.descriptor, this.outgoing.headersFrom(sent), this.outCount - sent);
      if (result > 0) sent += result;
    }
    this.outCount = 0;
    this.outBytes = 0;
  }

  /** Nothing comes any more: what is open was lost on its way. */
  private giveUp(nowMs: number): number {
    this.lost += this.open;
    this.open = 0;
    this.ids.fill(-1);
    return nowMs;
  }
}

async function runLoad(order: SipLoadOrder): Promise<SipLoadResult> {
  const calls = await loadSystemCalls();
  return new Load(calls, order).run();
}

process.stdout.write(`${JSON.stringify(await runLoad(JSON.parse(process.argv[2] ?? '') as SipLoadOrder))}\n`);
