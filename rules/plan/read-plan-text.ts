import { MAX_PLAN_BYTES, MAX_PLAN_DEPTH, MAX_PLAN_ISSUES } from '../limits.ts';
import { planIssue } from './issues.ts';
import { limitIssues } from './parse-plan.ts';
import type { PlanIssue } from './plan-issue.ts';
import { readYaml, type TextFault, type TextReading } from './read-yaml.ts';
import { scanJson } from './scan-json.ts';

export type PlanFormat = 'json' | 'yaml';
/** From 1. A column counts UTF-16 code units, as editors mostly do. */
export type TextPlace = { readonly line: number; readonly column: number };

export type PlanText = {
  /** The document as plain data; undefined when it cannot be read. With a duplicate key the later value stands. */
  readonly value: unknown;
  readonly issues: readonly PlanIssue[];
  /** Where the value at a JSON Pointer stands in the text. */
  locate(path: string): TextPlace | undefined;
};

/**
 * Reads the text of a plan: size, UTF-8 (a byte order mark is skipped), syntax, depth and duplicate keys. Nothing of
 * what the plan says is judged here. A document of 4 MiB takes some tens of milliseconds as JSON; YAML takes ten times
 * as long and is meant for a person's file.
 */
export function readPlanText(text: string | Uint8Array, format: PlanFormat): PlanText {
  // A text of more UTF-16 units than bytes allowed is too long in any encoding.
  const bytes =
    typeof text !== 'string' ? text.byteLength : text.length > MAX_PLAN_BYTES ? text.length : Buffer.byteLength(text);
  if (bytes > MAX_PLAN_BYTES) return unread(planIssue('TEXT_SIZE', '', { bytes, max: MAX_PLAN_BYTES }));
  const decoded = typeof text === 'string' ? text : decodeUtf8(text);
  if (decoded === undefined) return unread(planIssue('TEXT_ENCODING', ''));
  const plain = decoded.startsWith(BYTE_ORDER_MARK) ? decoded.slice(1) : decoded;
  const reading = format === 'json' ? readJson(plain) : readYaml(plain);
  const starts = lineStarts(plain);
  let offsets: ReadonlyMap<string, number> | undefined;
  return {
    value: reading.value,
    issues: limitIssues(reading.faults.map((fault) => issueOf(fault, starts))),
    locate(path) {
      offsets ??= reading.offsets();
      const offset = offsets.get(path);
      return offset === undefined ? undefined : placeOf(offset, starts);
    },
  };
}

const BYTE_ORDER_MARK = '\uFEFF';

function readJson(text: string): TextReading {
  const faults: TextFault[] = [];
  const scan = scanJson(text, MAX_PLAN_DEPTH, {
    duplicate: (path, key, offset) => {
      // One more than is reported, so that the report says that there are more.
      if (faults.length <= MAX_PLAN_ISSUES)
        faults.push({ code: 'DUPLICATE_KEY', path: path(), offset, params: { key } });
    },
  });
  if (scan.ok) return { value: JSON.parse(text), faults, offsets: () => offsetsOfJson(text) };
  const { fault, offset, detail } = scan;
  faults.push(
    fault === 'depth'
      ? { code: 'LIMIT_DEPTH', path: '', offset, params: { max: MAX_PLAN_DEPTH } }
      : { code: 'TEXT_SYNTAX', path: '', offset, params: { detail } },
  );
  return { value: undefined, faults, offsets: () => new Map() };
}

function offsetsOfJson(text: string): ReadonlyMap<string, number> {
  const offsets = new Map<string, number>();
  scanJson(text, MAX_PLAN_DEPTH, { value: (path, offset) => offsets.set(path(), offset) });
  return offsets;
}

function issueOf({ code, path, offset, params }: TextFault, starts: readonly number[]): PlanIssue {
  return planIssue(code, path, { ...params, ...(offset === undefined ? {} : placeOf(offset, starts)) });
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The offset at which each line begins; CR LF is one end of line. */
function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function placeOf(offset: number, starts: readonly number[]): TextPlace {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - starts[low]! + 1 };
}

function unread(issue: PlanIssue): PlanText {
  return { value: undefined, issues: [issue], locate: () => undefined };
}
