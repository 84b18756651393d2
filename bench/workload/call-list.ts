import { DISTRICTS, type Plan } from '../../rules/index.ts';
import { numberAt } from './number-at.ts';
import { type Chance, chanceOf, typicalPlan } from './typical-plan.ts';

/** One call as the engine's goals time it. All have the same shape; an absent caller is the empty text. */
export type BenchCall = {
  readonly called: string;
  readonly caller: string;
  readonly callId: string;
  readonly at: number;
  readonly withheld: boolean;
};

/** Seeded calls to the first `numbers` numbers, as objects, as bytes and as bare keys. */
export type CallList = {
  readonly calls: readonly BenchCall[];
  /** Which number each call is for. */
  readonly indices: Int32Array;
  /** The numbers as integers, for the ceiling. */
  readonly keys: Int32Array;
  /** Called, caller and call id of all calls, one after the other. */
  readonly bytes: Buffer;
  /** Three ends a call: of called, of caller, of call id. The next text begins where one ends. */
  readonly ends: Int32Array;
};

const YEAR_START_MS = Date.UTC(2026, 0, 1);
const YEAR_MS = 365 * 24 * 3_600_000;

/** The plan of the index-th number: the same for a seed, whoever asks and in which order. */
export type PlanSource = (seed: string, index: number) => Plan;

/** Typical plans. */
export function planAt(seed: string, index: number): Plan {
  return typicalPlan(numberAt(index), chanceOf(`${seed}/plan/${index}`));
}

/**
 * Calls at random numbers, hours of one year and callers, none to the same number as the one before it (with more than
 * one number). Of the callers a fifth are on the number's own list, two fifths landlines of all districts, a quarter
 * mobiles; the others are from abroad, of services, withheld or absent.
 */
export function makeCallList(seed: string, numbers: number, count: number, planOf: PlanSource = planAt): CallList {
  const chance = chanceOf(`${seed}/calls/${numbers}`);
  const calls: BenchCall[] = [];
  const indices = new Int32Array(count);
  let last = -1;
  for (let i = 0; i < count; i++) {
    let index = Math.floor(chance() * numbers);
    if (index === last && numbers > 1) index = (index + 1) % numbers;
    last = index;
    indices[i] = index;
    calls.push(makeCall(() => planOf(seed, index), index, chance));
  }
  return { calls, indices, keys: Int32Array.from(calls, (call) => Number(call.called)), ...bytesOf(calls) };
}

function makeCall(plan: () => Plan, index: number, chance: Chance): BenchCall {
  const kind = chance();
  return {
    called: flat(numberAt(index)),
    caller: flat(kind < 0.2 ? listedCaller(plan(), chance) : strangeCaller(kind, chance)),
    callId: flat(`${digits(chance, 14)}-${digits(chance, 9)}@pbx.example.it`),
    at: YEAR_START_MS + Math.floor(chance() * YEAR_MS),
    withheld: kind >= 0.95,
  };
}

/** Somebody on the plan's list: a full number, or one more under a prefix. */
function listedCaller(plan: Plan, chance: Chance): string {
  const entries = plan.callerLists?.clienti ?? [];
  const entry = entries[Math.floor(chance() * entries.length)] ?? '';
  return entry.endsWith('*') ? entry.slice(0, -1) + digits(chance, 4) : entry;
}

function strangeCaller(kind: number, chance: Chance): string {
  if (kind < 0.6) {
    const { code } = DISTRICTS[Math.floor(chance() * DISTRICTS.length)]!;
    return spelled(code + digits(chance, 10 - code.length), chance);
  }
  if (kind < 0.85) return spelled(`3${digits(chance, 9)}`, chance);
  if (kind < 0.9) return `+4${1 + Math.floor(chance() * 8)}${digits(chance, 9)}`;
  if (kind < 0.93) return spelled(`199${digits(chance, 6)}`, chance);
  if (kind < 0.95) return '';
  return spelled(`02${digits(chance, 8)}`, chance);
}

/** National, with +39 or with 0039, as switches give it. */
function spelled(national: string, chance: Chance): string {
  const kind = chance();
  return kind < 0.4 ? national : kind < 0.9 ? `+39${national}` : `0039${national}`;
}

/** Random digits, the first not 0. */
function digits(chance: Chance, count: number): string {
  const low = 10 ** (count - 1);
  return String(low + Math.floor(chance() * 9 * low));
}

/** One run of characters, as a parser leaves it, and not V8's note of what was joined to what. */
function flat(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}

function bytesOf(calls: readonly BenchCall[]): { readonly bytes: Buffer; readonly ends: Int32Array } {
  const texts = calls.flatMap((call) => [call.called, call.caller, call.callId]);
  const bytes = Buffer.from(texts.join(''), 'latin1');
  let end = 0;
  const ends = Int32Array.from(texts, (text) => {
    end += text.length;
    return end;
  });
  return { bytes, ends };
}
