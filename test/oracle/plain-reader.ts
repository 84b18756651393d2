import type { Call, DecisionView, Target } from '../../engine/index.ts';
import type { CallersStep, DistrictsStep, Plan, PlanOverride, SplitStep, Step } from '../../rules/index.ts';
import { murmur3OfText } from './murmur3.ts';
import { nextChangePlainly, periodPlainly } from './plain-calendar.ts';
import { internationalDigits, type PlainCaller, readCalledPlainly, readCallerPlainly } from './read-caller.ts';

export type PlainCall = Call & { readonly at: number; readonly callId: string };
/** All of a decision but what only the compiled plan knows. */
export type PlainDecision = Omit<DecisionView, 'hash' | 'trail'>;
/** `validUntil: false` leaves that field out: it is what costs most. `override`: the layer above the plan. */
export type PlainOptions = { readonly validUntil?: boolean; readonly override?: PlanOverride };

type Ending =
  | { readonly site: string; readonly overflow?: readonly string[] }
  | { readonly announce: string }
  | { readonly reject: NonNullable<DecisionView['reason']> };
/** What is noted on the way from the route to its ending. */
type Found = { period?: string; validUntil?: string; bucket?: number; overridden?: true };
type Chosen = { readonly ending: Ending; readonly outOfService: ReadonlySet<string>; readonly degraded: boolean };

/**
 * The answer to a call by reading a valid plan as it is written, as slowly and as obviously as the plan format says it.
 * It shares no code with rules or engine: it is what they are tested against.
 *
 * `outOfService`, the sites whose status changed the answer, ascending by code unit and each once, are the sites that are
 * out of service of
 * - the list of the ending that was chosen at last (they are skipped, or kept when `degraded`), and
 * - every share that was found with nothing left while the split chose: each share drawn and removed and, once only
 *   shares of 0 remain, each that was passed over in order. Shares that were never looked at count for nothing.
 * Names that are no site of the plan, and sites of other branches, are never among them.
 */
export function decidePlainly(
  plan: Plan,
  call: PlainCall,
  version?: number,
  options: PlainOptions = {},
): PlainDecision {
  const caller = readCallerPlainly(call.caller, call.callerFormat, call.withheld ?? false);
  const known = {
    callId: call.callId,
    ...(caller.number === undefined ? {} : { caller: caller.number }),
    origin: caller.origin,
    withheld: caller.withheld,
  };
  if (readCalledPlainly(call.called) !== plan.number) {
    return { outcome: 'unknown-number', targets: [], ...known, outOfService: [], degraded: false };
  }
  const found: Found = {};
  const last = overriding(call, found, options) ?? walk(plan, plan.route, caller, call, found, options);
  const chosen = 'split' in last ? chooseShare(plan, last.split, caller, call, found) : chooseOnly(last, call);
  return {
    ...answerOf(plan, chosen, call),
    number: plan.number,
    ...(version === undefined ? {} : { version }),
    ...known,
    ...found,
    outOfService: [...chosen.outOfService].sort(),
    degraded: chosen.degraded,
  };
}

/** Where the override leads, as long as it has not ended. */
function overriding(call: PlainCall, found: Found, { override, validUntil }: PlainOptions): Ending | undefined {
  if (override === undefined) return undefined;
  if (override.untilMs !== undefined) {
    if (call.at >= override.untilMs) return undefined;
    if (validUntil !== false) found.validUntil = new Date(override.untilMs).toISOString();
  }
  found.overridden = true;
  return override.to;
}

/** Follows subroutes, callers, districts and calendars down to a split or an ending. */
function walk(
  plan: Plan,
  step: Step,
  caller: PlainCaller,
  call: PlainCall,
  found: Found,
  options: PlainOptions,
): Ending | { readonly split: SplitStep } {
  if ('subroute' in step) return walk(plan, named(plan.subroutes, step.subroute), caller, call, found, options);
  if ('callers' in step) return walk(plan, callersBranch(plan, step.callers, caller), caller, call, found, options);
  if ('districts' in step) {
    return walk(plan, districtsBranch(plan, step.districts, caller), caller, call, found, options);
  }
  if ('calendar' in step) {
    const calendar = named(plan.calendars, step.calendar.use);
    const zone = plan.timeZone ?? 'Europe/Rome';
    const period = periodPlainly(calendar, zone, call.at);
    found.period = period;
    const change = options.validUntil === false ? undefined : nextChangePlainly(calendar, zone, call.at);
    if (change !== undefined) found.validUntil = new Date(change).toISOString();
    const branch = step.calendar.cases.find((candidate) => candidate.periods.includes(period));
    return walk(plan, branch?.then ?? step.calendar.otherwise, caller, call, found, options);
  }
  return step;
}

