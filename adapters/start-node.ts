import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { type Logger, pino } from 'pino';
import { type Terminal, UsageError } from './cli/index.ts';
import type { ServeConfig } from './config.ts';
import { DEMO_CALLS, publishDemoPlans } from './demo/index.ts';
import { createHttpServer } from './http/index.ts';
import { createEngine, type Engine, type FollowerEvent, openEmbeddedStore } from './library/index.ts';
import { closeOnSignal } from './lifecycle.ts';
import { createMetrics, type Metrics } from './metrics/index.ts';

/**
 * Mounts the adapters on one engine: listens first, so that whoever asks hears "not ready" and a taken port is told
 * before anything is opened; then opens the store, and prints the addresses. Resolves when calls are decided.
 * @throws UsageError, EngineError
 */
export async function startNode(config: ServeConfig, version: string, terminal: Terminal): Promise<void> {
  const logger = pino({ name: 'instrada', level: config.logLevel }, pino.destination({ dest: 2, sync: true }));
  let metrics: Metrics | undefined;
  let engine: Engine | undefined;
  const app = await createHttpServer({
    decider: () => (engine?.state.kind === 'never-synced' ? undefined : metrics),
    token: config.token,
    metrics: async () => (await metrics?.page()) ?? { contentType: 'text/plain', text: '' },
    logger,
    version,
  });
  closeOnSignal(async () => {
    // First the requests under way, then the store.
    await app.close();
    await engine?.close();
  });
  const address = await listen(app, config);
  const begunMs = terminal.clock.now();
  try {
    engine = await open(config, terminal, logger);
  } catch (error) {
    await app.close();
    throw error;
  }
  metrics = createMetrics(engine, version);
  const loadMs = terminal.clock.now() - begunMs;
  terminal.stdout.write(welcome({ version, address, config, numbers: engine.size().numbers, loadMs }));
}

/** Listens; a port that is taken is told with the remedy. @throws UsageError @returns `http://host:port` */
async function listen(app: FastifyInstance, { host, port }: ServeConfig): Promise<string> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    throw new UsageError(describeListenError((error as { code?: string }).code ?? String(error), host, port));
  }
  const { port: bound } = app.server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${bound}`;
}

function describeListenError(code: string, host: string, port: number): string {
  const other = 'Choose another with --port PORT (0: any free one)';
  if (code === 'EADDRINUSE')
    return `Port ${port} on ${host} is taken by another program. ${other}, or end that program.`;
  if (code === 'EACCES') return `This user may not listen on port ${port}. ${other}.`;
  return `${host}:${port} cannot be listened on (${code}). Check --host and --port.`;
}

async function open({ storePath: path, demo }: ServeConfig, terminal: Terminal, logger: Logger): Promise<Engine> {
  const engine = await createEngine({
    store: openEmbeddedStore({ path }),
    clock: terminal.clock,
    callIds: terminal.callIds,
    onProgress: (loaded) => logger.debug({ loaded }, 'loading'),
    onEvent: (event) => logEvent(event, logger),
  });
  if (demo) await publishDemoPlans(engine);
  return engine;
}

function logEvent(event: FollowerEvent, logger: Logger): void {
  if (event.kind === 'refused') logger.error(event.refusal, 'not put live: publish its plan again');
  else if (event.kind === 'store-away' || event.kind === 'copy-lost') logger.warn(event, event.kind);
  else logger.debug(event, event.kind);
}

function welcome(node: {
  readonly version: string;
  readonly address: string;
  readonly config: ServeConfig;
  readonly numbers: number;
  readonly loadMs: number;
}): string {
  const { version, address, config, numbers, loadMs } = node;
  const calls = DEMO_CALLS.map(({ shows, path, body }) => {
    const command = `curl -s ${address}${path} -H 'content-type: application/json' -d '${JSON.stringify(body)}'`;
    return `# ${shows}\n${command}\n`;
  });
  return `Instrada ${version}: ${numbers} numbers ready in ${loadMs} ms, from ${config.storePath}
  decide    ${address}/v1/decide
  docs      ${address}/docs
  metrics   ${address}/metrics

${config.demo && config.token === undefined ? `Paste one of these into another terminal:\n\n${calls.join('\n')}\n` : ''}Ctrl+C ends it.
`;
}
