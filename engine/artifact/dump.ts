import { ORIGINS, REJECT_REASONS, zoneName } from '../../rules/index.ts';
import { artifactHash, artifactText } from './decode.ts';
import { numberText } from './destination.ts';
import { dumpTable } from './dump-table.ts';
import {
  CALENDAR_HEAD_WORDS,
  CALLERS_HEAD_WORDS,
  COUNT_SHIFT,
  DISTRICTS_HEAD_WORDS,
  ENTRY_BRANCH_BITS,
  ENTRY_LENGTH_BITS,
  ENTRY_WORDS,
  HEADER,
  KIND,
  NO_END,
  OVERRIDE,
  RECORD_HEAD_WORDS,
  SITE_HEAD_WORDS,
  SPLIT_HEAD_WORDS,
} from './layout.ts';

/** The artifact as it is dumped: its words, the lines so far, and the nodes that were printed already. */
type Dump = { readonly words: Int32Array; readonly lines: string[]; readonly printed: Set<number> };

/**
 * An artifact as text, for people and golden tests: the tree indented from its root, each node with its word (`#12`).
 * A node that several branches share is printed once.
 * @param words as `decodeArtifact` gives them: checked, beginning with the header
 */
export function dumpArtifact(words: Int32Array): string {
  const tables = words[HEADER.zoneAndTables]!;
  const format = words[HEADER.magic]! & 0xffff;
  const lines = [
    `plan ${words[HEADER.number]} version ${words[HEADER.version]}`,
    `hash ${artifactHash(words, 0)}`,
    `format ${format}, national tables ${tables >>> 16}, zone ${zoneName(tables & 0xffff)}`,
    `words ${words.length}, first cold word ${words[HEADER.cold]}, split seed ${words[HEADER.seed]! >>> 0}`,
    '',
  ];
  dumpNode({ words, lines, printed: new Set() }, words[HEADER.root]!, '', '');
  return `${lines.join('\n')}\n`;
}

function dumpNode(dump: Dump, node: number, indent: string, branch: string): void {
  const { words, lines, printed } = dump;
  const kind = words[node]! & 0xff;
  const isStep = kind <= KIND.split;
  if (isStep && printed.has(node)) {
    lines.push(`${indent}${branch}#${node}, printed above`);
    return;
  }
  printed.add(node);
  const line = (text: string) => lines.push(`${indent}${branch}#${node} ${text}`);
  switch (kind) {
    case KIND.override:
      line(`override ${endText(words, node)}`);
      dumpNode(dump, words[node + OVERRIDE.ending]!, `${indent}  `, 'to: ');
      dumpNode(dump, words[node + OVERRIDE.plan]!, `${indent}  `, 'plan: ');
      return;
    case KIND.callers:
      line(`callers, ${words[node + 1]} entries`);
      dumpCallers(dump, node, `${indent}  `);
      return;
    case KIND.districts:
      line('districts');
      dumpDistricts(dump, node, `${indent}  `);
      return;
    case KIND.calendar:
      line(`calendar by table #${words[node + 1]}`);
      dumpCalendar(dump, node, `${indent}  `);
      return;
    case KIND.split:
      line(`split by ${(words[node]! & 0x100) !== 0 ? 'caller' : 'call'}`);
      dumpSplit(dump, node, `${indent}  `);
      return;
    case KIND.site:
      line(`site ${sitesText(words, node)}`);
      return;
    case KIND.announce:
      line(`announce ${textAt(words, node + 1)} ${textAt(words, node + 2)}`);
      return;
    default:
      line(`reject ${REJECT_REASONS[words[node]! >>> 8]}`);
  }
}

function dumpCallers(dump: Dump, node: number, indent: string): void {
  const { words, lines } = dump;
  const caseCount = words[node]! >>> COUNT_SHIFT;
  const first = node + CALLERS_HEAD_WORDS + caseCount;
  for (let i = 0; i < words[node + 1]!; i++) {
    const at = first + i * ENTRY_WORDS;
    const fields = words[at + 2]!;
    const length = (fields >>> ENTRY_BRANCH_BITS) & ((1 << ENTRY_LENGTH_BITS) - 1);
    const entry = entryText(words[at]!, words[at + 1]!, length);
    lines.push(`${indent}${entry} -> case ${fields & ((1 << ENTRY_BRANCH_BITS) - 1)}`);
  }
  for (let i = 0; i < caseCount; i++) dumpNode(dump, words[node + CALLERS_HEAD_WORDS + i]!, indent, `case ${i}: `);
  if ((words[node]! & 0x100) !== 0) dumpNode(dump, words[node + 3]!, indent, 'withheld: ');
  dumpNode(dump, words[node + 2]!, indent, 'otherwise: ');
}

