import { z } from 'zod';
import type { Call } from '../../engine/index.ts';
import { readKamailioCaller } from './caller.ts';
import { hasLooped } from './find-loop.ts';

/** Which suspended transaction of Kamailio a question belongs to, and its answer must name. */
export type Transaction = { readonly tindex: number; readonly tlabel: number };

/** A question, as far as it could be read. */
export type Question = {
  /** Undefined: there is nobody to answer. */
  readonly transaction: Transaction | undefined;
  /** The call, or that it has been here before, or what to mend in Kamailio's configuration. */
  readonly asked:
    | { readonly call: Call; readonly contactHost: string }
    | { readonly loop: true }
    | { readonly fault: string };
};

/** What Kamailio writes for a pseudo-variable that has no value. */
const ABSENT = '<null>';
const unsigned = z
  .string()
  .regex(/^\d{1,10}$/)
  .transform(Number);
const transactionSchema = z.object({ tindex: unsigned, tlabel: unsigned });
const optional = z
  .string()
  .optional()
  .transform((text) => (text === ABSENT || text === '' ? undefined : text));
const questionSchema = z.object({
  called: z.string(),
  callId: optional,
  from: optional,
  asserted: optional,
  remote: optional,
  privacy: optional,
  diversion: optional,
  history: optional,
  trust: z.enum(['yes', 'no']).default('no'),
  callerFormat: z.enum(['national', 'e164']).default('national'),
  /** `host`, `host:port`, `[address]:port`: nothing that could end it within a URI. */
  contactHost: z.string().regex(/^(\[[\da-fA-F:.]+\]|[\w.-]+)(:\d{1,5})?$/),
});

/** Reads the JSON that `evapi.cfg` builds. Never throws; keys it does not know are passed over. */
export function readQuestion(text: string, atMs: number): Question {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { transaction: undefined, asked: { fault: 'it is no JSON' } };
  }
  const { data: transaction } = transactionSchema.safeParse(value);
  const { data, error } = questionSchema.safeParse(value);
  if (error !== undefined) {
    const place = error.issues[0]?.path.join('.') ?? '';
    return { transaction, asked: { fault: `its "${place}" is not what evapi.cfg writes` } };
  }
  if (hasLooped(data)) return { transaction, asked: { loop: true } };
  const { called, callId, callerFormat, contactHost } = data;
  const { caller, withheld } = readKamailioCaller(data);
  const call = { called, caller, callerFormat, withheld, at: atMs, ...(callId === undefined ? {} : { callId }) };
  return { transaction, asked: { call, contactHost } };
}
