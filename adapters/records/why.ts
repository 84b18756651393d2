import {
  EngineError,
  type ExplainedReceipt,
  explainReceipt,
  type PlanStore,
  type Receipt,
  readReceipt,
  receiptOfRecord,
} from '../../engine/index.ts';
import { findRecords } from './find-records.ts';

export type WhyOptions = {
  readonly store: PlanStore;
  /** The folder of decision records, for a call id. */
  readonly folder?: string;
  /** Of the records of one call id at most so many. Default 20. */
  readonly limit?: number;
};

const LIMIT = 20;
/** Copied from a trace with its header. */
const HEADER_NAME = /^x-instrada-decision\s*:\s*/i;

/**
 * Why a call was decided as it was: explains a receipt, a decision record (a line of JSON) or the records of a call id,
 * from the versions that decided.
 * @param question a receipt begins with `i1/`, with its header's name in front or not, a record with `{`; anything else is a call id
 * @throws EngineError BAD_REQUEST with a sentence that says what to mend; those of `explainReceipt`
 */
export async function why(
  question: string,
  { store, folder, limit = LIMIT }: WhyOptions,
): Promise<readonly ExplainedReceipt[]> {
  const asked = question.trim().replace(HEADER_NAME, '');
  if (asked.startsWith('i1/')) return [await explainReceipt(store, receiptOr(readReceipt(asked)))];
  if (asked.startsWith('{')) return [await explainReceipt(store, receiptOr(receiptOfRecord(parseRecord(asked))))];
  if (folder === undefined) {
    throw badRequest(`"${asked.slice(0, 60)}" is no receipt and no record; a call id needs the folder of the records.`);
  }
  const explained: ExplainedReceipt[] = [];
  for await (const { value } of findRecords(folder, asked)) {
    explained.push(await explainReceipt(store, receiptOr(receiptOfRecord(value))));
    if (explained.length >= limit) break;
  }
  if (explained.length === 0) {
    throw badRequest(`No record of the call id "${asked.slice(0, 60)}" is in ${folder}. Are these the node's records?`);
  }
  return explained;
}

function receiptOr(result: { readonly receipt: Receipt } | { readonly fault: string }): Receipt {
  if ('fault' in result) throw badRequest(`This cannot be explained: ${result.fault}.`);
  return result.receipt;
}

function parseRecord(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw badRequest(`The record is no JSON (${(error as Error).message}): copy the whole line.`);
  }
}

function badRequest(message: string): EngineError {
  return new EngineError('BAD_REQUEST', { message });
}
