import type { Terminal } from './cli/index.ts';
import type { ServeConfig } from './config.ts';
import { closeOnSignal } from './lifecycle.ts';
import { startNode } from './start-node.ts';
import { welcome } from './welcome.ts';

/** One node in this process. @throws UsageError, EngineError */
export async function startServer(config: ServeConfig, version: string, terminal: Terminal): Promise<void> {
  const started = await startNode(config, { version, terminal, onOpening: closeOnSignal });
  terminal.stdout.write(welcome(version, config, started));
}
