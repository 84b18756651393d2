import { artifactTextBytes } from '../artifact/decode.ts';
import { writeNumber } from '../artifact/destination.ts';
import { COUNT_SHIFT, KIND, RECORD_HEAD_WORDS, SITE_HEAD_WORDS } from '../artifact/layout.ts';
import type { Snapshot } from '../artifact/snapshot.ts';
import { clearFindings, findPlan } from './decide.ts';
import { NUMBER_NOT_READY } from './decision.ts';
import type { Outcome } from './decision-view.ts';
import { Question } from './question.ts';
import { readCalledBytes, readCallerBytes } from './read-address.ts';
import { walk } from './walk.ts';

/** A call whose texts lie as ASCII bytes in one buffer, as a switch adapter has just received them. */
export type ByteCall = {
  readonly bytes: Buffer;
  readonly calledStart: number;
  readonly calledEnd: number;
  /** An empty range is an absent caller. */
  readonly callerStart: number;
  readonly callerEnd: number;
  readonly callIdStart: number;
  readonly callIdEnd: number;
  readonly e164: boolean;
  readonly withheld: boolean;
  readonly atMs: number;
};

const question = new Question();

/**
 * The answer to a byte call, reused by the next one: whoever asks reads it at once. From bytes to bytes, with no
 * string in between.
 */
export class ByteAnswer {
  outcome: Outcome = 'not-ready';
  private words: Int32Array = new Int32Array(0);
  private base = 0;
  private leaf = 0;
  private out: ReadonlySet<string> | null = null;
  private degraded = false;

  /** Decides one call. Never throws for a call. */
  decide(snapshot: Snapshot, call: ByteCall): ByteAnswer {
    const { bytes } = call;
    const called = readCalledBytes(bytes, call.calledStart, call.calledEnd);
    readCallerBytes(question, bytes, call.callerStart, call.callerEnd, call.e164, call.withheld);
    question.callIdText = null;
    question.bytes = bytes;
    question.callIdStart = call.callIdStart;
    question.callIdEnd = call.callIdEnd;
    question.atMs = call.atMs;
    question.out = snapshot.status.size > 0 ? (snapshot.status.get(called) ?? null) : null;
    this.words = snapshot.words;
    this.base = findPlan(snapshot, called);
    if (this.base < 0) {
      clearFindings(question);
      this.outcome = this.base === NUMBER_NOT_READY ? 'not-ready' : 'unknown-number';
      return this;
    }
    walk(snapshot.words, this.base, question);
    this.leaf = question.leaf;
    this.out = question.out;
    this.degraded = question.degraded;
    const kind = snapshot.words[this.base + this.leaf]! & 0xff;
    this.outcome = kind === KIND.site ? 'route' : kind === KIND.announce ? 'announce' : 'reject';
    return this;
  }

  /**
   * Writes the first destination (of a route) or the announcement's URI as ASCII at `out[at]`.
   * @returns the end; `at` when the outcome has neither
   */
  writeFirstTarget(out: Uint8Array, at: number): number {
    const { words, base } = this;
    if (this.outcome === 'announce') return this.writeText(words[base + this.leaf + 2]!, out, at);
    if (this.outcome !== 'route') return at;
    const record = base + this.firstRecord();
    const high = words[record + RECORD_HEAD_WORDS]!;
    const low = words[record + RECORD_HEAD_WORDS + 1]!;
    return high === 0 ? this.writeText(low, out, at) : writeNumber(high, low, out, at);
  }

  private firstRecord(): number {
    const { words, base, out } = this;
    const at = base + this.leaf;
    if (out === null || this.degraded) return words[at + SITE_HEAD_WORDS]!;
    for (let i = 0; i < words[at]! >>> COUNT_SHIFT; i++) {
      const record = words[at + SITE_HEAD_WORDS + i]!;
      const name = artifactTextBytes(words, base, words[base + record + 1]!).toString('latin1');
      if (!out.has(name)) return record;
    }
    return words[at + SITE_HEAD_WORDS]!;
  }

  private writeText(offset: number, out: Uint8Array, at: number): number {
    const text = artifactTextBytes(this.words, this.base, offset);
    out.set(text, at);
    return at + text.length;
  }
}
