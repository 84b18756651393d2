import type { Snapshot } from '../artifact/snapshot.ts';
import type { Call } from './call.ts';
import { decideFound, findPlan, readCalled } from './decide.ts';
import type { Decision } from './decision.ts';

/** Calls whose memory reads overlap: enough to keep the memory busy, few enough that the first lines are still near. */
const GROUP = 32;
/** An artifact's first lines, words apart: touched before the walk needs them. */
const LINE_WORDS = 16;
const TOUCHED_LINES = 8;

/** Of the group at hand: the number each call dialled, and where its artifact begins. */
const numbers = new Int32Array(GROUP);
const bases = new Int32Array(GROUP);
/** Keeps the touching reads from being thrown away as dead. */
let touched = 0;

/**
 * Decides calls in groups: first all look-ups, then the first lines of all plans, then the walks. The reads of one
 * step do not depend on each other, so their cache misses overlap instead of adding up.
 */
export function decideCalls(
  snapshot: Snapshot,
  calls: readonly Call[],
  instantOf: (call: Call) => number,
  callIdOf: (call: Call) => string,
): readonly Decision[] {
  const decisions: Decision[] = [];
  for (let first = 0; first < calls.length; first += GROUP) {
    const end = Math.min(calls.length, first + GROUP);
    touchPlans(snapshot, calls, first, end);
    for (let i = first; i < end; i++) {
      const call = calls[i]!;
      const called = numbers[i - first]!;
      decisions.push(decideFound(snapshot, call, called, bases[i - first]!, instantOf(call), callIdOf(call)));
    }
  }
  return decisions;
}

function touchPlans(snapshot: Snapshot, calls: readonly Call[], first: number, end: number): void {
  const { words } = snapshot;
  const count = end - first;
  for (let i = 0; i < count; i++) numbers[i] = readCalled(calls[first + i]!.called);
  for (let i = 0; i < count; i++) bases[i] = findPlan(snapshot, numbers[i]!);
  let sum = 0;
  for (let line = 0; line < TOUCHED_LINES; line++) {
    for (let i = 0; i < count; i++) {
      const base = bases[i]!;
      if (base > 0) sum += words[base + line * LINE_WORDS]!;
    }
  }
  touched = sum | 0;
}

/** For tests: what the touching reads added up to. */
export function touchedSum(): number {
  return touched;
}
