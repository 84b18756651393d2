import { murmur3Bytes, murmur3Text } from '../artifact/murmur3.ts';
import { writeCaller } from './caller-digits.ts';
import type { Question } from './question.ts';

/** Taken once: looking a global up is slow where globals are intercepted, as in tests. */
const { floor } = Math;

const callerText = Buffer.alloc(16);

/**
 * The call's bucket: MurmurHash3_x86_32 of the call id, or of the caller's stored number where a split goes by caller
 * and there is one.
 * @returns signed 32-bit
 */
export function bucketOf(question: Question, byCaller: boolean, seed: number): number {
  if (byCaller && question.callerHigh !== 0) {
    const end = writeCaller(question.callerHigh, question.callerLow, callerText, 0);
    return murmur3Bytes(callerText, 0, end, seed);
  }
  if (question.callIdText !== null) return murmur3Text(question.callIdText, seed);
  return murmur3Bytes(question.bytes, question.callIdStart, question.callIdEnd, seed);
}

/** A bucket's place among `total` basis points: 0 to total - 1. Exact, since bucket × total stays below 2^53. */
export function scaleBucket(bucket: number, total: number): number {
  return floor(((bucket >>> 0) * total) / 0x1_0000_0000);
}
