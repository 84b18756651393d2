import { MAX_ADDRESS_CHARACTERS } from '../../rules/index.ts';
import { NumberTable } from '../artifact/number-table.ts';
import type { Snapshot } from '../artifact/snapshot.ts';
import type { Call } from './call.ts';
import { Decision, NUMBER_NOT_READY, NUMBER_UNKNOWN } from './decision.ts';
import { NO_SITES, Question } from './question.ts';
import { readCalledBytes, readCalledText, readCallerBytes, readCallerText } from './read-address.ts';
import { copyAscii, scratch } from './text-bytes.ts';
import { walk } from './walk.ts';

const question = new Question();

/**
 * Decides one call on a snapshot. Never throws, whatever the call holds.
 * @param atMs the call's instant, or the clock's
 * @param callId the call's id, or a random one
 */
export function decideCall(snapshot: Snapshot, call: Call, atMs: number, callId: string): Decision {
  const called = readCalled(call.called);
  return decideFound(snapshot, call, called, findPlan(snapshot, called), atMs, callId);
}

/** The same once the number was read and looked up: `base` is `findPlan`'s answer. */
export function decideFound(
  snapshot: Snapshot,
  call: Call,
  called: number,
  base: number,
  atMs: number,
  callId: string,
): Decision {
  readCaller(call.caller, call.callerFormat === 'e164', call.withheld === true);
  question.callIdText = callId;
  question.atMs = atMs;
  question.out = null;
  if (base < 0) {
    clearFindings(question);
  } else {
    if (call.outOfService !== undefined) question.out = trialStatus(call.outOfService);
    else if (snapshot.status.size > 0) question.out = snapshot.status.get(called) ?? null;
    walk(snapshot.words, base, question);
  }
  return new Decision(snapshot.words, base, question, called, callId);
}

/** Where a number's artifact begins, or why there is none. */
export function findPlan(snapshot: Snapshot, called: number): number {
  const base = snapshot.numbers.find(called);
  if (base > 0) return base;
  if (base === NumberTable.broken || (base === NumberTable.absent && !snapshot.complete && called !== 0)) {
    return NUMBER_NOT_READY;
  }
  return NUMBER_UNKNOWN;
}

export function readCalled(text: string): number {
  if (typeof text !== 'string' || text.length > MAX_ADDRESS_CHARACTERS) return 0;
  const end = copyAscii(text);
  return end < 0 ? readCalledText(text) : readCalledBytes(scratch, 0, end);
}

function readCaller(text: string | undefined, e164: boolean, withheld: boolean): void {
  if (typeof text !== 'string') readCallerBytes(question, scratch, 0, 0, e164, withheld);
  else {
    const end = text.length > MAX_ADDRESS_CHARACTERS ? -1 : copyAscii(text);
    if (end < 0) readCallerText(question, text, e164, withheld);
    else readCallerBytes(question, scratch, 0, end, e164, withheld);
  }
}

function trialStatus(sites: readonly string[]): ReadonlySet<string> | null {
  return Array.isArray(sites) && sites.length > 0 ? new Set(sites) : null;
}

/** A call without a plan has found nothing. */
export function clearFindings(question: Question): void {
  question.trailLow = 0;
  question.trailHigh = 0;
  question.table = 0;
  question.degraded = false;
  question.affected = NO_SITES;
}
