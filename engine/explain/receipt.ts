import { isE164, MAX_INSTANT_MS, originId } from '../../rules/index.ts';
import type { Outcome } from '../decide/decision-view.ts';
import { parseTrail } from '../decide/trail.ts';
import { type CallerMasking, isKeptCaller, isMasked, maskCaller } from './mask-caller.ts';

/**
 * What a switch keeps of a decision in its call detail record, so that it can be explained again later from the stored
 * version. As text it is one line of printable ASCII without blank, comma, semicolon, quote, bracket, brace, dollar,
 * ampersand, bar or backslash: fit for a SIP header, a channel variable, a dial string and a CSV file.
 *
 * ```
 * i1/r/800123456/4/90b1c3d5e7f90a1b/c*d0t0s1/1795770000000/02/-/+390212345678/-/a84b4c76e66710
 * |  | number    | first 16 hex     trail    instant, ms   |  | caller       | call id
 * |  outcome     version            of the plan's hash     |  flags          sites out of service: a.b
 * form                                                     origin
 * ```
 * Outcome: r route, a announce, j reject, u unknown number, n not ready. Flags: w withheld, d degraded, p personal. A field that is
 * absent is `-`. The call id is percent-encoded; `~` ends one that was cut. Digits of the caller that are hidden are an
 * asterisk each, three of them.
 */
export type Receipt = {
  readonly outcome: Outcome;
  readonly number?: string;
  readonly version?: number;
  /** The first 16 hex digits of the plan's content hash. */
  readonly hashStart?: string;
  readonly trail: string;
  /** Epoch milliseconds, whole. */
  readonly atMs: number;
  /** District code or caller class. */
  readonly origin: string;
  readonly withheld: boolean;
  readonly degraded: boolean;
  /** The call was made at the caller's own expense, as the edge has heard; nothing was decided by it. */
  readonly personal?: true;
  /** Stored form, masked by setting. */
  readonly caller?: string;
  /** The sites whose status changed the answer, ascending. */
  readonly outOfService: readonly string[];
  readonly callId: string;
  /** The call id is longer than what is kept of it, or it held the digits of a masked caller. */
  readonly callIdCut: boolean;
};

/** A decision, or its plain fields with the instant. */
export type ReceiptSource = {
  readonly outcome: Outcome;
  readonly number?: string | undefined;
  readonly version?: number | undefined;
  readonly hash?: string | undefined;
  readonly trail: string;
  readonly atMs: number;
  readonly origin: string;
  readonly withheld: boolean;
  readonly degraded: boolean;
  readonly caller?: string | undefined;
  readonly outOfService: readonly string[];
  readonly callId: string;
};

const FORM = 'i1';
const LETTERS: Readonly<Record<Outcome, string>> = {
  route: 'r',
  announce: 'a',
  reject: 'j',
  'unknown-number': 'u',
  'not-ready': 'n',
};
const HASH_START_DIGITS = 16;
/** Of the encoded call id. With 1,000 for sites a receipt stays below what Asterisk takes in one line, 2,048. */
const MAX_CALL_ID_TEXT = 256;
const MAX_SITES_TEXT = 1_000;
/** Longer texts are not read at all. */
const MAX_RECEIPT_CHARACTERS = 2_000;
const CUT = '~';
/** Digits of a caller that a call id must hold to give the caller away. */
const TELLING_DIGITS = 5;

/** What is kept of a decision. @param personal whether the call was made at the caller's own expense */
export function receiptOf(decision: ReceiptSource, masking: CallerMasking, personal = false): Receipt {
  const { outcome, number, version, hash, trail, atMs, origin, withheld, degraded, caller, outOfService } = decision;
  return {
    outcome,
    ...(number === undefined ? {} : { number }),
    ...(version === undefined ? {} : { version }),
    ...(hash === undefined ? {} : { hashStart: hash.slice(0, HASH_START_DIGITS) }),
    trail,
    atMs: Math.floor(atMs),
    origin,
    withheld,
    degraded,
    ...(personal ? { personal } : {}),
    ...(caller === undefined ? {} : { caller: maskCaller(caller, masking) }),
    outOfService,
    ...keptCallId(decision.callId, masking === 'none' ? undefined : caller),
  };
}

