import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Call, Decision, Engine, Outcome } from '../../engine/index.ts';
import { ZONE_TABLE_VERSION } from '../../rules/index.ts';

/** One decision in this many is timed: a clock read costs as much as a fifth of a decision, and a sample tells enough. */
const SAMPLE = 64;
const OUTCOMES: readonly Outcome[] = ['route', 'announce', 'reject', 'unknown-number', 'not-ready'];
const LATENCY_BUCKETS_SECONDS = [2.5e-7, 5e-7, 1e-6, 2.5e-6, 5e-6, 1e-5, 2.5e-5, 1e-4, 1e-3, 1e-2];

/** An engine whose decisions are counted, and the page that tells of them. */
export type Metrics = {
  decide(call: Call): Decision;
  decideBatch(calls: readonly Call[]): readonly Decision[];
  page(): Promise<{ readonly contentType: string; readonly text: string }>;
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
  };
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
  gauge(registry, 'instrada_numbers', 'Numbers in memory, withdrawn ones included', () => engine.size().numbers);
  gauge(registry, 'instrada_artifact_bytes', 'Compiled plans in memory', () => engine.size().artifactBytes);
  gauge(registry, 'instrada_number_table_bytes', 'The table of numbers in memory', () => engine.size().tableBytes);
  gauge(registry, 'instrada_lag_changes', 'Changes of the store not live here yet', () => engine.report()?.lag ?? 0);
  gauge(
    registry,
    'instrada_refused_numbers',
    'Numbers whose newest version could not be put live',
    () => engine.report()?.refused.length ?? 0,
  );
  new Gauge({
    name: 'instrada_build_info',
    help: 'Always 1; the labels tell what runs',
    labelNames: ['version', 'node', 'zone_tables'],
    registers,
  }).set({ version, node: process.version, zone_tables: String(ZONE_TABLE_VERSION) }, 1);
  collectDefaultMetrics({ register: registry });
  return { registry, counts, latency };
}

function gauge(registry: Registry, name: string, help: string, value: () => number): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(value());
    },
  });
}
