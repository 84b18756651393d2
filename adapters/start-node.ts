import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { type Logger, pino } from 'pino';
import { createAccountDesk } from './account-desk.ts';
import { openBoard, openStore, type Terminal, UsageError } from './cli/index.ts';
import type { ServeConfig } from './config.ts';
import { createControlDesk } from './control-desk.ts';
import { addFreeswitchRoutes } from './freeswitch/index.ts';
import { createHttpServer } from './http/index.ts';
import {
  type Clock,
  createEngine,
  type Engine,
  type FollowerEvent,
  type LocalCopy,
  type NodeBoard,
  type NodeState,
  openLocalCopy,
  type PlanStore,
  type StoreVolatility,
} from './library/index.ts';
import { countListeners, createMetrics, type Metrics } from './metrics/index.ts';
import { RecordWriter, recordingDecider } from './records/index.ts';
import { type Demo, startDemo } from './start-demo.ts';
import { type Switches, startSwitches } from './switches.ts';

/** What differs between a process that serves alone and one of several workers. */
export type NodeSetting = {
  readonly version: string;
  readonly terminal: Terminal;
  /** Given the way to end in good order, before anything is opened. */
  readonly onOpening: (close: () => Promise<void>) => void;
  /** The page of all workers in place of one's own. */
  readonly pageOf?: (metrics: Metrics) => Metrics['page'];
};

/** A node that has come up, as far as it could: what there is to say of it. */
export type StartedNode = {
  readonly node: string;
  /** `http://host:port` */
  readonly address: string;
  readonly numbers: number;
  readonly loadMs: number;
  readonly state: NodeState;
  /** Changes that the store was found to have and that are not live here yet. */
  readonly lag: number;
  /** Where switches ask, a line each. */
  readonly switches: readonly string[];
  /** Of a demonstration on loopback: tokens to try things with. */
  readonly demoTokens: Demo['tokens'];
  /** What whoever starts it must know, a sentence or two each. */
  readonly warnings: readonly string[];
};

/**
 * Mounts the adapters on one engine: listens first, so that whoever asks hears "not ready" and a taken port is told
 * before anything is opened; then opens the store. Resolves when calls are decided, or the store was found to be away.
 * @throws UsageError, EngineError
 */
export async function startNode(config: ServeConfig, setting: NodeSetting): Promise<StartedNode> {
  const { version, terminal, onOpening, pageOf = (metrics) => metrics.page } = setting;
  const logger = pino({ name: 'instrada', level: config.logLevel }, pino.destination({ dest: 2, sync: true }));
  let metrics: Metrics | undefined;
  let page: Metrics['page'] = async () => ({ contentType: 'text/plain', text: '' });
  let engine: Engine | undefined;
  let board: NodeBoard | undefined;
  let switches: Switches | undefined;
  let demo: Demo | undefined;
  const records = openRecords(config, terminal);
  const account = createAccountDesk(config.backOffice, terminal, logger);
  const desk = createControlDesk(config.access, terminal.clock, logger, account.warner);
  const readyDecider = (adapter: string) => () =>
    metrics === undefined || engine?.state.kind === 'never-synced' ? undefined : deciderOf(metrics, records, adapter);
  const app = await createHttpServer({
    decider: readyDecider('http'),
    state: () => (engine === undefined || metrics === undefined ? { kind: 'never-synced' } : engine.state),
    token: config.token,
    ...desk.http,
    masking: config.switches.masking,
    metrics: () => page(),
    logger,
    version,
  });
  const close = async () => {
    // First the requests under way, then the store.
    await Promise.all([app.close(), switches?.close()]);
    await Promise.all([demo?.close(), desk.close(), account.close()]);
    await records?.close();
    await engine?.close();
    await board?.close();
  };
  onOpening(close);
  await Promise.all([mountFreeswitch(app, config, readyDecider('freeswitch')), account.mount(app)]);
  const address = await listen(app, config);
  const begunMs = terminal.clock.now();
  try {
    board = openBoard(config.store, terminal.clock);
    const store = openStore(config.store);
    engine = await openEngine(config, { store, board }, terminal, logger);
    const apiTokens = desk.open(engine, store);
    if (config.demo) demo = await startDemo(engine, logger, config.token === undefined ? apiTokens : undefined);
    await account.open(engine, store, config.demo);
    metrics = createMetrics(engine, version);
    countListeners(metrics, desk.http.feed);
    page = pageOf(metrics);
    switches = await openSwitches(config, { engine, metrics, records, clock: terminal.clock, logger });
  } catch (error) {
    await close();
    throw error;
  }
  const loadMs = terminal.clock.now() - begunMs;
  return { ...tellNode(engine, config), ...tellDemo(engine, demo), address, loadMs, switches: switches.lines };
}

