import type {
  EditProblem,
  IssueLanguage,
  OverrideTarget,
  Plan,
  PlanChange,
  PlanIssue,
  PlanOverride,
  Subscription,
  SubscriptionIssue,
} from '../../rules/index.ts';
import type { RefusalReason } from '../errors.ts';
import type { LiveReport } from '../publish/confirmation.ts';
import type { Committed } from '../publish/publisher.ts';
import type { VersionRecord } from '../store/plan-store.ts';
import type { AuditEntry, AuditReport } from './audit-entry.ts';
import type { Provisioning } from './provisioning-api.ts';
import type { Actor } from './roles.ts';
import type { EndedTimer, Timer } from './timer.ts';

/**
 * End User Control: what a customer may do with the plans of its own numbers, and the carrier with everybody's. Every
 * method checks the actor's scope and number first; nothing here trusts its caller but for who the actor is.
 */
export type Control = {
  forActor(actor: Actor): ActorControl;
  /** Subscriptions. Each method throws NOT_ALLOWED for an actor without the scope `provisioning`. */
  provisioning(actor: Actor): Provisioning;
  /**
   * Fires what is due, on every node, until the signal aborts; resolves then. However many nodes run it, and whatever
   * node dies, each timer fires once.
   */
  runTimers(signal: AbortSignal): Promise<void>;
};

/**
 * What one actor may do. For a customer another customer's number, one without subscription and one that nobody knows
 * are the same: `NUMBER_UNKNOWN`. A missing scope is `NOT_ALLOWED`. All methods may throw STORE_UNAVAILABLE, and those
 * that write STORE_VOLATILE and BAD_REQUEST too.
 */
export type ActorControl = {
  /** The customer's numbers, of the carrier everybody's; ascending. Scope `plans:read`. */
  numbers(page?: NumbersPage): Promise<readonly NumberSummary[]>;
  /** Scope `plans:read`. @throws EngineError NUMBER_UNKNOWN */
  number(number: string): Promise<NumberState>;
  /** A version's plan, canonical; the current one by default. Scope `plans:read`. @throws EngineError VERSION_UNKNOWN */
  plan(number: string, version?: number): Promise<VersionPlan>;
  /** What edits would do; a refused edit is an answer here. Scope `plans:read`. @param edits any value */
  preview(number: string, edits: unknown): Promise<Preview>;
  /**
   * Applies edits to the version they were made on, all of them or none: one version, which the next `decide` in this
   * process follows. Scope `plans:write`.
   * @param edits any value; a number without a plan takes `replace-plan` first
   * @throws EngineError EDIT_REFUSED with all reasons, VERSION_CONFLICT with who was faster and both changes in
   * sentences, IDEMPOTENCY_CONFLICT, TOO_MANY_TIMERS, NUMBER_WITHDRAWN
   */
  publish(number: string, edits: unknown, options: EditOptions): Promise<Change>;
  /** Keeps a publication that would revert unless confirmed. Scope `plans:write`. @throws EngineError TIMER_UNKNOWN */
  confirm(number: string, timerId: string): Promise<void>;
  /** Versions, newest first. Scope `plans:read`. */
  history(number: string, page?: HistoryPage): Promise<readonly VersionRecord[]>;
  /**
   * Makes an older version's plan the newest again, held against today's subscription. Scope `plans:write`.
   * @throws EngineError VERSION_UNKNOWN, and what `publish` throws
   */
  rollback(number: string, options: RollbackRequest): Promise<Change>;
  /**
   * Edits that take effect at an instant, on the plan as it is then. They are tried on today's plan first: `preview`
   * tells how that went, and only a wrong shape is refused. Scope `plans:write`.
   * @param atMs epoch milliseconds, after now and at most MAX_SCHEDULE_DAYS ahead
   * @throws EngineError EDIT_REFUSED, IDEMPOTENCY_CONFLICT, TOO_MANY_TIMERS
   */
  schedule(number: string, edits: unknown, atMs: number, options?: ScheduleOptions): Promise<ScheduledEdit>;
  /** What is to come, the soonest first, and what came and went lately. Scope `plans:read`. */
  scheduled(number: string): Promise<Timers>;
  /**
   * Drops a timer that has not fired: a scheduled edit, or a reversal (the change then stays). An override's end goes
   * with `clearOverride`. Scope `plans:write`. @throws EngineError TIMER_UNKNOWN
   */
  cancel(number: string, timerId: string): Promise<void>;
  /**
   * Everything to one site or announcement of the plan from now on: a layer above the plan, whose end removes the layer
   * and nothing else. Replaces an override that is on. Scope `plans:override`.
   * @throws EngineError EDIT_REFUSED when the plan has no such site or announcement
   */
  override(number: string, to: OverrideTarget, options?: OverrideOptions): Promise<Change>;
  /** Ends the override that is on. Scope `plans:override`. @throws EngineError EDIT_REFUSED when none is */
  clearOverride(number: string, options?: ClearOptions): Promise<Change>;
  /**
   * Says which sites are out of service from now on (none: all are in service). The status beside the plan, no version;
   * written to the audit before it takes effect. Scope `plans:override`.
   */
  setOutOfService(number: string, sites: readonly string[], options?: { readonly note?: string }): Promise<void>;
  /** The audit of a number, oldest first. Scope `audit:read`. */
  audit(number: string, page?: AuditPage): Promise<readonly AuditEntry[]>;
  /**
   * Recomputes the chain of the audit and holds it against the versions. The carrier's only.
   * @param anchor an earlier report's `head`, kept elsewhere: what was before it cannot have been rewritten unseen
   */
  verifyAudit(number: string, anchor?: AuditReport['head']): Promise<AuditReport>;
  /** Takes a number out of use, and drops its timers and override. The carrier's only. */
  withdraw(number: string, options: WithdrawOptions): Promise<Committed>;
};

