import { EngineError } from '../../../engine/index.ts';
import { inBoth, type Sentences, ServiceError } from '../errors.ts';

/** What failed so may come out otherwise the next time; anything else is the answer. */
const AGAIN: readonly string[] = [
  'BACK_OFFICE_UNAVAILABLE',
  'BACK_OFFICE_MALFORMED',
  'LINE_BUSY',
  'STORE_UNAVAILABLE',
  'STORE_VOLATILE',
  'VERSION_CONFLICT',
  'DOCUMENT_CONFLICT',
  'CLOSED',
];

/** Whether what failed may come out otherwise the next time. */
export function mayComeOut(error: unknown): boolean {
  const code = error instanceof ServiceError || error instanceof EngineError ? error.code : '';
  return AGAIN.includes(code) || code === '';
}

/** Of what somebody else asked for, a refusal is theirs; only that it cannot be done now stands in the way. */
export function unlessItsOwn(error: unknown): void {
  if (mayComeOut(error)) throw error;
}

/** What an error says, for a journal. */
export function sentencesOf(error: unknown): Sentences {
  return error instanceof ServiceError ? error.sentences : inBoth((error as Error).message);
}
