import { formatIsoDate, WEEKDAYS } from '../../rules/index.ts';
import { EASTER_BIAS, SET, TABLE } from './calendar-table.ts';
import { artifactText } from './decode.ts';
import { COUNT_SHIFT, NAMES_HEAD_WORDS } from './layout.ts';

const DAYS_A_MONTH_SLOT = 31;

/**
 * A calendar table as lines (none when `out` is absent, for a table that was printed before).
 * @returns the names of its periods, by number
 */
export function dumpTable(
  words: Int32Array,
  table: number,
  out: { readonly lines: string[]; readonly indent: string } | undefined,
): readonly string[] {
  const namesAt = words[table + TABLE.names]!;
  const names = Array.from({ length: words[namesAt]! >>> COUNT_SHIFT }, (_, i) =>
    artifactText(words, 0, words[namesAt + NAMES_HEAD_WORDS + i]!),
  );
  if (out === undefined) return names;
  const line = (text: string): void => {
    out.lines.push(`${out.indent}${text}`);
  };
  const counts = words[table + TABLE.counts]!;
  const entryCount = words[table + TABLE.entryCount]!;
  line(`table #${table}, periods ${names.join(' ')}`);
  const rules: number[] = [];
  const ruleName = (offset: number): string => {
    if (!rules.includes(offset)) rules.push(offset);
    return `rule +${offset}`;
  };
  for (const [i, weekday] of WEEKDAYS.entries()) {
    line(`  ${weekday} ${ruleName(half(words, table + TABLE.weekdays, i))}`);
  }
  line(`  otherwise ${names[words[table + TABLE.weekdays + 3]! >>> 16]}`);
  for (let i = 0; i < entryCount; i++) line(`  entry ${i} ${ruleName(half(words, table + TABLE.entries, i))}`);
  const yearly = table + TABLE.entries + ((entryCount + 1) >>> 1);
  const dated = yearly + (counts & 0x3ff);
  const sets = dated + ((counts >>> 10) & 0x3ff) * 2;
  for (let at = yearly; at < dated; at++)
    line(`  from ${slotText(words[at]! >>> 16)} ${rankText(words[at]! & 0xffff)}`);
  for (let at = dated; at < sets; at += 2) line(`  from ${formatIsoDate(words[at]!)} ${rankText(words[at + 1]!)}`);
  for (let at = sets; at < sets + (counts >>> 20); at++) line(`  ${setText(words[at]!)}`);
  for (const offset of rules) line(`  rule +${offset}: ${ruleText(words, table + offset, names)}`);
  return names;
}

function ruleText(words: Int32Array, at: number, names: readonly string[]): string {
  const head = words[at]!;
  const ownCount = (head >>> 10) & 0x7ff;
  const own = segmentTexts(words, at + 1, ownCount, names);
  const tails = segmentTexts(words, at + 1 + ownCount, head >>> 21, names);
  const wholeDay = head & 0x3ff;
  const parts = [
    ...(wholeDay === 0 ? [] : [`whole day ${names[wholeDay - 1]}`]),
    ...own,
    ...tails.map((tail) => `next day ${tail}`),
  ];
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}

function segmentTexts(words: Int32Array, first: number, count: number, names: readonly string[]): string[] {
  return Array.from({ length: count }, (_, i) => {
    const word = words[first + i]!;
    const minute = word >>> 16;
    const time = `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
    return `from ${time} ${(word & 0xffff) === 0 ? 'nothing' : names[(word & 0xffff) - 1]}`;
  });
}

function setText(word: number): string {
  const parameter = word >>> 16;
  const kind = word & 0x7;
  const eve = (word & 0x8) === 0 ? '' : 'eve of ';
  const rank = rankText(((word >>> 4) & 0xfff) + 1);
  if (kind === SET.italy) return `${eve}IT ${rank}`;
  if (kind === SET.easter) return `${eve}Easter Sunday + ${parameter - EASTER_BIAS} ${rank}`;
  if (kind === SET.fixed) return `${eve}${two(parameter & 0xf)}-${two(parameter >>> 4)} ${rank}`;
  const nth = `${two(parameter & 0xf)}/${WEEKDAYS[(parameter >>> 4) & 0x7] ?? '?'}/${parameter >>> 7}`;
  return `${eve}${nth} ${rank}`;
}

function rankText(rankPlusOne: number): string {
  return rankPlusOne === 0 ? 'no entry' : `entry ${rankPlusOne - 1}`;
}

function slotText(slot: number): string {
  return `${two(Math.floor(slot / DAYS_A_MONTH_SLOT) + 1)}-${two((slot % DAYS_A_MONTH_SLOT) + 1)}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** The i-th of sixteen-bit values packed two in a word. */
function half(words: Int32Array, first: number, i: number): number {
  const word = words[first + (i >>> 1)]!;
  return (i & 1) === 0 ? word & 0xffff : word >>> 16;
}
