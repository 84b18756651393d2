import { MAX_ADDRESS_CHARACTERS, MAX_CALL_ID_CHARACTERS } from '../../rules/index.ts';
import type { Question } from './question.ts';

/** Where a call's texts are read from as bytes, one at a time. */
export const scratch = Buffer.alloc(Math.max(MAX_ADDRESS_CHARACTERS, MAX_CALL_ID_CHARACTERS));
const encoder = new TextEncoder();

/** Copies a text to the beginning of the scratch; its end there, or -1 when it is not plain ASCII or does not fit. */
export function copyAscii(text: string): number {
  const length = text.length;
  if (length > scratch.length) return -1;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) return -1;
    scratch[i] = code;
  }
  return length;
}

/** Turns the question's call id into bytes. Only when a split hashes it: most of a call's cost would be this copy. */
export function placeCallId(question: Question, callId: string): void {
  question.callIdText = null;
  question.callIdStart = 0;
  const end = copyAscii(callId);
  if (end >= 0) {
    question.bytes = scratch;
    question.callIdEnd = end;
    return;
  }
  const bytes = encoder.encode(callId);
  question.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  question.callIdEnd = bytes.length;
}
