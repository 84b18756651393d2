import stringify from 'fast-json-stable-stringify';
import { MAX_ENDED_TIMERS, type Subscription } from '../../rules/index.ts';
import { EngineError } from '../errors.ts';
import { CONTROL_SHELF } from '../store/check-commit.ts';
import type { DocumentWrite, StoredDocument } from '../store/document-store.ts';
import { type AuditHead, NO_AUDIT } from './audit-chain.ts';
import type { RememberedAnswer } from './remembered-answers.ts';
import type { Role } from './roles.ts';
import type { EndedTimer, Timer } from './timer.ts';

/** Everything that stands beside a number's plan, in one document: it changes with the plan in one commit. */
export type ControlDocument = {
  readonly format: 1;
  /** The number's version when this was written. */
  readonly version: number;
  readonly subscription?: Subscription;
  /** Counts changes of the subscription. */
  readonly subscriptionRevision: number;
  /** What came before belongs to the number's customer of that time: versions and audit entries up to these. */
  readonly since: {
    readonly version: number;
    readonly sequence: number;
    /** Who set the override that the number was handed over with. */
    readonly overrideBy?: string;
  };
  /** The version when the subscription was last written: a withdrawal after it is the carrier's last word. */
  readonly provisionedAtVersion: number;
  /** The soonest first. */
  readonly timers: readonly StoredTimer[];
  /** The latest last. */
  readonly ended: readonly EndedTimer[];
  readonly nextTimer: number;
  readonly answers: readonly RememberedAnswer[];
  readonly audit: AuditHead;
  /** The sites out of service as last asked for here. */
  readonly sitesOut?: readonly string[];
};

/** A timer with what is needed to fire it. */
export type StoredTimer = Timer & {
  readonly role: Role;
  /** Of `scheduled`: the key on the shelf of edits. */
  readonly editsKey?: string;
  /** Of a reversal: the version before the one to take back. */
  readonly baseVersion?: number;
};

const EMPTY: ControlDocument = {
  format: 1,
  version: 0,
  subscriptionRevision: 0,
  since: { version: 0, sequence: 0 },
  provisionedAtVersion: 0,
  timers: [],
  ended: [],
  nextTimer: 1,
  answers: [],
  audit: NO_AUDIT,
};

/** @throws EngineError STORE_FORMAT, STORE_CORRUPT */
export function readControlDocument(stored: StoredDocument | undefined): ControlDocument {
  if (stored === undefined) return EMPTY;
  const number = stored.key;
  let value: Partial<ControlDocument> & { readonly format?: number };
  try {
    value = JSON.parse(stored.text) as ControlDocument;
  } catch (error) {
    throw new EngineError('STORE_CORRUPT', { number, message: `What stands beside ${number} cannot be read.` }, error);
  }
  if (value.format !== 1) {
    const message = `What stands beside ${number} has the format ${value.format}; this Instrada knows 1.`;
    throw new EngineError('STORE_FORMAT', { number, message });
  }
  return value as ControlDocument;
}

/** The write that replaces a number's document. */
export function controlWrite(
  number: string,
  expectedRevision: number,
  document: ControlDocument,
  journal: readonly string[],
): DocumentWrite {
  const dueMs = document.timers[0]?.atMs;
  const owner = document.subscription?.customer ?? '';
  return { shelf: CONTROL_SHELF, key: number, expectedRevision, text: stringify(document), owner, dueMs, journal };
}

/** With a timer more. */
export function withTimer(document: ControlDocument, timer: StoredTimer): ControlDocument {
  const timers = [...document.timers, timer].sort((a, b) => a.atMs - b.atMs || numberOf(a) - numberOf(b));
  return { ...document, timers };
}

/** With a timer ended: it is shown for a while, those that were refused longest. */
export function withTimerEnded(document: ControlDocument, ended: EndedTimer): ControlDocument {
  const all = [...document.ended, ended];
  const kept = [
    ...all.filter(({ end }) => end === 'refused').slice(-MAX_ENDED_TIMERS),
    ...all.filter(({ end }) => end !== 'refused').slice(-MAX_ENDED_TIMERS),
  ];
  return {
    ...document,
    timers: document.timers.filter(({ id }) => id !== ended.id),
    ended: all.filter((each) => kept.includes(each)),
  };
}

/** What of a timer is for the customer to see. */
export function shownTimer({ role: _, editsKey: __, baseVersion: ___, ...timer }: StoredTimer): Timer {
  return timer;
}

function numberOf({ id }: Timer): number {
  return Number(id.slice(1));
}
