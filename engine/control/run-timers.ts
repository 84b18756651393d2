import { murmur3Text } from '../artifact/murmur3.ts';
import { EngineError } from '../errors.ts';
import { CONTROL_SHELF } from '../store/check-commit.ts';
import { type ControlPorts, isLostRace } from './desk.ts';
import { fireNext } from './fire-timer.ts';

/**
 * How often a node asks what is due, and how far it looks ahead, so that it wakes at the very instant. What another node
 * sets for sooner than this may fire this much late.
 */
const ASK_EVERY_MS = 1_000;
/** Numbers looked at in one round; the next round begins at once while there are more. */
const NUMBERS_A_ROUND = 500;
/** Numbers fired at a time: midnight is the instant of many. */
const AT_A_TIME = 16;

/**
 * Fires timers until the signal aborts. A store that is away is asked again; what it may or may not have written is read
 * again, and is either there or still due.
 */
export async function runTimers(ports: ControlPorts, signal: AbortSignal, bell: TimerBell): Promise<void> {
  const told = toldOnce(ports);
  while (!signal.aborted) {
    const wake = new AbortController();
    const abort = () => wake.abort();
    signal.addEventListener('abort', abort, { once: true });
    const unlisten = bell.listen(abort);
    try {
      const waitMs = await fireRound(told, signal);
      if (waitMs > 0 && !signal.aborted) await ports.pauses.wait(waitMs, wake.signal);
    } catch (error) {
      if (error instanceof EngineError && error.code === 'CLOSED') return;
      if (!signal.aborted) await ports.pauses.wait(ASK_EVERY_MS, wake.signal);
    } finally {
      unlisten();
      signal.removeEventListener('abort', abort);
    }
  }
}

/** What keeps a number's timers from firing is told when it begins, not at every try. */
function toldOnce(ports: ControlPorts): ControlPorts {
  const faults = new Map<string, string | undefined>();
  const onTimer: NonNullable<ControlPorts['onTimer']> = (event) => {
    const before = faults.get(event.number);
    if (event.outcome === 'fault') faults.set(event.number, event.why);
    else faults.delete(event.number);
    if (event.outcome !== 'fault' || before !== event.why) ports.onTimer?.(event);
  };
  return { ...ports, onTimer };
}

/** Wakes the runners of this process when a timer was set here, which may be for the next moment. */
export class TimerBell {
  readonly #listeners = new Set<() => void>();

  /** @returns how to stop listening */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  ring(): void {
    for (const listener of this.#listeners) listener();
  }
}

/**
 * Fires what is due, and finds when to look again.
 * @returns milliseconds
 */
async function fireRound(ports: ControlPorts, signal: AbortSignal): Promise<number> {
  const { store, clock } = ports;
  const due = await store.documentsDue(CONTROL_SHELF, clock.now(), NUMBERS_A_ROUND);
  let isMore = false;
  const waiting = inOwnOrder(due, ports.node);
  const work = async () => {
    for (let number = waiting.shift(); number !== undefined && !signal.aborted; number = waiting.shift()) {
      if (await fireNumber(ports, number)) isMore = true;
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_A_TIME, due.length) }, work));
  if (isMore) return 0;
  // What is due and does not fire is behind what is next.
  const soon = await store.documentsDue(CONTROL_SHELF, clock.now() + ASK_EVERY_MS, due.length + 1);
  const next = soon.find((number) => !due.includes(number));
  const dueMs = next === undefined ? undefined : (await store.document(CONTROL_SHELF, next))?.dueMs;
  return Math.max(1, Math.min(ASK_EVERY_MS, (dueMs ?? Infinity) - clock.now()));
}

/** Each node begins elsewhere, so that they share the work of an instant that is everybody's, and do not race for it. */
function inOwnOrder(keys: readonly string[], node = ''): string[] {
  const order = new Map(keys.map((key) => [key, murmur3Text(`${node} ${key}`, 0)]));
  return [...keys].sort((a, b) => order.get(a)! - order.get(b)!);
}

/**
 * One number's due timers, one after the other.
 * @returns whether anything changed, by this node or by another one
 */
async function fireNumber(ports: ControlPorts, number: string): Promise<boolean> {
  let hasFired = false;
  try {
    for (;;) {
      const event = await fireNext(ports, number);
      if (event === undefined) return hasFired;
      hasFired = true;
      ports.onTimer?.(event);
    }
  } catch (error) {
    // Another node fires this number: the next round sees what is left.
    if (isLostRace(error)) return true;
    if (isOfStore(error)) throw error;
    ports.onTimer?.({ number, id: '', outcome: 'fault', why: String((error as Error).message) });
    return hasFired;
  }
}

/** The store is away or closed: not the number's fault. */
function isOfStore(error: unknown): boolean {
  return error instanceof EngineError && ['STORE_UNAVAILABLE', 'STORE_VOLATILE', 'CLOSED'].includes(error.code);
}
