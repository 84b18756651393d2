import type { FactTest } from './fact-test.ts';
import { type Hours, type RuleList, SATURDAY, type Shares } from './rule-list.ts';

/** A rule without rules of its own. */
export type FlatRule = { readonly all: readonly FactTest[]; readonly then: string };
/** Of the rules the first whose tests all hold, else the hours. An answer may be the name of another list. */
export type FlatList = { readonly name: string; readonly rules: readonly FlatRule[]; readonly otherwise: Hours };

const HOURS_LIST = 'hours of ';

/**
 * For engines that know no rules within rules: the hours that a rule leads to are a list of their own, which is asked
 * when the first has given its name. With 20 regions that took of the time of one list, whose every rule asks for its
 * districts: LaunchDarkly 0.7, GrowthBook 0.7, json-rules-engine 0.5.
 */
export function flatLists({ number, rules, otherwise }: RuleList): readonly FlatList[] {
  const nameOf = (i: number) => `${HOURS_LIST}${number}/${i}`;
  const first = rules.map((rule, i) => ({ all: rule.all, then: 'hours' in rule ? nameOf(i) : rule.then }));
  const others = rules.flatMap((rule, i) =>
    'hours' in rule ? [{ name: nameOf(i), rules: [], otherwise: rule.hours }] : [],
  );
  return [{ name: number, rules: first, otherwise }, ...others];
}

export function isListName(answer: string): boolean {
  return answer.startsWith(HOURS_LIST);
}

/** When it is closed, each by itself: on holidays, at the weekend, before, between and after the hours. */
export function closedTests({ closedDates, windows }: Hours): readonly (readonly FactTest[])[] {
  const gaps = [0, ...windows.map((window) => window.endMinute)].map((from, i): FactTest[] => [
    ...(from === 0 ? [] : [{ fact: 'minute' as const, atLeast: from }]),
    ...(i === windows.length ? [] : [{ fact: 'minute' as const, below: windows[i]!.startMinute }]),
  ]);
  return [[{ fact: 'date', oneOf: closedDates }], [{ fact: 'weekday', atLeast: SATURDAY }], ...gaps];
}

/** When it is open: of each window what must all hold. */
export function openTests({ closedDates, windows }: Hours): readonly (readonly FactTest[])[] {
  return windows.map(({ startMinute, endMinute }) => [
    { fact: 'weekday', below: SATURDAY },
    { fact: 'minute', atLeast: startMinute },
    { fact: 'minute', below: endMinute },
    { fact: 'date', noneOf: closedDates },
  ]);
}

/** All hours of a list. */
export function hoursOfList({ rules, otherwise }: RuleList): readonly Hours[] {
  return [...rules.flatMap((rule) => ('hours' in rule ? [rule.hours] : [])), otherwise];
}

/** All answers, each once: what flags call variants. */
export function answersOf(rules: RuleList['rules'], hours: readonly Hours[]): readonly string[] {
  const answers = rules.flatMap((rule) => ('then' in rule ? [rule.then] : []));
  return [...new Set([...answers, ...hours.flatMap(({ open, closed }) => [closed, ...open.map(({ then }) => then)])])];
}

/** For engines with no split of their own: shares as rules about the bucket that they are told. */
export function bucketRules(shares: Shares): readonly FlatRule[] {
  let below = 0;
  return shares.map(({ basisPoints, then }, i): FlatRule => {
    below += basisPoints;
    return { all: i === shares.length - 1 ? [] : [{ fact: 'bucket', below }], then };
  });
}
