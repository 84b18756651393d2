import { type Goal, isMet, PARTS, type Part, type Row, type Unit } from './row.ts';

const COLUMNS: readonly { readonly head: string; readonly cell: (row: Row) => string }[] = [
  { head: '', cell: (row) => row.line },
  { head: 'numbers', cell: (row) => (row.numbers === undefined ? '' : count(row.numbers)) },
  { head: 'median', cell: (row) => quantity(row.value, row.unit) },
  { head: 'best', cell: (row) => (row.best === undefined ? '' : quantity(row.best, row.unit)) },
  { head: '±', cell: (row) => (row.spread === undefined ? '' : `${Math.round(row.spread * 100)} %`) },
  { head: 'p50', cell: (row) => time(row.p50) },
  { head: 'p99', cell: (row) => time(row.p99) },
  { head: 'p99.9', cell: (row) => time(row.p999) },
  { head: 'a second', cell: (row) => (row.perSecond === undefined ? '' : count(row.perSecond)) },
  { head: '× ceiling', cell: (row) => (row.overCeiling === undefined ? '' : row.overCeiling.toFixed(1)) },
  { head: 'goal', cell: (row) => (row.goal === undefined ? '' : goalText(row.goal, row.unit)) },
  { head: '', cell: (row) => ({ true: 'met', false: 'NOT MET', undefined: '' })[`${isMet(row)}`] },
];

/** What must be known to read a part, under its heads. */
const NOTES: Partial<Record<Part, string>> = {
  workers: 'Decisions a second are of all workers together, by the clock: on a machine that does nothing else.',
  scaling: 'Exponents of the power law that fits best: 0 is flat, 1 is linear. Drawn in bench/results/scaling.svg.',
  peers:
    'Told to the peers beforehand: caller as stored, district, local date, weekday and minute.\n' +
    'json-rules-engine and zen-engine have no split: told its bucket; the others split by their own hash.\n' +
    'Where rules do not nest, the hours of a region are a list of their own, asked second; each has its fastest form.\n' +
    'Left out for all: targets after the first, validUntil, trail, sites out of service, holidays of other years.',
};

/** The rows as aligned text, part by part. Values stand right, words left. */
export function renderTable(rows: readonly Row[]): string {
  const widths = COLUMNS.map(({ head, cell }) => Math.max(head.length, ...rows.map((row) => cell(row).length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (i === 0 || i === cells.length - 1 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd();
  const lines: string[] = [];
  for (const part of PARTS) {
    const own = rows.filter((row) => row.part === part);
    if (own.length === 0) continue;
    if (lines.length > 0) lines.push('');
    lines.push(line(COLUMNS.map(({ head }, i) => (i === 0 ? part.toUpperCase() : head))));
    const note = NOTES[part];
    if (note !== undefined) lines.push(note);
    for (const row of own) lines.push(line(COLUMNS.map(({ cell }) => cell(row))));
  }
  return lines.join('\n');
}

/** How many goals were met, and which were not. */
export function renderVerdict(rows: readonly Row[]): string {
  const judged = rows.filter((row) => row.goal !== undefined);
  const missed = judged.filter((row) => !isMet(row));
  const names = missed.map((row) => (row.numbers === undefined ? row.line : `${row.line} at ${count(row.numbers)}`));
  const met = `${judged.length - missed.length} of ${judged.length} goals met`;
  return missed.length === 0 ? `${met}.` : `${met}. Not met: ${names.join('; ')}.`;
}

function goalText(goal: Goal, unit: Unit): string {
  return 'atMost' in goal ? `≤ ${quantity(goal.atMost, unit)}` : `≥ ${quantity(goal.atLeast, unit)}`;
}

const UNIT_NAMES: Readonly<Record<Unit, string>> = {
  ns: ' ns',
  us: ' µs',
  ms: ' ms',
  s: ' s',
  bytes: ' B',
  MB: ' MB',
  times: ' ×',
  exponent: '',
};

function quantity(value: number, unit: Unit): string {
  return significant(value) + UNIT_NAMES[unit];
}

/** Nanoseconds in the unit that reads best. */
function time(ns: number | undefined): string {
  if (ns === undefined) return '';
  return ns < 10_000 ? quantity(ns, 'ns') : quantity(ns / 1_000, 'us');
}

function significant(value: number): string {
  return value >= 100 || Number.isInteger(value) ? count(value) : value.toPrecision(value < 1 ? 2 : 3);
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}
