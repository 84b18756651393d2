import { setImmediate } from 'node:timers/promises';
import {
  type Actor,
  type ActorControl,
  createEngine,
  createMemoryStore,
  type Engine,
  type EngineError,
  type EngineOptions,
  type PlanStore,
  type Role,
  type TimerEvent,
} from '../../engine/index.ts';
import { FEATURES, type Subscription } from '../../rules/index.ts';
import { examplePlan } from '../rules/plan/plan-examples.ts';

export const NUMBER = '800123456';
/** Of another customer. */
export const OTHERS = '800999888';
/** Monday 2026-11-23, 10:00 in Rome. */
export const START = Date.UTC(2026, 10, 23, 9);

/** Time that passes when it is told to, for a clock and for whoever waits. */
export class HandClock {
  #nowMs: number;
  readonly #waits = new Set<{ readonly atMs: number; readonly end: () => void }>();

  constructor(startMs = START) {
    this.#nowMs = startMs;
  }

  readonly clock = { now: () => this.#nowMs };
  readonly pauses = {
    wait: (ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve) => {
        if (signal?.aborted === true) return resolve();
        const end = () => {
          this.#waits.delete(wait);
          signal?.removeEventListener('abort', end);
          resolve();
        };
        const wait = { atMs: this.#nowMs + Math.max(1, ms), end };
        this.#waits.add(wait);
        signal?.addEventListener('abort', end, { once: true });
      }),
  };

  /** Lets time pass, waking everybody in order and letting them finish before it goes on. */
  async passTo(untilMs: number): Promise<void> {
    for (;;) {
      await settle();
      const [next] = [...this.#waits].sort((a, b) => a.atMs - b.atMs);
      if (next === undefined || next.atMs > untilMs) break;
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.end();
    }
    this.#nowMs = untilMs;
    await settle();
  }

  /** Time that nobody of these saw pass: they were not there. */
  jumpTo(atMs: number): void {
    this.#nowMs = atMs;
  }
}

/** Lets everything run that waits for nothing but its turn. */
async function settle(turns = 25): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await setImmediate();
}

export function subscriptionOf(number = NUMBER, customer = 'acme', more: Partial<Subscription> = {}): Subscription {
  return {
    number,
    customer,
    kind: 'numero-verde',
    features: FEATURES,
    limits: { sites: 20, callerEntries: 100 },
    destinationPolicy: { mobile: true, international: true, sip: true },
    ...more,
  };
}

export function actorOf(role: Role, customer?: string): Actor {
  const id = customer === undefined ? role : `${role}@${customer}`;
  return { id, role, from: '192.0.2.7', ...(customer === undefined ? {} : { customer }) };
}

export type ControlRoom = {
  readonly engine: Engine;
  readonly store: PlanStore;
  readonly time: HandClock;
  readonly events: TimerEvent[];
  /** The customer `acme`'s editor, on whom most is tried. */
  readonly editor: ActorControl;
  readonly admin: ActorControl;
  readonly carrier: ActorControl;
  readonly rival: ActorControl;
  as(role: Role, customer?: string): ActorControl;
};

/** A node on a store, with a clock in the hand. */
export async function openNode(
  store: PlanStore = createMemoryStore(),
  time = new HandClock(),
  options: Partial<EngineOptions> = {},
): Promise<ControlRoom> {
  let calls = 0;
  const events: TimerEvent[] = [];
  const engine = await createEngine({
    store,
    clock: time.clock,
    pauses: time.pauses,
    callIds: { next: () => `call-${++calls}` },
    onTimer: (event) => events.push(event),
    ...options,
  });
  const as = (role: Role, customer?: string) => engine.control.forActor(actorOf(role, customer));
  return {
    ...{ engine, store, time, events, as },
    editor: as('customer-editor', 'acme'),
    admin: as('customer-admin', 'acme'),
    carrier: as('carrier'),
    rival: as('customer-admin', 'rival'),
  };
}

/** The same with the example plan as version 1 of `acme`'s number. */
export async function openRoom(
  store?: PlanStore,
  time?: HandClock,
  options?: Partial<EngineOptions>,
): Promise<ControlRoom> {
  const room = await openNode(store, time, options);
  await fillRoom(room);
  return room;
}

async function fillRoom({ engine, editor }: ControlRoom): Promise<void> {
  const provisioning = engine.control.provisioning(actorOf('carrier'));
  await provisioning.provision(subscriptionOf(), { expectedRevision: 0 });
  await provisioning.provision(subscriptionOf(OTHERS, 'rival'), { expectedRevision: 0 });
  await editor.publish(NUMBER, [{ edit: 'replace-plan', plan: examplePlan() }], { expectedVersion: 0 });
}

/** The error that a call is refused with. @throws Error when it is not refused */
export async function refusalOf(done: Promise<unknown>): Promise<EngineError> {
  try {
    await done;
  } catch (error) {
    return error as EngineError;
  }
  throw new Error('It was not refused.');
}

/** The codes of the reasons of an EDIT_REFUSED. */
export async function reasonsOf(done: Promise<unknown>): Promise<readonly string[]> {
  const { code, details } = await refusalOf(done);
  if (code !== 'EDIT_REFUSED') throw new Error(`It was refused as ${code}.`);
  return (details.reasons ?? []).map((reason) => reason.code);
}

/** Where a call goes now: the first destination, or the outcome. */
export function calledTo({ engine, time }: ControlRoom, caller = '0212345678', number = NUMBER): string {
  const { outcome, targets, announcement } = engine.decide({
    called: number,
    caller,
    at: time.clock.now(),
    callId: 'x',
  });
  return targets[0]?.site ?? announcement?.name ?? outcome;
}

/** A store some of whose methods are others. */
export function storeWith(store: PlanStore, changed: Partial<PlanStore>): PlanStore {
  return new Proxy(store, {
    get: (target, key: keyof PlanStore) => changed[key] ?? target[key]?.bind(target),
  });
}

const running: AbortController[] = [];

/** Lets a node fire timers, as `serve` does. @returns how the node dies */
export function runTimers({ engine }: ControlRoom): () => void {
  const stop = new AbortController();
  running.push(stop);
  void engine.control.runTimers(stop.signal);
  return () => stop.abort();
}

/** After each test: whatever became of it, no node goes on. */
export function stopTimers(): void {
  for (const each of running.splice(0)) each.abort();
}

/** Its versions, newest first. */
export async function versionsOf({ editor }: ControlRoom, number = NUMBER): Promise<readonly number[]> {
  return (await editor.history(number)).map(({ version }) => version);
}
