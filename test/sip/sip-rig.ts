import { setTimeout as sleep } from 'node:timers/promises';
import {
  createSipCounters,
  readSipListener,
  readTrunks,
  type SipCounters,
  type SipServerOptions,
  startSipServer,
} from '../../adapters/sip/index.ts';
import { createEngine, createMemoryStore, type Engine, type PlanStore } from '../../engine/index.ts';
import { NOON, PLANS } from './sip-plans.ts';

export type TrunkDraft = Readonly<Record<string, unknown>>;

export type Rig = {
  readonly engine: Engine;
  readonly store: PlanStore;
  readonly counters: SipCounters;
  readonly udp: number;
  readonly tcp: number;
  transactions(): number;
  close(): Promise<void>;
};

const QUIET = { debug() {}, info() {}, warn() {} };

export const LOCAL_TRUNK: TrunkDraft = { name: 'prova', from: ['127.0.0.1', '::1'], contactHost: 'sbc.example.it' };

/** A server on free ports of loopback, UDP and TCP, whose engine has the plans of `sip-plans.ts`. */
export async function openRig(
  trunk: TrunkDraft = {},
  more: Partial<
    Pick<SipServerOptions, 'maxWaiting' | 'engine' | 'listeners' | 'trunks' | 'udpTransport' | 'sharesPort'>
  > = {},
): Promise<Rig> {
  const store = createMemoryStore();
  const engine = await openEngine(store);
  const counters = createSipCounters();
  const server = await startSipServer({
    engine,
    clock: { now: () => NOON },
    listeners: ['udp:127.0.0.1:0', 'tcp:127.0.0.1:0'].map(readSipListener),
    trunks: trunksOf({ trunks: [{ ...LOCAL_TRUNK, ...trunk }] }),
    log: QUIET,
    metrics: counters,
    ...more,
  });
  const [udp, tcp] = server.addresses;
  return {
    engine,
    store,
    counters,
    udp: udp?.port ?? 0,
    tcp: tcp?.port ?? 0,
    transactions: () => server.transactions(),
    close: async () => {
      await server.close();
      await engine.close();
    },
  };
}

export function trunksOf(file: TrunkDraft): SipServerOptions['trunks'] {
  return readTrunks(JSON.stringify(file));
}

/** For a server without sockets. */
export const TRUSTING_TRUNKS = trunksOf({ trunks: [{ ...LOCAL_TRUNK, trust: true, historyInfo: true }] });

async function openEngine(store: PlanStore): Promise<Engine> {
  let ids = 0;
  const engine = await createEngine({
    store,
    clock: { now: () => NOON },
    callIds: { next: () => `given-${++ids}` },
    pauses: { wait: (ms, signal) => sleep(ms, undefined, { ...(signal && { signal }), ref: false }).catch(() => {}) },
  });
  for (const plan of Object.values(PLANS)) await engine.publish(plan, { actor: 'prova' });
  return engine;
}
