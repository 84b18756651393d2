import { murmur3Text } from '../artifact/murmur3.ts';
import { EngineError } from '../errors.ts';
import { CONTROL_SHELF } from '../store/check-commit.ts';
import { type ControlPorts, isLostRace } from './desk.ts';
import { fireNext } from './fire-timer.ts';

/** How often a node asks what is due: what another node sets for sooner than this may fire this much late. */
const ASK_EVERY_MS = 1_000;
/** A node looks this far ahead, so that it wakes at the very instant. */
const LOOK_AHEAD_MS = 2_500;
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
  const keys = await store.documentsDue(CONTROL_SHELF, clock.now() + LOOK_AHEAD_MS, NUMBERS_A_ROUND);
  let nextMs = clock.now() + ASK_EVERY_MS;
  let isMore = false;
  const waiting = inOwnOrder(keys, ports.node);
  const work = async () => {
    for (let number = waiting.shift(); number !== undefined && !signal.aborted; number = waiting.shift()) {
      const { hasFired, dueMs } = await fireNumber(ports, number);
      if (hasFired && keys.length === NUMBERS_A_ROUND) isMore = true;
      if (dueMs !== undefined && dueMs <= clock.now()) isMore = true;
      if (dueMs !== undefined) nextMs = Math.min(nextMs, dueMs);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_A_TIME, keys.length) }, work));
  return isMore ? 0 : Math.max(1, nextMs - clock.now());
}

/** Each node begins elsewhere, so that they share the work of an instant that is everybody's, and do not race for it. */
function inOwnOrder(keys: readonly string[], node = ''): string[] {
  const order = new Map(keys.map((key) => [key, murmur3Text(`${node} ${key}`, 0)]));
  return [...keys].sort((a, b) => order.get(a)! - order.get(b)!);
}

type Fired = {
  readonly hasFired: boolean;
  /** When the number's next timer is due; undefined for never, or when it is not known now. */
  readonly dueMs: number | undefined;
};

/** One number's due timers, one after the other. */
async function fireNumber(ports: ControlPorts, number: string): Promise<Fired> {
  let hasFired = false;
  try {
    for (;;) {
      const event = await fireNext(ports, number);
      if (event === undefined) break;
      hasFired = true;
      ports.onTimer?.(event);
    }
  } catch (error) {
    // Another node fires this number: the next round sees what is left.
    if (isLostRace(error)) return { hasFired: true, dueMs: undefined };
    if (isOfStore(error)) throw error;
    ports.onTimer?.({ number, id: '', outcome: 'fault', why: String((error as Error).message) });
    return { hasFired, dueMs: undefined };
  }
  return { hasFired, dueMs: (await ports.store.document(CONTROL_SHELF, number))?.dueMs };
}

/** The store is away or closed: not the number's fault. */
function isOfStore(error: unknown): boolean {
  return error instanceof EngineError && ['STORE_UNAVAILABLE', 'STORE_VOLATILE', 'CLOSED'].includes(error.code);
}