/** The one text form of a receipt, for every adapter. */
export function writeReceipt(receipt: Receipt): string {
  const { outcome, number, version, hashStart, trail, atMs, origin, withheld, degraded, personal, caller } = receipt;
  const sites = receipt.outOfService.join('.');
  const fields = [
    ...[FORM, LETTERS[outcome], number ?? '-', version ?? '-', hashStart ?? '-', trail || '-', atMs, origin],
    ...[`${withheld ? 'w' : ''}${degraded ? 'd' : ''}${personal ? 'p' : ''}` || '-', caller ?? '-'],
    sites.length > MAX_SITES_TEXT ? CUT : sites || '-',
    encodeCallId(receipt.callId) + (receipt.callIdCut ? CUT : ''),
  ];
  return fields.join('/');
}

/** Reads a receipt's text back, strictly: what is accepted is, character by character, what `writeReceipt` gives. */
export function readReceipt(text: string): { readonly receipt: Receipt } | { readonly fault: string } {
  if (text.length > MAX_RECEIPT_CHARACTERS)
    return { fault: `a receipt has at most ${MAX_RECEIPT_CHARACTERS} characters` };
  const fields = text.split('/');
  if (fields[0] !== FORM) return { fault: `a receipt begins with ${FORM}/; this is none, or of a later form` };
  if (fields.length !== FIELDS.length) {
    return { fault: `a receipt has ${FIELDS.length} fields between slashes, this has ${fields.length}: copy it whole` };
  }
  const bad = FIELDS.findIndex(([, pattern], index) => !pattern.test(fields[index]!));
  if (bad >= 0) return { fault: `its field ${bad + 1} (${FIELDS[bad]![0]}) is not well formed` };
  if (fields[SITES_FIELD] === CUT) {
    return { fault: 'it left out the sites out of service, which were too many; the decision record has them' };
  }
  const receipt = receiptOfFields(fields);
  const fault = receiptFault(receipt);
  if (fault !== undefined) return { fault };
  return writeReceipt(receipt) === text ? { receipt } : { fault: 'it is not spelt as a receipt is: copy it as it was' };
}

const FIELDS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['form', /^i1$/],
  ['outcome', /^[rajun]$/],
  ['number', /^(-|[1-9]\d{0,14})$/],
  ['version', /^(-|[1-9]\d{0,9})$/],
  ['hash', /^(-|[0-9a-f]{16})$/],
  ['trail', /^(-|[a-z0-9*]{1,20})$/],
  ['instant', /^-?\d{1,16}$/],
  ['origin', /^[a-z0-9-]{1,20}$/],
  ['flags', /^(-|w?d?p?)$/],
  ['caller', /^(-|\+[\d*]+)$/],
  ['sites out of service', /^(-|~|[a-z0-9][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)*)$/],
  ['call id', /^([\w.@:-]|%[0-9A-F]{2})*~?$/],
];
const SITES_FIELD = 10;

function receiptOfFields(fields: readonly string[]): Receipt {
  const [, letter, number, version, hashStart, trail, at, origin = '', flags = '', caller, sites = '', callId = ''] =
    fields.map((field) => (field === '-' ? '' : field));
  return {
    outcome: (Object.keys(LETTERS) as Outcome[]).find((each) => LETTERS[each] === letter)!,
    ...(number ? { number } : {}),
    ...(version ? { version: Number(version) } : {}),
    ...(hashStart ? { hashStart } : {}),
    trail: trail ?? '',
    atMs: Number(at),
    origin,
    withheld: flags.includes('w'),
    degraded: flags.includes('d'),
    ...(flags.includes('p') ? { personal: true } : {}),
    ...(caller ? { caller } : {}),
    outOfService: sites === '' ? [] : sites.split('.'),
    // A call id of one hyphen is one.
    callId: decodeCallId(fields.at(-1)!),
    callIdCut: callId.endsWith(CUT),
  };
}

