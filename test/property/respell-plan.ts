import type { Plan, Step } from '../../rules/index.ts';
import { internationalDigits } from '../oracle/read-caller.ts';
import { spellNumber } from './caller-entries.ts';

/** Draws 0 … below - 1. */
type Draw = (below: number) => number;

/**
 * Another spelling of the same meaning: other order of keys and cases, other spellings of caller entries, areas written
 * out, subroutes copied in, new names for lists, areas, calendars and subroutes, defaults written or left out.
 * @param seed decides which of them, and how
 */
export function respellPlan(plan: Plan, seed: number): Plan {
  const draw = drawFrom(seed);
  const names = newNames(plan, draw);
  const respelled: Plan = {
    ...plan,
    ...(plan.timeZone === undefined ? { timeZone: 'Europe/Rome' } : {}),
    callerLists: renamed(plan.callerLists, names.lists, (entries) =>
      shuffled(entries, draw).map((entry) => respellEntry(entry, draw)),
    ),
    areas: renamed(plan.areas, names.areas, (codes) => shuffled(codes, draw)),
    calendars: renamed(plan.calendars, names.calendars, (calendar) => calendar),
    subroutes: renamed(plan.subroutes, names.subroutes, (step) => respellStep(step, plan, names, draw)),
    route: respellStep(plan.route, plan, names, draw),
  };
  return withKeysShuffled(respelled, draw) as Plan;
}

type Names = Readonly<Record<'lists' | 'areas' | 'calendars' | 'subroutes', ReadonlyMap<string, string>>>;

function respellStep(step: Step, plan: Plan, names: Names, draw: Draw): Step {
  const again = (inner: Step) => respellStep(inner, plan, names, draw);
  if ('subroute' in step) {
    const copied = Object.entries(plan.subroutes ?? {}).find(([name]) => name === step.subroute)?.[1];
    return draw(2) === 0 && copied !== undefined
      ? again(copied)
      : { subroute: names.subroutes.get(step.subroute) ?? '' };
  }
  if ('callers' in step) {
    const { cases, withheld, otherwise } = step.callers;
    const newCases = shuffled(cases, draw).map(({ lists, then }) => ({
      lists: shuffled(lists, draw).map((list) => names.lists.get(list) ?? ''),
      then: again(then),
    }));
    return {
      callers: {
        cases: newCases,
        ...(withheld === undefined ? {} : { withheld: again(withheld) }),
        otherwise: again(otherwise),
      },
    };
  }
  if ('districts' in step) {
    const { cases, otherwise } = step.districts;
    const newCases = shuffled(cases, draw).map((branch) => ({
      in: respellOrigins(branch.in, plan, names, draw),
      then: again(branch.then),
    }));
    return { districts: { cases: newCases, otherwise: again(otherwise) } };
  }
  if ('calendar' in step) {
    const { use, cases, otherwise } = step.calendar;
    const newCases = shuffled(cases, draw).map(({ periods, then }) => ({
      periods: shuffled(periods, draw),
      then: again(then),
    }));
    return { calendar: { use: names.calendars.get(use) ?? '', cases: newCases, otherwise: again(otherwise) } };
  }
  if ('split' in step) {
    const { by = 'call', shares } = step.split;
    const newShares = shares.map(({ percent, then }) => ({ percent, then: again(then) }));
    return { split: by === 'call' && draw(2) === 0 ? { shares: newShares } : { by, shares: newShares } };
  }
  return step;
}

/** Areas by their new name or by what they hold. */
function respellOrigins(origins: readonly string[], plan: Plan, names: Names, draw: Draw): readonly string[] {
  const areas = new Map(Object.entries(plan.areas ?? {}));
  const written = origins.flatMap((origin) => {
    const codes = areas.get(origin);
    if (codes === undefined) return [origin];
    return draw(2) === 0 ? codes : [names.areas.get(origin) ?? ''];
  });
  return shuffled([...new Set(written)], draw);
}

function respellEntry(entry: string, draw: Draw): string {
  const isPrefix = entry.endsWith('*');
  const digits = internationalDigits(isPrefix ? entry.slice(0, -1) : entry)?.slice(1) ?? '';
  return spellNumber(digits, draw(4)) + (isPrefix ? '*' : '');
}

function newNames(plan: Plan, draw: Draw): Names {
  const fresh = (parts: object | undefined, word: string) =>
    new Map(shuffled(Object.keys(parts ?? {}), draw).map((name, index) => [name, `${word}-${index}`]));
  return {
    lists: fresh(plan.callerLists, 'lista'),
    areas: fresh(plan.areas, 'zona'),
    calendars: fresh(plan.calendars, 'orario'),
    subroutes: fresh(plan.subroutes, 'tratto'),
  };
}

function renamed<T>(
  parts: Readonly<Record<string, T>> | undefined,
  names: ReadonlyMap<string, string>,
  respell: (part: T) => T,
): Record<string, T> {
  return Object.fromEntries(Object.entries(parts ?? {}).map(([name, part]) => [names.get(name) ?? '', respell(part)]));
}

function withKeysShuffled(value: unknown, draw: Draw): unknown {
  if (Array.isArray(value)) return value.map((part) => withKeysShuffled(part, draw));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    shuffled(Object.entries(value), draw).map(([key, part]) => [key, withKeysShuffled(part, draw)]),
  );
}

function shuffled<T>(values: readonly T[], draw: Draw): T[] {
  const left = [...values];
  return values.flatMap(() => left.splice(draw(left.length), 1));
}

/** A linear congruential generator (Numerical Recipes) is chance enough. */
function drawFrom(seed: number): Draw {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
