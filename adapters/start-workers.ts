import cluster, { type Worker } from 'node:cluster';
import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, type Terminal } from './cli/index.ts';
import type { ServeConfig } from './config.ts';
import { closeOnSignal } from './lifecycle.ts';
import { answerForAllWorkers } from './metrics/index.ts';
import type { StartedNode } from './start-node.ts';
import { WORKER_VARIABLE } from './start-worker.ts';
import { welcome } from './welcome.ts';

const FIRST_RESTART_MS = 200;
const LAST_RESTART_MS = 10_000;
/** A worker that lived so long is started again at once, as it were: what ended it is not its start. */
const LIVED_WELL_MS = 30_000;

/**
 * Several processes on one port, each a node of its own. The parent answers no calls: it starts them, starts the dead
 * ones again, and ends them.
 */
export function startWorkers(config: ServeConfig, version: string, terminal: Terminal): void {
  const workers = new Map<number, Worker>();
  const gone = new Set<Promise<void>>();
  const ups = new Map<number, StartedNode>();
  let isEnding = false;

  const start = (index: number, delayMs: number) => {
    const begunMs = terminal.clock.now();
    const worker = cluster.fork({ [WORKER_VARIABLE]: String(index) });
    workers.set(index, worker);
    worker.on('error', () => {});
    worker.on('message', (word: { readonly started?: StartedNode }) => {
      if (word.started === undefined) return;
      const wasUp = ups.size === config.workers;
      ups.set(index, word.started);
      if (!wasUp && ups.size === config.workers) terminal.stdout.write(welcome(version, config, word.started));
    });
    const ended = new Promise<void>((resolve) => {
      worker.on('exit', (code, signal) => {
        resolve();
        gone.delete(ended);
        if (isEnding) return;
        // It could not start, and has said why; neither will another.
        if (!ups.has(index) && code === EXIT.unreadable) return end().then(() => process.exit(code));
        const lived = terminal.clock.now() - begunMs;
        const nextMs = lived > LIVED_WELL_MS ? FIRST_RESTART_MS : Math.min(delayMs * 2, LAST_RESTART_MS);
        terminal.stderr.write(`instrada: worker ${index} ended (${signal ?? code}) and is started again\n`);
        return sleep(delayMs).then(() => {
          if (!isEnding) start(index, nextMs);
        });
      });
    });
    gone.add(ended);
  };

  const end = async () => {
    isEnding = true;
    // One that is only starting has no handler yet, and ends at once.
    for (const worker of workers.values()) if (!worker.isDead()) worker.process.kill('SIGTERM');
    await Promise.all(gone);
  };

  closeOnSignal(end);
  answerForAllWorkers();
  for (let index = 1; index <= config.workers; index++) start(index, FIRST_RESTART_MS);
}
