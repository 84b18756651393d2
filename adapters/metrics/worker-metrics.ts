import cluster from 'node:cluster';
import { AggregatorRegistry } from 'prom-client';
import type { Metrics } from './index.ts';

/** A worker asks its parent for the page of all workers; the parent gathers it from them and answers. */
type Word = { readonly metricsAsked?: number; readonly metricsPage?: string; readonly of?: number };

const PATIENCE_MS = 6_000;

/** In a worker: one page for all workers, whichever is asked; its own where the parent says nothing. */
export function pageOfAllWorkers({ registry, page }: Metrics): Metrics['page'] {
  const waiting = new Map<number, (text: string | undefined) => void>();
  let asked = 0;
  AggregatorRegistry.setRegistries([registry]);
  // Made for what it does: from now on this worker answers the parent.
  void new AggregatorRegistry();
  process.on('message', ({ metricsPage, of = 0 }: Word) => waiting.get(of)?.(metricsPage));
  return async () => {
    const id = ++asked;
    const text = await new Promise<string | undefined>((resolve) => {
      const timer = setTimeout(() => resolve(undefined), PATIENCE_MS);
      waiting.set(id, (answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
      process.send?.({ metricsAsked: id } satisfies Word);
    });
    waiting.delete(id);
    return text === undefined ? page() : { contentType: registry.contentType, text };
  };
}

/** In the parent. */
export function answerForAllWorkers(): void {
  const all = new AggregatorRegistry();
  cluster.on('message', (worker, { metricsAsked }: Word) => {
    if (metricsAsked === undefined) return;
    all.clusterMetrics().then(
      (metricsPage) => worker.send({ metricsPage, of: metricsAsked } satisfies Word, () => {}),
      () => worker.send({ of: metricsAsked } satisfies Word, () => {}),
    );
  });
}
