import type { Role } from './roles.ts';

export const AUDIT_ACTIONS = [
  'publish',
  'rollback',
  'revert',
  'scheduled-edit',
  'override',
  'clear-override',
  'override-end',
  'withdraw',
  'out-of-service',
  'schedule',
  'confirm',
  'cancel',
  'timer-refused',
  'provision',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** One line of a number's audit: a link of a chain that cannot be changed or cut in the middle without showing. */
export type AuditEntry = {
  /** 1, 2, 3, … without holes. */
  readonly sequence: number;
  readonly atMs: number;
  /** Who; of what a timer did, who set it. */
  readonly actor: string;
  readonly role: Role;
  /** From where: an address, `cli`, `timer`. */
  readonly from: string;
  readonly action: AuditAction;
  readonly number: string;
  readonly versionBefore: number;
  /** The same as before where no version was made. */
  readonly versionAfter: number;
  /** Content hash of the plan of `versionAfter`; empty where it has none. */
  readonly planHash: string;
  readonly note: string;
  /** What was done, in short. Callers' numbers are masked here; destinations are not, since fraud shows in them. */
  readonly summary: { readonly it: readonly string[]; readonly en: readonly string[] };
  /** Hash of the entry before; empty of the first. */
  readonly previousHash: string;
  /** SHA-256, 64 hex digits, of the canonical JSON of all the above. */
  readonly hash: string;
};

/** What holding a number's audit against itself and against its versions found. */
export type AuditReport = {
  readonly number: string;
  readonly isSound: boolean;
  readonly entries: number;
  /** The last link. Kept elsewhere it proves later that nothing before it was rewritten. */
  readonly head: { readonly sequence: number; readonly hash: string };
  readonly faults: readonly AuditFault[];
  /** Versions that came by another door (`engine.publish`): legal, but not in the audit. */
  readonly unauditedVersions: readonly number[];
};

/**
 * `line-unreadable`, `line-altered`: the entry is not what was written. `chain-broken`: it does not follow the one
 * before. `line-missing`: fewer than the head says. `head-differs`: the last line is not the head's. `version-missing`,
 * `version-differs`: the store has not the version, or another plan, than the entry says. `anchor-differs`.
 */
export type AuditFault = {
  readonly code:
    | 'line-unreadable'
    | 'line-altered'
    | 'chain-broken'
    | 'line-missing'
    | 'head-differs'
    | 'version-missing'
    | 'version-differs'
    | 'anchor-differs';
  readonly sequence: number;
  readonly version?: number;
};
