import { overrideHolds, type Plan, planHash } from '../../rules/index.ts';
import { EngineError } from '../errors.ts';
import type { Clock, Pauses } from '../ports.ts';
import type { Committed, Publication, Publisher } from '../publish/publisher.ts';
import { CONTROL_SHELF } from '../store/check-commit.ts';
import type { PlanStore, VersionRecord } from '../store/plan-store.ts';
import { nextAuditLine } from './audit-chain.ts';
import type { AuditAction } from './audit-entry.ts';
import type { Today } from './consider.ts';
import type { Sentences } from './control-api.ts';
import { type ControlDocument, controlWrite, readControlDocument } from './control-document.ts';
import type { Actor } from './roles.ts';
import type { TimerEvent } from './timer.ts';

/** What control works with. */
export type ControlPorts = {
  readonly store: PlanStore;
  readonly publisher: Pick<Publisher, 'publish' | 'withdraw'>;
  readonly clock: Clock;
  readonly pauses: Pauses;
  /** Writes the status beside the plan and puts it live here. */
  readonly setOutOfService: (number: string, sites: readonly string[], actor: string) => Promise<void>;
  /** This node's name among those that share the store. */
  readonly node?: string | undefined;
  /** Told of each timer that this node fired. */
  readonly onTimer?: ((event: TimerEvent) => void) | undefined;
};

/** What stands of one number at one moment. A write that was made on it is refused when any of it has changed. */
export type Standing = {
  readonly number: string;
  readonly document: ControlDocument;
  readonly revision: number;
  readonly head: VersionRecord | undefined;
};

/** What the audit is to say of a write. */
export type AuditedAct = {
  readonly actor: Pick<Actor, 'id' | 'role' | 'from'>;
  readonly action: AuditAction;
  readonly note: string;
  readonly summary: Sentences;
};

/** Enough for any number of nodes that fire its timers while people edit it. */
const ATTEMPTS = 50;

/**
 * Reads head and document as they stood at one moment. The head comes first: whoever made it is then in the document
 * already, so that a request that is repeated finds its answer and not a conflict with itself. A document that knows a
 * newer version was written in between: then both are read again.
 */
export async function readStanding({ store }: ControlPorts, number: string): Promise<Standing> {
  for (let left = ATTEMPTS; left > 0; left--) {
    const head = await store.head(number);
    const stored = await store.document(CONTROL_SHELF, number);
    const document = readControlDocument(stored);
    if (document.version <= (head?.version ?? 0)) return { number, document, revision: stored?.revision ?? 0, head };
  }
  const message = `What stands beside ${number} speaks of a version that the store does not have.`;
  throw new EngineError('STORE_CORRUPT', { number, message });
}

/** The plan of a version; undefined for a withdrawal, and for a version that is not there. */
export async function planOfVersion(
  { store }: ControlPorts,
  number: string,
  version: number,
): Promise<Plan | undefined> {
  const text = version < 1 ? undefined : await store.planText(number, version);
  return text === undefined ? undefined : (JSON.parse(text) as Plan);
}

export async function todayOf(ports: ControlPorts, { number, document, head }: Standing): Promise<Today> {
  const plan = head === undefined || head.withdrawn ? undefined : await planOfVersion(ports, number, head.version);
  const isOn = head?.override !== undefined && overrideHolds(head.override, ports.clock.now());
  return { number, plan, subscription: document.subscription, override: isOn ? head.override : undefined };
}

export type VersionWrite = AuditedAct & {
  readonly plan: Plan;
  readonly override: VersionRecord['override'];
  readonly waitForNodesMs?: number | undefined;
};

/**
 * Makes a version and writes the document in one commit.
 * @param document as it is to be, but for its audit
 * @throws EngineError VERSION_CONFLICT, DOCUMENT_CONFLICT when the number does not stand as it did
 */
export async function commitVersion(
  ports: ControlPorts,
  standing: Standing,
  document: ControlDocument,
  { plan, override, waitForNodesMs, ...act }: VersionWrite,
): Promise<Publication> {
  const expectedVersion = standing.head?.version ?? 0;
  return ports.publisher.publish(plan, {
    expectedVersion,
    actor: act.actor.id,
    note: act.note,
    override: override ?? null,
    document: auditedWrite(ports, standing, document, act, { version: expectedVersion + 1, hash: planHash(plan) }),
    ...(waitForNodesMs === undefined ? {} : { confirmWithinMs: waitForNodesMs }),
  });
}

/** Withdraws the number and writes the document in one commit. */
export async function commitWithdrawal(
  ports: ControlPorts,
  standing: Standing,
  document: ControlDocument,
  { waitForNodesMs, ...act }: AuditedAct & { readonly waitForNodesMs?: number | undefined },
): Promise<Committed> {
  const expectedVersion = standing.head?.version ?? 0;
  return ports.publisher.withdraw(standing.number, {
    expectedVersion,
    actor: act.actor.id,
    note: act.note,
    document: auditedWrite(ports, standing, document, act, { version: expectedVersion + 1, hash: '' }),
    ...(waitForNodesMs === undefined ? {} : { confirmWithinMs: waitForNodesMs }),
  });
}

/** Writes the document alone. @throws EngineError DOCUMENT_CONFLICT */
export async function commitDocument(
  ports: ControlPorts,
  standing: Standing,
  document: ControlDocument,
  act: AuditedAct,
): Promise<void> {
  const { head } = standing;
  const at = { version: head?.version ?? 0, hash: head?.hash ?? '' };
  await ports.store.writeDocument(auditedWrite(ports, standing, document, act, at));
}

function auditedWrite(
  { clock }: ControlPorts,
  { number, revision, head }: Standing,
  document: ControlDocument,
  { actor, action, note, summary }: AuditedAct,
  after: { readonly version: number; readonly hash: string },
) {
  const { line, head: audit } = nextAuditLine(document.audit, {
    atMs: clock.now(),
    actor: actor.id,
    role: actor.role,
    from: actor.from,
    action,
    number,
    versionBefore: head?.version ?? 0,
    versionAfter: after.version,
    planHash: after.hash,
    note,
    summary,
  });
  return controlWrite(number, revision, { ...document, version: after.version, audit }, [line]);
}

/**
 * Reads how a number stands and writes on it, again and again while somebody else is faster.
 * @param attempt throws the store's own VERSION_CONFLICT or DOCUMENT_CONFLICT for a lost race
 */
export async function onStanding<T>(
  ports: ControlPorts,
  number: string,
  attempt: (standing: Standing) => Promise<T>,
): Promise<T> {
  for (let left = ATTEMPTS; ; left--) {
    try {
      return await attempt(await readStanding(ports, number));
    } catch (error) {
      if (left <= 1 || !isLostRace(error)) throw error;
    }
  }
}

/** Of the store, not of the request: what control tells a customer carries both changes. */
export function isLostRace(error: unknown): boolean {
  if (!(error instanceof EngineError)) return false;
  return (
    error.code === 'DOCUMENT_CONFLICT' || (error.code === 'VERSION_CONFLICT' && error.details.conflict === undefined)
  );
}