/** A text in each language. */
export type Sentences = Readonly<Record<IssueLanguage, readonly string[]>>;

export type NumbersPage = { readonly after?: string; readonly limit?: number };
export type HistoryPage = { readonly before?: number; readonly limit?: number };
/** `after` is the sequence of the last entry seen. */
export type AuditPage = { readonly after?: number; readonly limit?: number };

export type NumberSummary = {
  readonly number: string;
  /** Absent: only the carrier sees a number without subscription. */
  readonly subscription?: Subscription;
  /** The current version; absent before the first. */
  readonly current?: VersionRecord;
};

export type NumberState = NumberSummary & {
  readonly subscriptionRevision: number;
  /** The one that is on now. */
  readonly override?: PlanOverride;
  readonly outOfService: readonly string[];
  readonly timers: Timers;
};

export type VersionPlan = { readonly version: VersionRecord; readonly plan: Plan };
export type Timers = { readonly pending: readonly Timer[]; readonly ended: readonly EndedTimer[] };

export type Preview = {
  /** The version looked at; 0 for none: what `publish` takes as `expectedVersion`. */
  readonly version: number;
  /** Whether `publish` would take it. */
  readonly isAccepted: boolean;
  /** What comes out, canonical; absent when the edits do not apply or make no legal plan. */
  readonly plan?: Plan;
  readonly problems: readonly EditProblem[];
  /** Of the plan that would come out, warnings too. */
  readonly issues: readonly PlanIssue[];
  /** Also those that the plan has today: they do not stand against an edit that did not bring them. */
  readonly subscriptionIssues: readonly SubscriptionIssue[];
  /** All that stands against it, each with its sentences. */
  readonly reasons: readonly RefusalReason[];
  readonly changes: readonly PlanChange[];
  readonly sentences: Sentences;
};

type Written = {
  /** At most MAX_NOTE_CHARACTERS. */
  readonly note?: string;
  /**
   * Made up by the client, 1 to MAX_IDEMPOTENCY_KEY_CHARACTERS printable ASCII characters: the same request with the
   * same key is done once and answered again. Kept for the last MAX_IDEMPOTENCY_KEYS requests of the number.
   */
  readonly idempotencyKey?: string;
};

type Awaited = {
  /** Wait this long for all nodes to say that it is live there. Needs a board. Milliseconds. */
  readonly waitForNodesMs?: number;
};

export type EditOptions = Written &
  Awaited & {
    /** The version the edits were made on; 0 for a number without one. */
    readonly expectedVersion: number;
    /** Reverts by itself at this instant. Epoch milliseconds. */
    readonly until?: number;
    /** Reverts by itself unless `confirm` is called within this time. Milliseconds. */
    readonly confirmWithinMs?: number;
  };

export type RollbackRequest = EditOptions & {
  /** The version whose plan is to be the newest again. */
  readonly to: number;
};

export type ScheduleOptions = Written;
export type OverrideOptions = Written &
  Awaited & {
    /** Ends by itself at this instant, exactly, on every node. Epoch milliseconds. */
    readonly untilMs?: number;
  };
export type ClearOptions = Written & Awaited;
export type WithdrawOptions = Pick<Written, 'note'> & Awaited & { readonly expectedVersion: number };

/** What an acknowledged change did. */
export type Change = {
  readonly version: VersionRecord;
  readonly changes: readonly PlanChange[];
  readonly sentences: Sentences;
  readonly warnings: readonly PlanIssue[];
  /** With `waitForNodesMs`: how far it had come on the nodes. */
  readonly live?: LiveReport;
  /** With `until`, `confirmWithinMs` or an override's `untilMs`: what will end it. */
  readonly timer?: Timer;
  /** The answer to an earlier request with this key; nothing was done now. */
  readonly isRepeated: boolean;
};

export type ScheduledEdit = {
  readonly timer: Timer;
  /** The edits on today's plan; at their instant the plan may be another. */
  readonly preview: Preview;
  readonly isRepeated: boolean;
};
