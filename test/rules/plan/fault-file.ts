import { readdirSync, readFileSync } from 'node:fs';
import { type PlanFormat, type PlanIssue, preparePlan, preparePlanText } from '../../../rules/index.ts';

/**
 * One file of `test/faults/`: a plan (or a text, or bytes) that has exactly one issue. `grow` adds `count` elements to
 * the list or map at a pointer, with `{n}` for the running number, so that a list of 100,001 entries is one line.
 */
export type Fault = {
  readonly code: string;
  readonly path: string;
  readonly plan?: unknown;
  readonly grow?: readonly Growth[];
  /** With `circle`, the value at `path` holds itself. */
  readonly memory?: 'circle';
  readonly format?: PlanFormat;
  readonly text?: string;
  readonly base64?: string;
  readonly repeat?: { readonly item: string; readonly count: number };
  readonly place?: { readonly line: number; readonly column: number };
  /** The code of the issues that may stand beside this one. */
  readonly among?: string;
};

type Growth = { readonly at: string; readonly count: number; readonly item?: unknown; readonly value?: unknown };

const FOLDER = new URL('../../faults/', import.meta.url);

export function readFaults(): readonly (readonly [name: string, fault: Fault])[] {
  return readdirSync(FOLDER)
    .sort()
    .map((file) => [file.replace(/\.json$/, ''), JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Fault]);
}

export function issuesOfFault(fault: Fault): readonly PlanIssue[] {
  if (fault.base64 !== undefined)
    return preparePlanText(Buffer.from(fault.base64, 'base64'), fault.format ?? 'json').issues;
  if (fault.text === undefined) return preparePlan(planOfFault(fault)).issues;
  const text = fault.text + (fault.repeat === undefined ? '' : fault.repeat.item.repeat(fault.repeat.count));
  return preparePlanText(text, fault.format ?? 'json').issues;
}

export function planOfFault(fault: Fault): unknown {
  const plan = structuredClone(fault.plan);
  for (const growth of fault.grow ?? []) grow(plan, growth);
  if (fault.memory === 'circle') {
    const holder = valueAt(plan, '/sites') as Record<string, unknown>;
    holder['milano'] = holder;
  }
  return plan;
}

function grow(plan: unknown, { at, count, item, value }: Growth): void {
  const found = valueAt(plan, at);
  for (let n = 0; n < count; n++) {
    if (Array.isArray(found)) found.push(typeof item === 'string' ? item.replace('{n}', String(10_000 + n)) : item);
    else (found as Record<string, unknown>)[`n${n}`] = value;
  }
}

/** The value at a pointer; a missing last key becomes an empty list. */
function valueAt(plan: unknown, at: string): unknown {
  const tokens = at.split('/').slice(1);
  return tokens.reduce((value: unknown, token, index) => {
    const holder = value as Record<string, unknown>;
    if (index === tokens.length - 1) holder[token] ??= [];
    else holder[token] ??= {};
    return holder[token];
  }, plan);
}
