import type { Peer } from '../transport/flow.ts';
import { AnswerSlots } from './answer-slots.ts';
import { DueQueue } from './due-queue.ts';
import type { KeyHash } from './key-hash.ts';
import { PlainRecords, RECORD } from './plain-records.ts';
import { SIXTY_FOUR_T1_MS, T1_MS, T2_MS, T4_MS, type Timer, type Timers } from './timers.ts';

export type PlainTransactionsOptions = {
  readonly timers: Timers;
  /** Milliseconds, from any beginning. */
  readonly nowMs: () => number;
  /** Transactions held at once, and answers that wait for their ACK. */
  readonly maxTransactions: number;
  readonly maxAnswers: number;
};

const COMPLETED = 1;
const CONFIRMED = 2;
/** Timer G's waits: T1, doubled up to T2 (RFC 3261 17.2.1). */
const WAITS_MS = [T1_MS, 2 * T1_MS, 4 * T1_MS, T2_MS];
const LAST_WAIT = WAITS_MS.length - 1;
/** Timers ring this late at most: many at a time cost less than each by itself. */
const TICK_MS = 20;

/**
 * The INVITE server transactions of RFC 3261 17.2.1 over UDP for many calls a second: the same states and timers as
 * `InviteTransaction`, in typed arrays, so that neither a call nor the collector of garbage pays for objects. It begins
 * in Completed, with G and H; the ACK makes it Confirmed, until I.
 */
export class PlainTransactions {
  readonly slots: AnswerSlots;
  private readonly options: PlainTransactionsOptions;
  private readonly records: PlainRecords;
  private readonly peers: (Peer | undefined)[] = [];
  private readonly retransmits = WAITS_MS.map((ms) => new DueQueue(ms));
  /** The rest of H's 64 × T1 once G has rung for the last time. */
  private readonly ends = new DueQueue((SIXTY_FOUR_T1_MS - 7 * T1_MS) % T2_MS);
  private readonly confirmed = new DueQueue(T4_MS);
  private timer: Timer | undefined;
  private timerDueMs = Number.POSITIVE_INFINITY;

  constructor(options: PlainTransactionsOptions) {
    this.options = options;
    this.slots = new AnswerSlots(options.maxAnswers);
    this.records = new PlainRecords(options.maxTransactions);
  }

  get size(): number {
    return this.records.size;
  }

  get isFull(): boolean {
    return this.records.isFull;
  }

  has(key: KeyHash): boolean {
    return this.records.find(key) >= 0;
  }

  /** Whether the INVITE is a retransmission; its answer, until it is acknowledged, is sent again. */
  absorb(key: KeyHash): boolean {
    const record = this.records.find(key);
    if (record >= 0) this.sendAgain(record);
    return record >= 0;
  }

  /** RFC 3261 8.2.2.2: whether an INVITE that is not acknowledged yet has the same From tag, Call-ID and CSeq. */
  isMerged(merge: KeyHash): boolean {
    return this.records.isMerging(merge);
  }

  /** Keeps an answer that lies in a slot of `slots` and was sent to `peer` at `port`. Only when `isFull` is false. */
  add(key: KeyHash, merge: KeyHash, slot: number, length: number, peer: Peer, port: number): void {
    const { records } = this;
    const record = records.add(key, merge);
    records.set(record, RECORD.state, COMPLETED);
    records.set(record, RECORD.slot, slot);
    records.set(record, RECORD.length, length);
    records.set(record, RECORD.port, port);
    records.set(record, RECORD.rung, 0);
    this.peers[record] = peer;
    this.start(this.retransmits[0]!, record, this.options.nowMs());
  }

  /** The ACK: no more G, and I in the place of H. */
  acknowledge(key: KeyHash): boolean {
    const { records } = this;
    const record = records.find(key);
    if (record < 0) return false;
    if (records.get(record, RECORD.state) !== COMPLETED) return true;
    this.forgetAnswer(record);
    records.set(record, RECORD.state, CONFIRMED);
    this.start(this.confirmed, record, this.options.nowMs());
    return true;
  }

  close(): void {
    this.timer?.stop();
    this.timer = undefined;
    this.timerDueMs = 0;
  }

  private sendAgain(record: number): void {
    const { records, slots } = this;
    if (records.get(record, RECORD.state) !== COMPLETED) return;
    const slot = records.get(record, RECORD.slot);
    const start = slots.startOf(slot);
    const end = start + records.get(record, RECORD.length);
    this.peers[record]?.send(slots.bytesOf(slot), start, end, records.get(record, RECORD.port));
  }

  private forgetAnswer(record: number): void {
    this.slots.give(this.records.get(record, RECORD.slot));
    this.records.stopMerging(record);
    this.peers[record] = undefined;
  }

  private start(queue: DueQueue, record: number, sinceMs: number): void {
    queue.push(record, this.records.get(record, RECORD.generation), sinceMs);
    this.ringAt(sinceMs + queue.delayMs);
  }

  private ringAt(dueMs: number): void {
    if (this.timerDueMs <= dueMs + TICK_MS) return;
    this.timer?.stop();
    const inMs = Math.max(TICK_MS, Math.ceil(dueMs - this.options.nowMs()));
    this.timerDueMs = dueMs;
    this.timer = this.options.timers.start(inMs, () => this.ring());
  }

  private ring(): void {
    const nowMs = this.options.nowMs();
    this.timerDueMs = Number.POSITIVE_INFINITY;
    for (const [wait, queue] of this.retransmits.entries()) this.ringG(queue, wait, nowMs);
    this.endDue(this.ends, COMPLETED, nowMs);
    this.endDue(this.confirmed, CONFIRMED, nowMs);
    const dueMs = Math.min(this.ends.dueMs, this.confirmed.dueMs, ...this.retransmits.map((queue) => queue.dueMs));
    if (dueMs < Number.POSITIVE_INFINITY) this.ringAt(dueMs);
  }

  /** G: the answer once more, and again after MIN(2*T1, T2), until H. */
  private ringG(queue: DueQueue, wait: number, nowMs: number): void {
    while (queue.dueMs <= nowMs) {
      const [record, dueMs] = [queue.firstIndex, queue.dueMs];
      const isStill = this.isStill(queue, COMPLETED);
      queue.shift();
      if (!isStill) continue;
      this.sendAgain(record);
      const rung = this.records.get(record, RECORD.rung) + 1;
      this.records.set(record, RECORD.rung, rung);
      this.start(rung < RINGS ? this.retransmits[Math.min(wait + 1, LAST_WAIT)]! : this.ends, record, dueMs);
    }
  }

  /** H and I: the transaction is over. */
  private endDue(queue: DueQueue, state: number, nowMs: number): void {
    while (queue.dueMs <= nowMs) {
      const record = queue.firstIndex;
      const isStill = this.isStill(queue, state);
      queue.shift();
      if (!isStill) continue;
      if (state === COMPLETED) this.forgetAnswer(record);
      this.records.remove(record);
    }
  }

  /** Whether a queue's first is still of the transaction for which it was put there, and in that state. */
  private isStill(queue: DueQueue, state: number): boolean {
    const { records } = this;
    const record = queue.firstIndex;
    return records.get(record, RECORD.generation) === queue.firstMark && records.get(record, RECORD.state) === state;
  }
}

/** How often G rings before H: after 0.5, 1.5, 3.5, 7.5 s and then every 4 s, up to 31.5 s. */
const RINGS = 3 + Math.floor((SIXTY_FOUR_T1_MS - 7 * T1_MS) / T2_MS);
