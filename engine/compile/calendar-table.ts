import { type Calendar, type DayEntry, WEEKDAYS } from '../../rules/index.ts';
import { TABLE } from '../artifact/calendar-table.ts';
import { COUNT_SHIFT, KIND, NAMES_HEAD_WORDS } from '../artifact/layout.ts';
import { type DayWindow, dayRuleWords, readWindow } from './day-rule.ts';
import { fitting } from './fitting.ts';
import { specialDays } from './special-days.ts';
import type { NodeId, TreeBuilder } from './tree-builder.ts';

/** A calendar as `artifact/calendar-table.ts` draws it. `periods` gives each period its number. */
export function compileCalendarTable(calendar: Calendar, periods: readonly string[], tree: TreeBuilder): NodeId {
  const numberOf = new Map(periods.map((period, i) => [period, i]));
  const rules = new RuleSet();
  const weekdayRules = WEEKDAYS.map((weekday) => {
    const windows: DayWindow[] = [];
    for (const entry of calendar.week ?? []) {
      if (!entry.days.includes(weekday)) continue;
      for (const hours of entry.hours) windows.push(readWindow(hours, numberOf.get(entry.period)!));
    }
    return rules.add(dayRuleWords(windows, undefined));
  });
  const days = calendar.days ?? [];
  const entryRules = days.map((entry) => rules.add(entryRuleWords(entry, numberOf.get(entry.period)!)));
  const special = specialDays(days);
  const names = tree.node(
    [KIND.names | (periods.length << COUNT_SHIFT), ...periods.map((period) => tree.text(period))],
    [],
    textsFrom(NAMES_HEAD_WORDS, periods.length),
  );

  const entryWords = Math.ceil(days.length / 2);
  const rulesAt = TABLE.entries + entryWords + special.yearly.length + special.dated.length + special.sets.length;
  const offset = (rule: number) => rulesAt + rules.offsets[rule]!;
  const words: number[] = [
    KIND.table | (rules.hasTails ? 1 << 8 : 0),
    fitting(special.yearly.length, 10, 'the stretches of a year') |
      (fitting(special.dated.length / 2, 10, 'the stretches of dates') << 10) |
      (fitting(special.sets.length, 12, 'the holiday sets') << 20),
    names,
    ...pairs([...weekdayRules.map(offset), numberOf.get(calendar.otherwise)!]),
    days.length,
    ...pairs(entryRules.map(offset)),
    ...special.yearly,
    ...special.dated,
    ...special.sets,
    ...rules.words,
  ];
  return tree.node(words, [TABLE.names]);
}

function entryRuleWords(entry: DayEntry, period: number): readonly number[] {
  if (entry.hours === undefined) return dayRuleWords([], period);
  return dayRuleWords(
    entry.hours.map((hours) => readWindow(hours, period)),
    undefined,
  );
}

/** The distinct day rules of a table, one after the other. */
class RuleSet {
  readonly words: number[] = [];
  readonly offsets: number[] = [];
  hasTails = false;
  readonly #known = new Map<string, number>();

  add(rule: readonly number[]): number {
    const key = rule.join();
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const index = this.offsets.push(this.words.length) - 1;
    this.words.push(...rule);
    this.#known.set(key, index);
    if (rule[0]! >>> 21 > 0) this.hasTails = true;
    return index;
  }
}

/** Sixteen-bit values, two in a word, the first in the low half. */
function pairs(values: readonly number[]): number[] {
  const words: number[] = [];
  for (const value of values) fitting(value, 16, "the place of a day's rule in its calendar");
  for (let i = 0; i < values.length; i += 2) words.push(values[i]! | ((values[i + 1] ?? 0) << 16));
  return words;
}

function textsFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => first + i);
}
