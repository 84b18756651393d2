import type { PlanIssue } from '../rules/index.ts';

/** Every way in which the machine, not the plan or the call, can fail. The README's table is held against this one. */
export const ENGINE_ERRORS = {
  PLAN_INVALID: 'The plan has errors; nothing was published. Mend the issues listed and publish again.',
  VERSION_CONFLICT: 'The number has another version than expected. Read the current plan and publish again.',
  DOCUMENT_CONFLICT: 'The document has another revision than expected. Read it and write again.',
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
  EDIT_REFUSED: 'The edits cannot be made; nothing was changed. Mend what the reasons say and send them again.',
  IDEMPOTENCY_CONFLICT: 'This idempotency key was used for another request. Take a new key for a new request.',
  NUMBER_WITHDRAWN: 'The carrier has taken this number out of use. Ask the carrier.',
  TIMER_UNKNOWN: 'This number has no such timer, or it has ended. Read what is scheduled.',
  TOO_MANY_TIMERS: 'The number has as many timers as it may have. Cancel some first.',
  SUBSCRIPTION_CONFLICT: 'The subscription has another revision than expected. Read it and provision again.',
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
  /** With BAD_REQUEST, of what customers write: the message in Italian, and the member of the request as a pointer. */
  readonly italian?: string;
  readonly pointer?: string;
  readonly number?: string;
  /** With VERSION_CONFLICT: the version the number has now (0: none). */
  readonly currentVersion?: number;
  readonly expectedVersion?: number;
  /** With DOCUMENT_CONFLICT: which document, and the revision it has now (0: never written); SUBSCRIPTION_CONFLICT: the revision. */
  readonly shelf?: string;
  readonly key?: string;
  readonly currentRevision?: number;
  readonly expectedRevision?: number;
  readonly issues?: readonly PlanIssue[];
  /** With EDIT_REFUSED: all of them. */
  readonly reasons?: readonly RefusalReason[];
  /** With VERSION_CONFLICT of an edit: who was faster, and both changes. */
  readonly conflict?: EditConflict;
  /** With NOT_ALLOWED: the scope that is missing. */
  readonly scope?: string;
};

/** One thing that stands against an edit, with what to do about it. */
export type RefusalReason = {
  /** Of `EDIT_PROBLEMS`, `ISSUES`, `SUBSCRIPTION_ISSUES` or `REFUSALS`. */
  readonly code: string;
  /** Index of the edit that does not apply; absent where it is the plan that would come out. */
  readonly edit?: number;
  /** JSON Pointer: within that edit, else within the plan. */
  readonly path: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly it: string;
  readonly en: string;
};

/** Two changes of one version, in sentences. */
export type EditConflict = {
  readonly currentVersion: number;
  /** Who made the current version, and when. */
  readonly by: string;
  readonly atMs: number;
  /** What was changed since the expected version. */
  readonly theirs: { readonly it: readonly string[]; readonly en: readonly string[] };
  /** What the refused request wanted to change, on the version it expected. */
  readonly wanted: { readonly it: readonly string[]; readonly en: readonly string[] };
};