/** The full number, else the longest prefix, over all entries of all cases. */
function callersBranch(plan: Plan, step: CallersStep, caller: PlainCaller): Step {
  if (step.withheld !== undefined && caller.withheld) return step.withheld;
  if (caller.number === undefined) return step.otherwise;
  let best = step.otherwise;
  let bestLength = 0;
  for (const branch of step.cases) {
    for (const entry of branch.lists.flatMap((list) => named(plan.callerLists, list))) {
      const isPrefix = entry.trimEnd().endsWith('*');
      const digits = internationalDigits(isPrefix ? entry.trimEnd().slice(0, -1) : entry) ?? '';
      const matches = isPrefix ? caller.number.startsWith(digits) : caller.number === digits;
      const length = isPrefix ? digits.length : Number.POSITIVE_INFINITY;
      if (digits !== '' && matches && length > bestLength) {
        best = branch.then;
        bestLength = length;
      }
    }
  }
  return best;
}

function districtsBranch(plan: Plan, step: DistrictsStep, caller: PlainCaller): Step {
  const holds = (name: string) =>
    name === caller.origin ||
    (plan.areas !== undefined && Object.hasOwn(plan.areas, name) && plan.areas[name]?.includes(caller.origin));
  return step.cases.find((branch) => branch.in.some(holds))?.then ?? step.otherwise;
}

type Share = { readonly basisPoints: number; readonly ending: Ending };

function chooseShare(plan: Plan, split: SplitStep, caller: PlainCaller, call: PlainCall, found: Found): Chosen {
  const shares = split.shares.map((share): Share => {
    const ending = endingOf(plan, share.then);
    return { basisPoints: Math.round(share.percent * 100), ending };
  });
  const key = split.by === 'caller' && caller.number !== undefined ? caller.number : call.callId;
  const seed = murmur3OfText(plan.number, 0);
  const first = draw(shares, murmur3OfText(key, seed));
  found.bucket = murmur3OfText(key, seed);
  const passedOver = new Set<string>();
  const pass = (share: Share) => {
    for (const site of sitesOf(share.ending)) if (isOut(site, call)) passedOver.add(site);
  };
  let remaining: readonly Share[] = shares;
  for (let attempt = 0; remaining.some((share) => share.basisPoints > 0); attempt++) {
    const share = draw(remaining, murmur3OfText(key, (seed + attempt) % 2 ** 32));
    if (hasSomethingLeft(share.ending, call)) return chooseOnly(share.ending, call, passedOver);
    pass(share);
    remaining = remaining.filter((other) => other !== share);
  }
  for (const share of remaining) {
    if (hasSomethingLeft(share.ending, call)) return chooseOnly(share.ending, call, passedOver);
    pass(share);
  }
  return chooseOnly(first.ending, call, passedOver);
}

/** The first share i with floor(bucket × S / 2^32) < C_i. The product stays below 2^46, so doubles are exact. */
function draw(shares: readonly Share[], bucket: number): Share {
  const sum = shares.reduce((total, share) => total + share.basisPoints, 0);
  const point = Math.floor((bucket * sum) / 2 ** 32);
  let cumulative = 0;
  for (const share of shares) {
    cumulative += share.basisPoints;
    if (point < cumulative) return share;
  }
  throw new Error('a split without a positive share');
}

function endingOf(plan: Plan, step: Step): Ending {
  if ('subroute' in step) return endingOf(plan, named(plan.subroutes, step.subroute));
  if ('site' in step || 'announce' in step || 'reject' in step) return step;
  throw new Error('a share of a split holds a site, an announcement or a reject only');
}

function chooseOnly(ending: Ending, call: PlainCall, passedOver: ReadonlySet<string> = new Set()): Chosen {
  const out = sitesOf(ending).filter((site) => isOut(site, call));
  return { ending, outOfService: new Set([...passedOver, ...out]), degraded: !hasSomethingLeft(ending, call) };
}

function hasSomethingLeft(ending: Ending, call: PlainCall): boolean {
  return !('site' in ending) || sitesOf(ending).some((site) => !isOut(site, call));
}

function sitesOf(ending: Ending): readonly string[] {
  return 'site' in ending ? [ending.site, ...(ending.overflow ?? [])] : [];
}

function isOut(site: string, call: PlainCall): boolean {
  return (call.outOfService ?? []).includes(site);
}

function answerOf(
  plan: Plan,
  { ending, degraded }: Chosen,
  call: PlainCall,
): Pick<DecisionView, 'outcome' | 'targets' | 'announcement' | 'reason'> {
  if ('reject' in ending) return { outcome: 'reject', targets: [], reason: ending.reject };
  if ('announce' in ending) {
    const { uri } = named(plan.announcements, ending.announce);
    return { outcome: 'announce', targets: [], announcement: { name: ending.announce, uri } };
  }
  const sites = sitesOf(ending).filter((site) => degraded || !isOut(site, call));
  const targets = sites.flatMap((name): Target[] => {
    const site = named(plan.sites, name);
    const ringSeconds = site.ringSeconds ?? 20;
    return site.destinations.map((destination) => ({ site: name, destination, ringSeconds }));
  });
  return { outcome: 'route', targets };
}

/** A named part of the plan; `constructor` is a legal name, so only its own keys count. */
function named<T>(parts: Readonly<Record<string, T>> | undefined, name: string): T {
  const part = parts !== undefined && Object.hasOwn(parts, name) ? parts[name] : undefined;
  if (part === undefined) throw new Error(`the plan has no "${name}"`);
  return part;
}
