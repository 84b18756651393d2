import { z } from 'zod';
import { MAX_INSTANT_MS, parseInstant } from '../../rules/index.ts';
import type { Call } from '../decide/call.ts';

const AT_SENTENCE =
  'must be an instant: ISO 8601 with an offset, e.g. 2026-11-23T10:00:00+01:00, or epoch milliseconds';

/** A call as it comes over a wire or from a file: JSON with the keys of "A call" in the plan format, and no others. */
export const callRecordSchema = z.strictObject(
  {
    called: text().describe('The number dialled, in any usual spelling').exactOptional(),
    caller: text().describe('The CLI as the switch gives it').exactOptional(),
    callerFormat: z
      .enum(['national', 'e164'], { error: 'must be "national" or "e164"' })
      .describe('How bare digits of the caller are meant; national when absent')
      .exactOptional(),
    withheld: z.boolean({ error: 'must be true or false' }).describe('The caller asked for privacy').exactOptional(),
    at: z
      .union(
        [
          z.string().refine((at) => parseInstant(at) !== undefined, AT_SENTENCE),
          z.number().refine((at) => Math.abs(at) <= MAX_INSTANT_MS && Number.isInteger(at), AT_SENTENCE),
        ],
        { error: AT_SENTENCE },
      )
      .describe('The instant: ISO 8601 with an offset, or epoch milliseconds; now when absent')
      .exactOptional(),
    callId: text().describe("The switch's call id; a random one, which is returned, when absent").exactOptional(),
    outOfService: z
      .array(text(), { error: 'must be a list of names of sites' })
      .describe('For trials: the sites to take as out of service instead of the live status')
      .exactOptional(),
  },
  { error: (issue) => (issue.code === 'invalid_type' ? 'must be a JSON object' : undefined) },
);
export type CallRecord = z.infer<typeof callRecordSchema>;

/** What is wrong with a record: a JSON Pointer within it, and a sentence that says what it must be. */
export type CallRecordIssue = { readonly pointer: string; readonly sentence: string };

/** A call whose number may be left out (with one plan given it is the plan's). */
export type RecordedCall = Omit<Call, 'called'> & { readonly called?: string };

/** Reads one call from a value as parsed from JSON. Anything may come in; never throws. */
export function readCallRecord(
  value: unknown,
): { readonly call: RecordedCall } | { readonly issues: readonly CallRecordIssue[] } {
  const result = callRecordSchema.safeParse(value);
  return result.success ? { call: callOfRecord(result.data) } : { issues: callRecordIssues(result.error.issues) };
}

/** The record's instant as epoch milliseconds; the rest as it stands. */
export function callOfRecord<R extends CallRecord>(record: R): Omit<R, 'at'> & { readonly at?: number } {
  const { at, ...rest } = record;
  if (at === undefined) return rest;
  return { ...rest, at: typeof at === 'number' ? at : parseInstant(at)! };
}

/** The schema's issues as sentences; of the unknown keys of one object the first few. */
export function callRecordIssues(issues: readonly z.core.$ZodIssue[]): readonly CallRecordIssue[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return { pointer: pointerOf(issue.path), sentence: issue.message };
    const known = Object.keys(callRecordSchema.shape).join(', ');
    const sentence = `is an unknown key; the keys of a call are ${known}`;
    return issue.keys.slice(0, SHOWN_KEYS).map((key) => ({ pointer: pointerOf([...issue.path, key]), sentence }));
  });
}

const SHOWN_KEYS = 5;
const SHOWN_CHARACTERS = 80;

function pointerOf(path: readonly PropertyKey[]): string {
  return path
    .map((token) => `/${String(token).slice(0, SHOWN_CHARACTERS).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

function text() {
  return z.string({ error: 'must be a text' });
}
