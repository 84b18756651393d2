import type { PlanIssue } from '../rules/index.ts';

/** Every way in which the machine, not the plan or the call, can fail. The README's table is held against this one. */
export const ENGINE_ERRORS = {
  PLAN_INVALID: 'The plan has errors; nothing was published. Mend the issues listed and publish again.',
  VERSION_CONFLICT: 'The number has another version than expected. Read the current plan and publish again.',
  NUMBER_UNKNOWN: 'No plan was ever published for this number.',
  VERSION_UNKNOWN: 'This number has no such version.',
  STORE_UNAVAILABLE: 'The store cannot be reached or cannot write; nothing was acknowledged. Try again.',
  STORE_VOLATILE: 'The store would forget on a crash, so it accepts no publication. Turn its append-only file on.',
  STORE_FORMAT: 'The store was written by another format version of Instrada.',
  STORE_CORRUPT: 'The store is damaged. Stop its writers and restore it from a backup or from another node.',
  ARTIFACT_CORRUPT: 'A compiled plan does not match its checksum. Publish the number again.',
  ARTIFACT_FORMAT: 'A compiled plan was written by another format version. Publish the number again.',
  MEMORY_FULL: 'The plans of this node are more than its memory can address. Divide the numbers among more nodes.',
  NOT_ALLOWED: 'The actor may not do this.',
  BAD_REQUEST: 'The request is not well formed.',
  CLOSED: 'The engine was closed.',
} as const;
export type EngineErrorCode = keyof typeof ENGINE_ERRORS;

/** The one error class of the engine. `details` is plain data for the edge (HTTP, command line) to show. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: EngineErrorCode;
  readonly details: EngineErrorDetails;

  constructor(code: EngineErrorCode, details: EngineErrorDetails = {}, cause?: unknown) {
    super(details.message ?? ENGINE_ERRORS[code], cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = details;
  }
}

export type EngineErrorDetails = {
  readonly message?: string;
  readonly number?: string;
  /** With VERSION_CONFLICT: the version the number has now (0: none). */
  readonly currentVersion?: number;
  readonly expectedVersion?: number;
  readonly issues?: readonly PlanIssue[];
};
