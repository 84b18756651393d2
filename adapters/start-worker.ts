import { type Terminal, UsageError } from './cli/index.ts';
import type { ServeConfig } from './config.ts';
import { closeWorkerOnSignal } from './lifecycle.ts';
import { pageOfAllWorkers } from './metrics/index.ts';
import { startNode } from './start-node.ts';

/** Which of the workers this is: 1, 2, … */
export const WORKER_VARIABLE = 'INSTRADA_WORKER';

/** One of several processes on one port: a node of its own, that tells its parent when it has come up. @throws UsageError, EngineError */
export async function startWorker(config: ServeConfig, version: string, terminal: Terminal): Promise<void> {
  const index = terminal.environment[WORKER_VARIABLE];
  if (index === undefined) throw new UsageError(`${WORKER_VARIABLE} is missing: a worker is started by its parent.`);
  const started = await startNode(
    { ...config, node: `${config.node}-${index}` },
    { version, terminal, onOpening: closeWorkerOnSignal, pageOf: pageOfAllWorkers },
  );
  process.send?.({ started });
}