/** What is wrong with the fields together. */
export function receiptFault(receipt: Receipt): string | undefined {
  const { outcome, number, version, hashStart, trail, atMs, origin, caller } = receipt;
  const decided = outcome === 'route' || outcome === 'announce' || outcome === 'reject';
  const hasPlan = number !== undefined && version !== undefined && hashStart !== undefined;
  if (decided && !hasPlan) return `its outcome is ${outcome}, which has a number, a version and a hash`;
  if (!decided && (version !== undefined || hashStart !== undefined || trail !== '')) {
    return `its outcome is ${outcome}, which has no version, hash or trail`;
  }
  if (parseTrail(trail) === undefined) return 'its trail is none';
  if (Math.abs(atMs) > MAX_INSTANT_MS) return 'its instant is out of range';
  if (originId(origin) === undefined) return `its origin "${origin}" is neither a district code nor a caller class`;
  if (caller !== undefined && !isKeptCaller(caller)) return 'its caller is no number in its stored form';
  if (caller !== undefined && !isMasked(caller) && !isE164(caller)) return 'its caller is no number in its stored form';
  return undefined;
}

/** The call id as far as it is kept; nothing of one that holds the digits of a caller who is masked. */
function keptCallId(callId: string, hidden: string | undefined): Pick<Receipt, 'callId' | 'callIdCut'> {
  if (hidden !== undefined && tellsCaller(callId, hidden)) return { callId: '', callIdCut: true };
  const encoded = encodeCallId(callId);
  if (encoded.length <= MAX_CALL_ID_TEXT) return { callId: decodeCallId(encoded), callIdCut: false };
  // Never in the middle of a character: an escape has three places, a character of UTF-8 up to four of them.
  let end = MAX_CALL_ID_TEXT;
  while (end > 0 && !isBoundary(encoded, end)) end--;
  return { callId: decodeCallId(encoded.slice(0, end)), callIdCut: true };
}

/** Whether the encoded text may be cut before `at`: no escape and no character of UTF-8 is broken there. */
function isBoundary(encoded: string, at: number): boolean {
  if (encoded.charAt(at - 1) === '%' || encoded.charAt(at - 2) === '%') return false;
  return !/^%[89AB]/.test(encoded.slice(at, at + 2));
}

/** Whether a call id holds a caller's digits (`39…` or national), and so gives a masked caller away. */
export function tellsCaller(callId: string, caller: string): boolean {
  const digits = caller.slice(1);
  const national = digits.startsWith('39') ? digits.slice(2) : digits;
  return national.length >= TELLING_DIGITS && callId.includes(national);
}

/** Bytes of UTF-8; what may stand in no header, variable or dial string is `%XX`. */
function encodeCallId(callId: string): string {
  if (/^[\w.@:-]*$/.test(callId)) return callId;
  let encoded = '';
  for (const byte of Buffer.from(callId, 'utf8')) {
    const character = String.fromCharCode(byte);
    encoded += /[\w.@:-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}

/** What is no UTF-8 becomes U+FFFD, and is then found out by writing it again. */
function decodeCallId(text: string): string {
  const encoded = text.endsWith(CUT) ? text.slice(0, -1) : text;
  if (!encoded.includes('%')) return encoded;
  const bytes = encoded.split('%').flatMap((part, index) => {
    if (index === 0) return [...Buffer.from(part, 'latin1')];
    return [Number.parseInt(part.slice(0, 2), 16), ...Buffer.from(part.slice(2), 'latin1')];
  });
  return Buffer.from(bytes).toString('utf8');
}
