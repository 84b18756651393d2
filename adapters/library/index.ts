/** The door of the package: what a switch integrator or a back office imports from `instrada`. */
import {
  createEngine as createEngineWith,
  createPublisher as createPublisherWith,
  type Engine,
  type EngineOptions,
} from '../../engine/index.ts';
import { randomCallIds } from './random-call-ids.ts';
import { systemClock } from './system-clock.ts';
import { systemPauses } from './system-pauses.ts';

export * from '../../engine/index.ts';
export {
  type Calendar,
  checkOverride,
  checkPlan,
  describeChanges,
  describeEditProblem,
  describeIssue,
  describeSubscriptionIssue,
  diffPlans,
  FEATURES,
  type Feature,
  type IssueLanguage,
  instantOfLocal,
  normalizePlan,
  type OverrideTarget,
  type Plan,
  type PlanChange,
  type PlanEdit,
  type PlanIssue,
  type PlanOverride,
  parseEdits,
  parseInstant,
  parsePlan,
  planHash,
  planJsonSchema,
  type RejectReason,
  type Site,
  type Step,
  type Subscription,
  type SubscriptionIssue,
} from '../../rules/index.ts';
export { randomCallIds } from './random-call-ids.ts';
export { systemClock } from './system-clock.ts';
export { systemPauses } from './system-pauses.ts';

type SystemPorts = Pick<EngineOptions, 'clock' | 'callIds' | 'pauses'>;
/** Only the store is needed. */
export type LibraryEngineOptions = Omit<EngineOptions, keyof SystemPorts> & Partial<SystemPorts>;

/**
 * Opens an engine on a store: loads every plan, then answers and follows what is published there, by anyone. The clock,
 * the timers and random call ids are the system's where none are given.
 */
export function createEngine(options: LibraryEngineOptions): Promise<Engine> {
  return createEngineWith({ clock: systemClock, callIds: randomCallIds(), pauses: systemPauses, ...options });
}

/** Opens an engine that publishes without serving: it loads nothing, and decides no calls. */
export function createPublisher(
  options: Pick<LibraryEngineOptions, 'store' | 'board' | 'clock' | 'callIds'>,
): Promise<Engine> {
  return createPublisherWith({ clock: systemClock, callIds: randomCallIds(), pauses: systemPauses, ...options });
}
