import { readdirSync, readFileSync } from 'node:fs';
import type { Call, DecisionView } from '../../engine/index.ts';
import type { Plan, PlanOverride } from '../../rules/index.ts';

/** A call with everything filled in: `called` is the plan's number where the case names none. */
export type ConformanceCall = Call & { readonly at: number; readonly callId: string };

/** One way of answering a call with a plan. `close`, when there is one, is called after its last case. */
export type ConformanceRunner = {
  readonly name: string;
  decide(
    plan: Plan,
    call: ConformanceCall,
    override?: PlanOverride,
  ): Promise<Partial<DecisionView>> | Partial<DecisionView>;
  close?(): Promise<void> | void;
};

/** Keys of a decision view, each `null` for "must be absent", and two that say less: see README.md. */
export type ExpectedDecision = { readonly [Key in keyof DecisionView]?: DecisionView[Key] | null } & {
  readonly sites?: readonly string[];
  readonly announce?: string;
};

export type ConformanceCase = {
  readonly file: string;
  readonly description: string;
  readonly plan: Plan;
  /** The layer above the plan. */
  readonly override?: PlanOverride;
  readonly call: ConformanceCall;
  readonly decision: ExpectedDecision;
};

/** The plan of the example, and the cases of edits, which are no calls. */
const NO_CALLS = ['example-plan.json', 'edits.json'];

/** Every case of calls of this folder: the `*.json` files that have `cases`, and the example plan with its calls. */
export function conformanceCases(): readonly ConformanceCase[] {
  const files = readdirSync(new URL('.', import.meta.url)).filter((file) => file.endsWith('.json'));
  return [
    ...files
      .sort()
      .filter((file) => !NO_CALLS.includes(file))
      .flatMap(casesOfFile),
    ...exampleCases(),
  ];
}

/** What of a decision a case speaks about, beside what it expects: to be compared with `toEqual`. */
export function comparable(actual: Partial<DecisionView>, expected: ExpectedDecision) {
  const found: Record<string, unknown> = {};
  for (const key of Object.keys(expected)) {
    if (key === 'sites') found[key] = siteOrder(actual);
    else if (key === 'announce') found[key] = actual.announcement?.name ?? null;
    else found[key] = Object.hasOwn(actual, key) ? actual[key as keyof DecisionView] : null;
  }
  return found;
}

type CaseRow = {
  readonly description: string;
  readonly override?: OverrideRow;
  readonly call: CallRow;
  readonly decision: ExpectedDecision;
};
type OverrideRow = Omit<PlanOverride, 'untilMs'> & { readonly until?: string };
type CallRow = Omit<Call, 'called' | 'at'> & { readonly called?: string; readonly at: string | number };
type CaseFile = {
  readonly topic: string;
  readonly plans: Readonly<Record<string, Plan>>;
  readonly cases: readonly (CaseRow & { readonly plan: string })[];
};

function casesOfFile(file: string): readonly ConformanceCase[] {
  const { plans, cases } = JSON.parse(readText(file)) as CaseFile;
  return cases.map((row) => {
    const plan = plans[row.plan];
    if (plan === undefined)
      throw new Error(`${file}: "${row.description}" names the plan "${row.plan}", not in "plans"`);
    return filledIn(file, plan, row);
  });
}

function exampleCases(): readonly ConformanceCase[] {
  const plan = JSON.parse(readText('example-plan.json')) as Plan;
  const rows = readText('example-calls.ndjson')
    .split('\n')
    .filter((line) => line !== '');
  return rows.map((row) => filledIn('example-calls.ndjson', plan, JSON.parse(row) as CaseRow));
}

function filledIn(file: string, plan: Plan, { description, override, call, decision }: CaseRow): ConformanceCase {
  const at = typeof call.at === 'number' ? call.at : Date.parse(call.at);
  if (call.callId === undefined || Number.isNaN(at))
    throw new Error(`${file}: "${description}" needs a callId and an at`);
  const asked = { called: plan.number, ...call, callId: call.callId, at };
  return { file, description, plan, ...(override && { override: overrideOf(override) }), call: asked, decision };
}

function overrideOf({ until, ...override }: OverrideRow): PlanOverride {
  return until === undefined ? override : { ...override, untilMs: Date.parse(until) };
}

/** Sites in the order of the targets; a site's several destinations stand side by side and count once. */
function siteOrder(actual: Partial<DecisionView>): readonly string[] {
  const sites = (actual.targets ?? []).map((target) => target.site);
  return sites.filter((site, index) => site !== sites[index - 1]);
}

function readText(file: string): string {
  return readFileSync(new URL(file, import.meta.url), 'utf8');
}