function dumpDistricts(dump: Dump, node: number, indent: string): void {
  const { words, lines } = dump;
  const caseCount = words[node]! >>> COUNT_SHIFT;
  const bits = (words[node]! >>> 8) & 0xff;
  const table = node + DISTRICTS_HEAD_WORDS + caseCount;
  const originsOf: string[][] = Array.from({ length: caseCount + 1 }, () => []);
  ORIGINS.forEach((origin, i) => {
    const bit = i * bits;
    originsOf[(words[table + (bit >>> 5)]! >>> (bit & 31)) & ((1 << bits) - 1)]!.push(origin);
  });
  for (let i = 0; i < caseCount; i++) {
    lines.push(`${indent}${originsOf[i + 1]!.join(' ')} -> case ${i}`);
  }
  for (let i = 0; i < caseCount; i++) dumpNode(dump, words[node + DISTRICTS_HEAD_WORDS + i]!, indent, `case ${i}: `);
  dumpNode(dump, words[node + 1]!, indent, 'otherwise: ');
}

function dumpCalendar(dump: Dump, node: number, indent: string): void {
  const { words, lines, printed } = dump;
  const caseCount = words[node]! >>> COUNT_SHIFT;
  const table = words[node + 1]!;
  const names = dumpTable(words, table, printed.has(table) ? undefined : { lines, indent });
  printed.add(table);
  const byteOf = (node + CALENDAR_HEAD_WORDS + caseCount) << 2;
  const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
  for (let i = 0; i < caseCount; i++) {
    const periods = names.filter((_, period) => bytes[byteOf + period] === i + 1);
    dumpNode(dump, words[node + CALENDAR_HEAD_WORDS + i]!, indent, `case ${i}, ${periods.join(' ')}: `);
  }
  dumpNode(dump, words[node + 2]!, indent, 'otherwise: ');
}

function dumpSplit(dump: Dump, node: number, indent: string): void {
  const { words } = dump;
  let before = 0;
  for (let i = 0; i < words[node]! >>> COUNT_SHIFT; i++) {
    const at = node + SPLIT_HEAD_WORDS + i * 2;
    const cumulative = words[at]!;
    dumpNode(dump, words[at + 1]!, indent, `share ${i}, ${(cumulative - before) / 100} % (below ${cumulative}): `);
    before = cumulative;
  }
}

function sitesText(words: Int32Array, node: number): string {
  const sites: string[] = [];
  for (let i = 0; i < words[node]! >>> COUNT_SHIFT; i++) {
    const record = words[node + SITE_HEAD_WORDS + i]!;
    const destinations: string[] = [];
    for (let d = 0; d < words[record]! >>> COUNT_SHIFT; d++) {
      const at = record + RECORD_HEAD_WORDS + d * 2;
      const high = words[at]!;
      destinations.push(high === 0 ? textAt(words, at + 1) : numberText(high, words[at + 1]!));
    }
    sites.push(`${textAt(words, record + 1)} (${destinations.join(' ')}, ${(words[record]! >>> 8) & 0xff} s)`);
  }
  return sites.join(', then ');
}

/** When an override ends, in UTC. */
function endText(words: Int32Array, node: number): string {
  const high = words[node + OVERRIDE.endHigh]!;
  if (high === NO_END) return 'until it is cleared';
  return `until ${new Date(high * 2 ** 32 + (words[node + OVERRIDE.endLow]! >>> 0)).toISOString()}`;
}

/** An entry of a caller list from its two base-11 words: each digit is stored plus one, so a 0 ends it. */
function entryText(high: number, low: number, prefixLength: number): string {
  const digits = `${high.toString(11).padStart(8, '0')}${(low >>> 1).toString(11).padStart(7, '0')}`;
  const shown = [...digits].map((digit) => Number.parseInt(digit, 11) - 1);
  if (prefixLength > 0) return `+${shown.slice(0, prefixLength).join('')}*`;
  return `+${shown.filter((digit) => digit >= 0).join('')}`;
}

function textAt(words: Int32Array, at: number): string {
  return artifactText(words, 0, words[at]!);
}
