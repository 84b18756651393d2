import {
  checkOverride,
  checkPlan,
  hashOfPlanText,
  MAX_NOTE_CHARACTERS,
  normalizePlan,
  overrideHolds,
  type Plan,
  type PlanIssue,
  type PlanOverride,
  parsePlan,
  planOverrideSchema,
  textOfCanonical,
} from '../../rules/index.ts';
import { encodeArtifact } from '../artifact/encode.ts';
import { compilePlan } from '../compile/compile-plan.ts';
import { EngineError } from '../errors.ts';
import type { LiveSnapshot } from '../live/live-snapshot.ts';
import type { Clock } from '../ports.ts';
import type { DocumentWrite } from '../store/document-store.ts';
import type { PlanCommit, PlanStore, VersionRecord } from '../store/plan-store.ts';
import type { Confirmation, LiveReport } from './confirmation.ts';
import type { Follower } from './follower.ts';

export type PublishOptions = {
  /** The version this edit was made on; 0 for a number's first. Absent: whatever is there now. */
  readonly expectedVersion?: number;
  /** Who publishes. */
  readonly actor: string;
  readonly note?: string;
  /**
   * The layer above the plan from this version on; null: none. Absent: the one of the version that this one replaces
   * stays, unless it has ended. A rollback, too, brings back a plan and not the override that once lay above it.
   */
  readonly override?: PlanOverride | null;
  /** Wait this long for all nodes to say that it is live there. Needs a board. Milliseconds. */
  readonly confirmWithinMs?: number;
  /** Written in the same commit: what End User Control keeps beside the number's plan. */
  readonly document?: DocumentWrite;
};

export type RollbackOptions = PublishOptions & {
  /** The version whose plan is to be the newest again. */
  readonly to: number;
};

/** A version that is durable, and live in this process. */
export type Committed = VersionRecord & {
  /** With `confirmWithinMs`: how far it has come on the other nodes. */
  readonly live?: LiveReport;
};

/** What `publish` acknowledges. */
export type Publication = Committed & { readonly warnings: readonly PlanIssue[] };

export type PublisherOptions = {
  readonly store: PlanStore;
  readonly clock: Clock;
  readonly live: LiveSnapshot;
  readonly follower: Follower | undefined;
  readonly confirmation: Confirmation | undefined;
};

/** Makes versions: checked, compiled, committed, live here, and confirmed by the other nodes. */
export class Publisher {
  private readonly options: PublisherOptions;

  constructor(options: PublisherOptions) {
    this.options = options;
  }

  /** @throws EngineError PLAN_INVALID, VERSION_CONFLICT, STORE_UNAVAILABLE, STORE_VOLATILE, BAD_REQUEST */
  async publish(plan: unknown, options: PublishOptions): Promise<Publication> {
    const { canonical, warnings } = preparePlan(plan);
    const { number } = canonical;
    const text = textOfCanonical(canonical);
    const hash = hashOfPlanText(text);
    const before = await this.replaced(number, options);
    const expectedVersion = before?.version ?? options.expectedVersion ?? 0;
    const override = this.overrideOf(canonical, options, before);
    const committed = await this.confirmed(options, {
      number,
      expectedVersion,
      record: { ...this.recordOf(options, hash, false), ...(override === undefined ? {} : { override }) },
      planText: text,
      artifact: encodeArtifact(compilePlan(canonical, override), expectedVersion + 1, hash),
      document: options.document,
    });
    return { ...committed, warnings };
  }

  /** @throws EngineError NUMBER_UNKNOWN, VERSION_CONFLICT, STORE_UNAVAILABLE, STORE_VOLATILE, BAD_REQUEST */
  async withdraw(number: string, options: PublishOptions): Promise<Committed> {
    const expectedVersion = options.expectedVersion ?? (await this.options.store.head(number))?.version ?? 0;
    if (expectedVersion === 0) throw new EngineError('NUMBER_UNKNOWN', { number });
    const record = this.recordOf(options, '', true);
    const nothing = { planText: undefined, artifact: undefined };
    return this.confirmed(options, { number, expectedVersion, record, ...nothing, document: options.document });
  }

