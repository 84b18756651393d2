import { originId } from '../../rules/index.ts';
import { CALLERS_HEAD_WORDS, COUNT_SHIFT, HEADER, KIND, SPLIT_HEAD_WORDS } from '../artifact/layout.ts';
import { walkCalendar } from '../decide/calendar.ts';
import { walkCallers } from '../decide/callers.ts';
import { Decision } from '../decide/decision.ts';
import { walkDistricts } from '../decide/districts.ts';
import { walkOverride } from '../decide/override.ts';
import { NO_SITES, Question } from '../decide/question.ts';
import { readCallerText } from '../decide/read-address.ts';
import { settleSite } from '../decide/site-service.ts';
import { walkSplit } from '../decide/split.ts';
import { BRANCH, parseTrail, type Trail } from '../decide/trail.ts';
import { isMasked } from './mask-caller.ts';
import type { Receipt } from './receipt.ts';

/** A decision made again from its receipt. */
export type Retraced = {
  readonly decision: Decision;
  /** Undefined when the receipt hides what the bucket is made of. */
  readonly bucket: number | undefined;
};

/**
 * Walks the compiled tree of a receipt's version once more. What the receipt holds is decided again and must come out
 * as its trail says; what it hides (a masked caller, a call id that was cut) is taken from the trail.
 * @param words an artifact that was checked
 * @returns undefined when the receipt is not of this version
 */
export function retrace(words: Int32Array, receipt: Receipt): Retraced | undefined {
  const trail = parseTrail(receipt.trail);
  if (trail === undefined || String(words[HEADER.number]) !== receipt.number) return undefined;
  const question = questionOf(receipt);
  if (question === undefined) return undefined;
  const way: Way = { words, trail, question, receipt };
  const hidesBucket = follow(way);
  if (hidesBucket === undefined) return undefined;
  const decision = new Decision(words, 0, question, words[HEADER.number]!, receipt.callId);
  const asTold =
    decision.trail === receipt.trail &&
    decision.outcome === receipt.outcome &&
    decision.degraded === receipt.degraded &&
    decision.outOfService.join() === receipt.outOfService.join();
  return asTold ? { decision, bucket: hidesBucket ? undefined : decision.bucket } : undefined;
}

type Way = {
  readonly words: Int32Array;
  readonly trail: Trail;
  readonly question: Question;
  readonly receipt: Receipt;
};

/** The call as far as the receipt tells it; undefined when caller and origin do not go together. */
function questionOf({ caller, origin, withheld, atMs, callId, outOfService }: Receipt): Question | undefined {
  const question = new Question();
  if (caller !== undefined && !isMasked(caller)) {
    readCallerText(question, caller, true, withheld);
    if (question.origin !== originId(origin)) return undefined;
  }
  question.origin = originId(origin) ?? 0;
  question.withheld = withheld;
  question.atMs = atMs;
  question.bytes = Buffer.from(callId, 'utf8');
  question.callIdEnd = question.bytes.length;
  question.out = outOfService.length === 0 ? null : new Set(outOfService);
  question.affected = NO_SITES;
  return question;
}

/** Walks to the ending. @returns whether the bucket is hidden; undefined when the trail leads nowhere */
function follow(way: Way): boolean | undefined {
  const { words, question } = way;
  let node = words[HEADER.root]!;
  for (;;) {
    let next: number | undefined;
    switch (words[node]! & 0xff) {
      case KIND.callers:
        next = callersBranch(node, way);
        break;
      case KIND.districts:
        next = walkDistricts(words, node, question);
        break;
      case KIND.calendar:
        next = walkCalendar(words, 0, node, question);
        break;
      case KIND.split:
        return splitBranch(node, way);
      case KIND.override:
        next = walkOverride(words, node, question);
        break;
      default:
        question.leaf = node;
        if (question.out !== null) settleSite(words, 0, node, question);
        return false;
    }
    if (next === undefined) return undefined;
    node = next;
  }
}

function callersBranch(node: number, { words, trail, question, receipt }: Way): number | undefined {
  const isEntry = trail.callers >= BRANCH.first;
  if (!isMasked(receipt.caller)) return walkCallers(words, node, question);
  // That a masked caller is on no list cannot be checked; that a withheld one takes its branch can.
  const withheld = question.withheld && (words[node]! & 0x100) !== 0;
  if (withheld !== (trail.callers === BRANCH.withheld) || trail.callers === BRANCH.notAsked) return undefined;
  if (!isEntry) return walkCallers(words, node, question);
  const branch = trail.callers - BRANCH.first;
  if (branch >= words[node]! >>> COUNT_SHIFT) return undefined;
  question.trailLow |= trail.callers;
  return words[node + CALLERS_HEAD_WORDS + branch]!;
}

function splitBranch(node: number, { words, trail, question, receipt }: Way): boolean | undefined {
  const byCaller = (words[node]! & 0x100) !== 0 && receipt.caller !== undefined;
  const hidden = byCaller ? isMasked(receipt.caller) : receipt.callIdCut;
  if (!hidden) {
    question.leaf = walkSplit(words, 0, node, question);
    return false;
  }
  const share = trail.split - BRANCH.first;
  if (share < 0 || share >= words[node]! >>> COUNT_SHIFT) return undefined;
  question.trailHigh |= trail.split << 16;
  question.leaf = words[node + SPLIT_HEAD_WORDS + share * 2 + 1]!;
  question.degraded = receipt.degraded;
  question.affected = receipt.outOfService;
  return true;
}