function tellNode(engine: Engine, { node }: ServeConfig): Pick<StartedNode, 'node' | 'numbers' | 'state' | 'lag'> {
  return { node, numbers: engine.size().numbers, state: engine.state, lag: engine.report()?.lag ?? 0 };
}

function tellDemo(engine: Engine, demo: Demo | undefined): Pick<StartedNode, 'demoTokens' | 'warnings'> {
  const warnings = [engine.report()?.volatility?.why, demo?.warning].filter((warning) => warning !== undefined);
  return { demoTokens: demo?.tokens, warnings };
}

/** The servers for telephone switches, which ask what is counted and taken down. @throws UsageError */
function openSwitches(
  { switches }: ServeConfig,
  {
    engine,
    metrics,
    records,
    clock,
    logger,
  }: {
    readonly engine: Engine;
    readonly metrics: Metrics;
    readonly records: RecordWriter | undefined;
    readonly clock: Clock;
    readonly logger: Logger;
  },
): Promise<Switches> {
  const decider = (adapter: string) => deciderOf(metrics, records, adapter);
  return startSwitches(switches, { engine, deciderOf: decider, clock, logger, registry: metrics.registry });
}

/** FreeSWITCH's route, where a gateway for it is named. */
async function mountFreeswitch(
  app: FastifyInstance,
  { switches: { freeswitch, masking }, token }: ServeConfig,
  decider: () => ReturnType<typeof deciderOf> | undefined,
): Promise<void> {
  if (freeswitch !== undefined) await addFreeswitchRoutes(app, { ...freeswitch, masking, token, decider });
}

/** What decides for an adapter: counted, and taken down as its where decisions are recorded. */
function deciderOf(counted: Metrics, records: RecordWriter | undefined, adapter: string) {
  return records === undefined ? counted : recordingDecider(counted, records, adapter);
}

/** The decision records' writer, where there is a folder for them. */
function openRecords({ switches }: ServeConfig, { clock }: Terminal): RecordWriter | undefined {
  const { records: folder, masking } = switches;
  return folder === undefined ? undefined : new RecordWriter({ folder, masking, clock });
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

async function openEngine(
  { node, copies }: ServeConfig,
  { store, board }: { readonly store: PlanStore; readonly board: NodeBoard },
  { clock, callIds }: Terminal,
  logger: Logger,
): Promise<Engine> {
  try {
    return await createEngine({
      store,
      node,
      clock,
      callIds,
      board,
      ...openCopy(join(copies, node), logger),
      onProgress: (loaded) => logger.debug({ loaded }, 'loading'),
      onEvent: (event) => logEvent(event, logger),
      onTimer: (event) => logger.info(event, 'timer'),
    });
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** The copy is a convenience: a node that cannot have it starts without. */
function openCopy(folder: string, logger: Logger): { readonly copy?: LocalCopy } {
  try {
    return { copy: openLocalCopy(folder) };
  } catch (error) {
    logger.warn({ folder, why: (error as Error).message }, 'no local copy');
    return {};
  }
}

function logEvent(event: FollowerEvent, logger: Logger): void {
  if (event.kind === 'refused') logger.error(event.refusal, 'not put live: publish its plan again');
  else if (event.kind === 'state') logger.info(event.state, 'state');
  else if (event.kind === 'volatility') logVolatility(event.volatility, logger);
  else if (event.kind === 'full-load' && event.mayGoBack) logger.warn(event, 'the store has begun another life');
  else if (event.kind === 'store-away' || event.kind === 'copy-lost') logger.warn(event, event.kind);
  else logger.debug(event, event.kind);
}

function logVolatility(volatility: StoreVolatility | undefined, logger: Logger): void {
  if (volatility === undefined) logger.info('the store is durable now');
  else logger.warn(volatility, 'the store would forget in a crash');
}