  /** @throws EngineError NUMBER_UNKNOWN, VERSION_UNKNOWN, and what `publish` throws */
  async rollback(number: string, { to, ...options }: RollbackOptions): Promise<Publication> {
    const { store } = this.options;
    const head = await store.head(number);
    if (head === undefined) throw new EngineError('NUMBER_UNKNOWN', { number });
    const record = await store.record(number, to);
    if (record === undefined) {
      const message = `${number} has no version ${to}; its newest is ${head.version}.`;
      throw new EngineError('VERSION_UNKNOWN', { number, message });
    }
    const text = await store.planText(number, to);
    if (text === undefined) {
      const message = `Version ${to} of ${number} is a withdrawal and has no plan: go back to another one, or withdraw the number.`;
      throw new EngineError('BAD_REQUEST', { number, message });
    }
    const expectedVersion = options.expectedVersion ?? head.version;
    const note = options.note ?? `rollback to version ${to}`;
    return this.publish(JSON.parse(text), { ...options, expectedVersion, note });
  }

  /** Commits, puts it live here, and where that is asked for waits for the other nodes. */
  private async confirmed({ confirmWithinMs }: PublishOptions, commit: PlanCommit): Promise<Committed> {
    const { confirmation } = this.options;
    // Before the commit, so that no node's word is missed.
    const watch =
      confirmWithinMs === undefined ? undefined : confirmation?.watch(commit.number, commit.expectedVersion + 1);
    try {
      const record = await this.commit(commit);
      const live = await watch?.wait(confirmWithinMs ?? 0);
      return { ...record, ...(live === undefined ? {} : { live }) };
    } finally {
      watch?.end();
    }
  }

  private async commit(commit: PlanCommit): Promise<VersionRecord> {
    const { store, follower, live } = this.options;
    const life = follower?.life;
    const record = await store.commit(commit);
    const { number, version } = record;
    // A store in another life may not know this version, or a newer one: putting it live would keep its successors out. The log tells.
    if (follower !== undefined && follower.life !== life && !(await follower.isStillHead(record))) return record;
    if (commit.artifact === undefined) live.withdraw(number, version);
    else live.install(number, commit.artifact);
    return record;
  }

  /** The version that this one is to replace; undefined when there is none, or when it is not asked for. */
  private async replaced(
    number: string,
    { expectedVersion, override }: PublishOptions,
  ): Promise<VersionRecord | undefined> {
    const { store } = this.options;
    if (expectedVersion === undefined) return store.head(number);
    if (expectedVersion === 0 || override !== undefined) return undefined;
    return store.record(number, expectedVersion);
  }

  /** @throws EngineError BAD_REQUEST when the override is none, or leads to what the plan does not have */
  private overrideOf(plan: Plan, options: PublishOptions, before: VersionRecord | undefined): PlanOverride | undefined {
    const override = options.override === undefined ? before?.override : (options.override ?? undefined);
    if (override === undefined) return undefined;
    if (options.override === undefined && !overrideHolds(override, this.options.clock.now())) return undefined;
    checkShape(override, plan.number);
    const issues = checkOverride(plan, override);
    if (issues.length === 0) return override;
    const places = issues.map(({ path, params }) => `${path} "${params.name}"`).join(', ');
    const message = `The override of ${plan.number} leads to what this plan does not have (${places}). Name a site or announcement of the plan, or clear the override first.`;
    throw new EngineError('BAD_REQUEST', { number: plan.number, message, issues });
  }

  private recordOf(
    options: PublishOptions,
    hash: string,
    withdrawn: boolean,
  ): Omit<VersionRecord, 'number' | 'version'> {
    const { actor, note = '' } = options;
    if (note.length > MAX_NOTE_CHARACTERS || actor.length > MAX_NOTE_CHARACTERS) {
      throw new EngineError('BAD_REQUEST', {
        message: `A note and an actor have at most ${MAX_NOTE_CHARACTERS} characters.`,
      });
    }
    return { hash, withdrawn, actor, atMs: this.options.clock.now(), note };
  }
}

/** Types end where the library is used from JavaScript. @throws EngineError BAD_REQUEST */
function checkShape(override: unknown, number: string): void {
  const [issue] = planOverrideSchema.safeParse(override).error?.issues ?? [];
  if (issue === undefined) return;
  const message = `The override of ${number} is not well formed: ${['/override', ...issue.path].join('/')} ${issue.message}.`;
  throw new EngineError('BAD_REQUEST', { number, message });
}

/** Parses, checks and normalises. @throws EngineError PLAN_INVALID */
function preparePlan(value: unknown): { readonly canonical: Plan; readonly warnings: readonly PlanIssue[] } {
  const { plan, issues } = parsePlan(value);
  const all = plan === undefined ? issues : [...issues, ...checkPlan(plan)];
  if (plan === undefined || all.some((issue) => issue.level === 'error')) {
    throw new EngineError('PLAN_INVALID', { issues: all });
  }
  return { canonical: normalizePlan(plan), warnings: all };
}
