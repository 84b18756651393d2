import { setTimeout as sleep } from 'node:timers/promises';
import {
  compilePlan,
  createEngine,
  type Engine,
  EngineError,
  type EngineOptions,
  encodeArtifact,
  type FollowerEvent,
  type PlanCommit,
  type PlanStore,
} from '../../engine/index.ts';
import type { ChangeBatch, ShardPosition } from '../../engine/store/plan-store.ts';
import { normalizePlan, type Plan, planHash, planText } from '../../rules/index.ts';

export const NUMBER = '800123456';

const clock = { now: () => Date.now() };
const pauses = {
  wait: (ms: number, signal?: AbortSignal) => sleep(ms, undefined, signal ? { signal } : {}).catch(() => {}),
};
let calls = 0;
const opened: Engine[] = [];

export type Node = { readonly engine: Engine; readonly events: FollowerEvent[] };

/** A node on a store, with the host's clock. */
export async function openNode(store: PlanStore, options: Partial<EngineOptions> = {}): Promise<Node> {
  const events: FollowerEvent[] = [];
  const callIds = { next: () => `call-${++calls}` };
  const engine = await createEngine({
    store,
    clock,
    callIds,
    pauses,
    onEvent: (event) => events.push(event),
    ...options,
  });
  opened.push(engine);
  return { engine, events };
}

export async function closeNodes(): Promise<void> {
  for (const engine of opened.splice(0)) await engine.close();
}

/** A plan whose one destination tells its edit. */
export function planOf(edit: number, number = NUMBER): Plan {
  const destination = `+39021234${String(edit).padStart(4, '0')}`;
  const sites = { a: { destinations: [destination] }, b: { destinations: ['+390655512345'] } };
  return { schemaVersion: 1, number, sites, route: { site: 'a', overflow: ['b'] } };
}

/** What publishing would commit, for a store that is written behind the engine's back. */
export function commitOf(edit: number, version: number, number = NUMBER): PlanCommit {
  const canonical = normalizePlan(planOf(edit, number));
  const hash = planHash(canonical);
  return {
    number,
    expectedVersion: version - 1,
    record: { hash, withdrawn: false, actor: `edit ${edit}`, atMs: version, note: '' },
    planText: planText(canonical),
    artifact: encodeArtifact(compilePlan(canonical), version, hash),
  };
}

export function withdrawalOf(version: number, number = NUMBER): PlanCommit {
  const record = { hash: '', withdrawn: true, actor: 'mario', atMs: version, note: '' };
  return { number, expectedVersion: version - 1, record, planText: undefined, artifact: undefined };
}

/** The same with a byte of the artifact changed. */
export function brokenCommitOf(edit: number, version: number): PlanCommit {
  const commit = commitOf(edit, version);
  commit.artifact![40]! ^= 1;
  return commit;
}

export function served({ engine }: Node, number = NUMBER): string {
  const { outcome, version } = engine.decide({ called: number, callId: 'x' });
  return version === undefined ? outcome : `version ${version}`;
}

/** @throws Error when it does not come true within `ms` */
export async function until(what: () => boolean, ms = 5_000): Promise<void> {
  const endMs = Date.now() + ms;
  while (!what()) {
    if (Date.now() > endMs) throw new Error(`did not come true within ${ms} ms: ${what}`);
    await sleep(2);
  }
}

/** A store that can go away and come back, also as another one: as its clients see it. */
export class SwitchedStore {
  readonly store: PlanStore;
  private current: PlanStore;
  private isAway = false;
  private connection = new AbortController();

  constructor(current: PlanStore) {
    this.current = current;
    this.store = new Proxy(current, {
      get: (_, key: keyof PlanStore) => {
        if (key === 'follow') return (from: readonly ShardPosition[], signal: AbortSignal) => this.follow(from, signal);
        // A node ends; the store does not.
        if (key === 'close') return async () => {};
        if (!this.isAway) return this.current[key]?.bind(this.current);
        if (key === 'scan' || key === 'outOfService' || key === 'list' || key === 'shelf') return refuseToList;
        return refuse;
      },
    });
  }

  goAway(): void {
    this.isAway = true;
    this.connection.abort();
  }

  comeBack(current = this.current): void {
    this.connection.abort();
    this.connection = new AbortController();
    this.current = current;
    this.isAway = false;
  }

  private async *follow(from: readonly ShardPosition[], signal: AbortSignal): AsyncGenerator<ChangeBatch> {
    if (this.isAway) throw new EngineError('STORE_UNAVAILABLE');
    const { connection } = this;
    yield* this.current.follow(from, AbortSignal.any([signal, connection.signal]));
    if (connection.signal.aborted) throw new EngineError('STORE_UNAVAILABLE');
  }
}

async function refuse(): Promise<never> {
  throw new EngineError('STORE_UNAVAILABLE');
}

async function* refuseToList(): AsyncGenerator<never> {
  yield await refuse();
}
