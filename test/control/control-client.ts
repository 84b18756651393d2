import { type Actor, type ActorControl, type Engine, EngineError } from '../../engine/index.ts';
import type { PlanEdit } from '../../rules/index.ts';
import type { Scheduler } from '../simulation/scheduler.ts';
import { actorOf } from './control-room.ts';
import type { Expectation } from './control-witness.ts';

export type ClientOptions = {
  /** Unique from 0 on: its entries carry it. */
  readonly index: number;
  readonly scheduler: Scheduler;
  readonly numbers: readonly string[];
  /** The caller list that it edits. */
  readonly list: string;
  readonly nodes: () => readonly { readonly engine: Engine }[];
  /** Gains what must have become of each request. */
  readonly expected: Expectation[];
};

/** A client's patience with its node, which may have been killed. */
const PATIENCE_MS = 3_000;

/** What was answered, or the code it was refused with. */
type Answer<T> = T | 'VERSION_CONFLICT' | 'BAD_REQUEST' | 'TIMER_UNKNOWN' | 'TOO_MANY_TIMERS';
const EXPECTED = ['VERSION_CONFLICT', 'STORE_UNAVAILABLE', 'TIMER_UNKNOWN', 'BAD_REQUEST', 'DOCUMENT_CONFLICT'];

export function customerOf(index: number): Actor {
  return { ...actorOf('customer-editor', 'acme'), id: `client-${index}` };
}

/** A customer who edits, schedules and overrides through whichever node is up, and does not give up. */
export class ControlClient {
  private readonly options: ClientOptions;

  constructor(options: ClientOptions) {
    this.options = options;
  }

  async live(requests: number): Promise<void> {
    const { scheduler, numbers, index } = this.options;
    for (let request = 0; request < requests; request++) {
      await scheduler.sleep(scheduler.below(2_000));
      await this.ask(scheduler.pick(numbers), index * 100 + request);
    }
  }

  /** One of the things that a customer does, each with an entry of its own in the list. */
  private async ask(number: string, mark: number): Promise<void> {
    const { scheduler } = this.options;
    const entry = `+3901100${String(mark).padStart(4, '0')}`;
    const note = `note-${mark}`;
    const edits: readonly PlanEdit[] = [{ edit: 'authorise-callers', list: this.options.list, entries: [entry] }];
    const soonMs = scheduler.now() + 1_000 + scheduler.below(12_000);
    // No two requests have the same instant: two overrides would be the same.
    const atMs = soonMs - (soonMs % 1_000) + mark;
    const kind = scheduler.below(6);
    const expect = (stays: Expectation['stays'], of: Expectation['of'], times?: number) =>
      this.options.expected.push({ number, entry, note, stays, of, ...(times === undefined ? {} : { times }) });
    if (kind === 0) {
      if (await this.publish(number, edits, { note })) expect('yes', 'publish', 1);
    } else if (kind === 1) {
      if (await this.publish(number, edits, { note, until: atMs })) expect('no', 'until', 1);
    } else if (kind === 2) {
      const timer = await this.publish(number, edits, { note, confirmWithinMs: 10_000 });
      if (timer === undefined) return;
      if (scheduler.chance(0.4)) return void expect('no', 'unconfirmed', 1);
      await scheduler.sleep(scheduler.below(12_000));
      const isSure = await this.once((control) => control.confirm(number, timer));
      expect(isSure === 'done' ? 'yes' : isSure === 'refused' ? 'no' : 'maybe', 'confirmed', 1);
    } else if (kind === 3) {
      if (await this.schedule(number, edits, atMs, note)) expect('yes', 'scheduled', 1);
    } else if (kind === 4) {
      const timer = await this.schedule(number, edits, atMs, note);
      if (timer === undefined) return;
      await scheduler.sleep(scheduler.below(8_000));
      const isSure = await this.once((control) => control.cancel(number, timer));
      expect(isSure === 'done' ? 'no' : isSure === 'refused' ? 'yes' : 'maybe', 'cancelled');
    } else {
      const options = { note, untilMs: atMs, idempotencyKey: note };
      const answer = await this.until((control) => control.override(number, { site: 'b' }, options));
      if (typeof answer !== 'string') expect('no', 'override', 1);
    }
  }

  /** @returns the timer's id, or `-` for none; undefined when it was refused */
  private async publish(
    number: string,
    edits: readonly PlanEdit[],
    options: { readonly note: string; readonly until?: number; readonly confirmWithinMs?: number },
  ): Promise<string | undefined> {
    for (let round = 0; ; round++) {
      const state = await this.until((control) => control.number(number));
      const expectedVersion = typeof state === 'object' ? (state.current?.version ?? 0) : 0;
      const request = { ...options, expectedVersion, idempotencyKey: `${options.note}-${round}` };
      const answer = await this.until((control) => control.publish(number, edits, request));
      if (answer === 'VERSION_CONFLICT') continue;
      return typeof answer === 'string' ? undefined : (answer?.timer?.id ?? '-');
    }
  }

  private async schedule(
    number: string,
    edits: readonly PlanEdit[],
    atMs: number,
    note: string,
  ): Promise<string | undefined> {
    const options = { note, idempotencyKey: note };
    const answer = await this.until((control) => control.schedule(number, edits, atMs, options));
    return typeof answer === 'string' ? undefined : answer?.timer.id;
  }

  /** Asks again, whichever node is up, until somebody says what became of it. */
  private async until<T>(ask: (control: ActorControl) => Promise<T>): Promise<Answer<T>> {
    for (;;) {
      const answer = await this.attempt(ask);
      if (answer !== 'unknown') return answer as Answer<T>;
      await this.options.scheduler.sleep(100 + this.options.scheduler.below(400));
    }
  }

  private async once(ask: (control: ActorControl) => Promise<void>) {
    const answer = await this.attempt(ask);
    return answer === 'unknown' ? 'unknown' : answer === undefined ? 'done' : 'refused';
  }

  private attempt<T>(ask: (control: ActorControl) => Promise<T>): Promise<Answer<T> | 'unknown'> {
    const { scheduler } = this.options;
    const { engine } = scheduler.pick(this.options.nodes());
    const judged = ask(engine.control.forActor(customerOf(this.options.index))).catch((error: unknown) => {
      if (!(error instanceof EngineError) || !EXPECTED.includes(error.code)) throw error;
      return (error.code === 'STORE_UNAVAILABLE' ? 'unknown' : error.code) as Answer<T> | 'unknown';
    });
    return Promise.race([judged, scheduler.sleep(PATIENCE_MS).then(() => 'unknown' as const)]);
  }
}
