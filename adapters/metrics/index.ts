import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Call, Decision, Engine, NodeState, Outcome } from '../../engine/index.ts';
import { ZONE_TABLE_VERSION } from '../../rules/index.ts';

export { addEvapiMetrics, addFastAgiMetrics, addSipMetrics } from './sip-metrics.ts';
export { answerForAllWorkers, pageOfAllWorkers } from './worker-metrics.ts';

/** One decision in this many is timed: a clock read costs as much as a fifth of a decision, and a sample tells enough. */
const SAMPLE = 64;
const OUTCOMES: readonly Outcome[] = ['route', 'announce', 'reject', 'unknown-number', 'not-ready'];
const STATES: readonly NodeState['kind'][] = ['ready', 'stale', 'never-synced'];
const LATENCY_BUCKETS_SECONDS = [2.5e-7, 5e-7, 1e-6, 2.5e-6, 5e-6, 1e-5, 2.5e-5, 1e-4, 1e-3, 1e-2];

/** An engine whose decisions are counted, and the page that tells of them. */
export type Metrics = {
  decide(call: Call): Decision;
  decideBatch(calls: readonly Call[]): readonly Decision[];
  page(): Promise<{ readonly contentType: string; readonly text: string }>;
  readonly registry: Registry;
};

type Meters = {
  readonly registry: Registry;
  readonly counts: Record<Outcome, number>;
  readonly latency: Histogram;
};

/** Counts what an engine decides. A decision costs one addition; Prometheus' own bookkeeping is done when it is read. */
export function createMetrics(engine: Engine, version: string): Metrics {
  const { registry, counts, latency } = createMeters(engine, version);
  let untilSample = SAMPLE;
  return {
    decide(call) {
      if (--untilSample > 0) {
        const decision = engine.decide(call);
        counts[decision.outcome]++;
        return decision;
      }
      untilSample = SAMPLE;
      const begun = performance.now();
      const decision = engine.decide(call);
      latency.observe((performance.now() - begun) / 1000);
      counts[decision.outcome]++;
      return decision;
    },
    decideBatch(calls) {
      const begun = performance.now();
      const decisions = engine.decideBatch(calls);
      // A batch is one sample: its mean.
      if (calls.length > 0) latency.observe((performance.now() - begun) / 1000 / calls.length);
      for (const decision of decisions) counts[decision.outcome]++;
      return decisions;
    },
    async page() {
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
    registry,
  };
}

/** Those who listen to what goes live, and those who were too slow for it. */
export function countListeners(
  { registry }: Pick<Metrics, 'registry'>,
  feed: { followersOf(): number; readonly slowFollowers: number },
): void {
  const registers = [registry];
  new Gauge({
    name: 'instrada_event_streams',
    help: 'Open streams of what goes live',
    registers,
    collect() {
      this.set(feed.followersOf());
    },
  });
  new Counter({
    name: 'instrada_event_streams_too_slow_total',
    help: 'Streams that were ended since their client took nothing',
    registers,
    collect() {
      this.reset();
      this.inc(feed.slowFollowers);
    },
  });
}

function createMeters(engine: Engine, version: string): Meters {
  const registry = new Registry();
  const registers = [registry];
  const counts: Record<Outcome, number> = { route: 0, announce: 0, reject: 0, 'unknown-number': 0, 'not-ready': 0 };
  new Counter({
    name: 'instrada_decisions_total',
    help: 'Calls decided, by outcome',
    labelNames: ['outcome'],
    registers,
    collect() {
      this.reset();
      for (const outcome of OUTCOMES) this.inc({ outcome }, counts[outcome]);
    },
  });
  const latency = new Histogram({
    name: 'instrada_decision_seconds',
    help: `Time of a decision, one in ${SAMPLE} sampled; of a batch, its mean`,
    buckets: LATENCY_BUCKETS_SECONDS,
    registers,
  });
  const gauge = (name: string, help: string, aggregator: 'sum' | 'max', value: () => number) => {
    const collect = function (this: Gauge) {
      this.set(value());
    };
    new Gauge({ name, help, aggregator, registers, collect });
  };
  gauge('instrada_numbers', 'Numbers in memory, withdrawn ones included', 'max', () => engine.size().numbers);
  gauge('instrada_artifact_bytes', 'Compiled plans in memory', 'sum', () => engine.size().artifactBytes);
  gauge('instrada_number_table_bytes', 'The table of numbers in memory', 'sum', () => engine.size().tableBytes);
  const report = () => engine.report();
  gauge('instrada_lag_changes', 'Changes of the store not live here yet', 'max', () => report()?.lag ?? 0);
  gauge('instrada_refused_numbers', 'Numbers whose newest version could not be put live', 'max', () => {
    return report()?.refused.length ?? 0;
  });
  gauge('instrada_store_volatile', 'Whether the store would forget publications in a crash', 'max', () => {
    return report()?.volatility === undefined ? 0 : 1;
  });
  gauge(
    'instrada_stale_since_seconds',
    'Since when plans may be out of date, epoch; 0 when they are not',
    'max',
    () => {
      const { state } = engine;
      return state.kind === 'stale' ? state.sinceMs / 1000 : 0;
    },
  );
  new Gauge({
    name: 'instrada_node_state',
    help: 'How many nodes of this server are in a state',
    labelNames: ['state'],
    registers,
    collect() {
      for (const state of STATES) this.set({ state }, engine.state.kind === state ? 1 : 0);
    },
  });
  tellBuild(version, registry);
  collectDefaultMetrics({ register: registry });
  return { registry, counts, latency };
}

function tellBuild(version: string, registry: Registry): void {
  new Gauge({
    name: 'instrada_build_info',
    help: 'Always 1; the labels tell what runs',
    labelNames: ['version', 'node', 'zone_tables'],
    aggregator: 'first',
    registers: [registry],
  }).set({ version, node: process.version, zone_tables: String(ZONE_TABLE_VERSION) }, 1);
}
