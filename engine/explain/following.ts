import { type Plan, pointer, type RejectReason, type Step } from '../../rules/index.ts';
import type { Outcome } from '../decide/decision-view.ts';
import type { PeriodSource } from '../decide/period-source.ts';
import type { Trail } from '../decide/trail.ts';
import type { ExplainedStep, StepPlace } from './explanation.ts';

/**
 * What `explain` needs of a decision: a `Decision`, or the plain fields of one as a record keeps them, together with
 * its instant and, if a calendar was asked, its `periodSource`.
 */
export type ExplainableDecision = {
  readonly outcome: Outcome;
  readonly trail: string;
  readonly callId: string;
  /** Epoch milliseconds. */
  readonly atMs: number;
  readonly origin: string;
  readonly withheld: boolean;
  readonly outOfService: readonly string[];
  readonly degraded: boolean;
  readonly number?: string | undefined;
  readonly version?: number | undefined;
  readonly caller?: string | undefined;
  readonly targets: readonly { readonly site: string }[];
  readonly announcement?: { readonly name: string } | undefined;
  readonly reason?: RejectReason | undefined;
  readonly period?: string | undefined;
  readonly periodSource?: PeriodSource | undefined;
  readonly bucket?: number | undefined;
  /** When the period ends: epoch milliseconds, or as `validUntil` the ISO text of a record. */
  readonly validUntilMs?: number | undefined;
  readonly validUntil?: string | undefined;
  /** A receipt's: digits of the caller, or a part of the call id, are not known; the trail tells what they led to. */
  readonly masked?: boolean | undefined;
};

/** A decision on its way through its plan. */
export type Following = {
  /** Canonical. */
  readonly plan: Plan;
  readonly decision: ExplainableDecision;
  readonly trail: Trail;
};

/** A step with its explanation, and the step that its branch holds; an ending has none. */
export type Followed = { readonly explained: ExplainedStep; readonly next?: Step };

/** The own value of a map: `constructor` is a legal name, and a plan read from JSON has a prototype. */
export function named<T>(map: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return map !== undefined && Object.hasOwn(map, name) ? map[name] : undefined;
}

/** The step that a branch stands for, through subroute names; undefined when a name leads nowhere or in a circle. */
export function enterStep(plan: Plan, step: Step, path: string): { step: Step; place: StepPlace } | undefined {
  const through: string[] = [];
  let entered: Step | undefined = step;
  while (entered !== undefined && 'subroute' in entered) {
    if (through.includes(entered.subroute)) return undefined;
    through.push(entered.subroute);
    entered = named(plan.subroutes, entered.subroute);
  }
  if (entered === undefined) return undefined;
  const last = through[through.length - 1];
  const place = last === undefined ? { path } : { path: pointer('/subroutes', last), through };
  return { step: entered, place };
}
