import { createHash } from 'node:crypto';
import stringify from 'fast-json-stable-stringify';
import { MAX_IDEMPOTENCY_KEY_CHARACTERS, MAX_IDEMPOTENCY_KEYS } from '../../rules/index.ts';
import { EngineError } from '../errors.ts';
import type { Timer } from './timer.ts';

/** What a request with an idempotency key did: enough to give its answer again. */
export type RememberedAnswer = {
  readonly key: string;
  /** SHA-256 of the request and of who made it. */
  readonly request: string;
  readonly version?: number;
  readonly baseVersion?: number;
  readonly timer?: Timer;
};

/** One request that may be repeated: its key, and what tells it from another. */
export type RepeatableRequest = { readonly key: string | undefined; readonly hash: string };

/** @param content everything that makes the request what it is; @throws EngineError BAD_REQUEST for a key of a wrong form */
export function repeatable(key: string | undefined, content: Readonly<Record<string, unknown>>): RepeatableRequest {
  if (key !== undefined && !KEY.test(key)) {
    const message = `An idempotency key is 1 to ${MAX_IDEMPOTENCY_KEY_CHARACTERS} printable ASCII characters.`;
    throw new EngineError('BAD_REQUEST', { message });
  }
  if (key === undefined) return { key, hash: '' };
  return { key, hash: createHash('sha256').update(stringify(content), 'utf8').digest('hex') };
}

const KEY = new RegExp(`^[ -~]{1,${MAX_IDEMPOTENCY_KEY_CHARACTERS}}$`);

/** The answer of the same request made before. @throws EngineError IDEMPOTENCY_CONFLICT when the key was another one's */
export function answerBefore(
  answers: readonly RememberedAnswer[],
  { key, hash }: RepeatableRequest,
): RememberedAnswer | undefined {
  const found = key === undefined ? undefined : answers.find((answer) => answer.key === key);
  if (found !== undefined && found.request !== hash) throw new EngineError('IDEMPOTENCY_CONFLICT');
  return found;
}

export function withAnswer(
  answers: readonly RememberedAnswer[],
  { key, hash }: RepeatableRequest,
  answer: Omit<RememberedAnswer, 'key' | 'request'>,
): readonly RememberedAnswer[] {
  if (key === undefined) return answers;
  return [...answers, { key, request: hash, ...answer }].slice(-MAX_IDEMPOTENCY_KEYS);
}
