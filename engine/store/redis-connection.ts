import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { EngineError } from '../errors.ts';
import { durabilityOf, type RedisDurability } from './redis-durability.ts';
import { slotOf } from './redis-keys.ts';
import type { RedisScript } from './redis-scripts.ts';
import type { RedisPlace } from './redis-url.ts';

export type RedisConnectionOptions = {
  readonly place: RedisPlace;
  /** A command that has no reply after so long has failed. */
  readonly commandTimeoutMs: number;
};

/** Replies stay in the shapes that both protocols have. */
type Settings = Omit<RedisOptions, 'replyMapping'>;

/** A reader that hears nothing for so long takes its connection for dead; it is pinged every second. */
const SUBSCRIBER_SILENCE_MS = 3_000;
const LAST_RETRY_MS = 1_000;

/**
 * One client of Redis, whichever kind it is, for as long as the store lives: it reconnects for ever, never repeats a
 * command by itself, and fails at once what cannot be sent.
 */
export class RedisConnection {
  readonly #client: Redis | Cluster;
  readonly #options: RedisConnectionOptions;
  readonly #durability = new Map<Redis, Promise<RedisDurability>>();
  readonly #lives = new Map<Redis, object>();
  #lastError: unknown;
  #closed = false;

  constructor(options: RedisConnectionOptions) {
    this.#options = options;
    this.#client = connect(options, { commandTimeout: options.commandTimeoutMs });
    this.#client.on('error', (error: unknown) => {
      this.#lastError = error;
    });
  }

  /** A command; replies as Buffers, numbers as numbers, nothing as null. @throws EngineError */
  async command(name: string, args: readonly (string | Buffer | number)[]): Promise<unknown> {
    await this.#ready();
    try {
      return await this.#client.callBuffer(name, [...args]);
    } catch (error) {
      throw this.#asStoreError(error);
    }
  }

  /** A script by its hash; its text only when this Redis does not know it yet. @throws EngineError */
  async script(
    { sha, source, keys }: RedisScript,
    keysAndArgs: readonly (string | Buffer | number)[],
  ): Promise<unknown> {
    await this.#ready();
    try {
      return await this.#client.callBuffer('EVALSHA', [sha, keys, ...keysAndArgs]).catch((error: unknown) => {
        if (!String(error).includes('NOSCRIPT')) throw error;
        return this.#client.callBuffer('EVAL', [source, keys, ...keysAndArgs]);
      });
    } catch (error) {
      throw this.#asStoreError(error);
    }
  }

  /**
   * What the least durable of the masters does with what it acknowledges.
   * @param isAskedAgain a server's settings may have changed since it said that it was durable
   * @throws EngineError
   */
  async durability(isAskedAgain = false): Promise<RedisDurability> {
    await this.#ready();
    const masters = this.#masters();
    const answers = masters.map((master) => {
      const known = this.#durability.get(master);
      if (known !== undefined && !isAskedAgain) return known;
      const asked = durabilityOf(master);
      this.#durability.set(master, asked);
      const forget = () => {
        master.off('close', forget);
        if (this.#durability.get(master) === asked) this.#durability.delete(master);
      };
      // A new connection may lead to another server.
      master.once('close', forget);
      // A server that forgets may be mended while it runs, and is asked again.
      asked.then((answer) => answer === 'durable' || forget(), forget);
      return asked;
    });
    try {
      const all = await Promise.all(answers);
      return all.find((each) => each === 'no-file') ?? all.find((each) => each === 'late-file') ?? 'durable';
    } catch (error) {
      throw this.#asStoreError(error);
    }
  }

  /** The replication history of the master that has a key: another one after a failover or a restart. */
  async replicationId(key: string): Promise<string> {
    const info = await this.#onMasterOf(key, (master) => master.info('replication'));
    return /master_replid:([0-9a-f]+)/.exec(info)?.[1] ?? '';
  }

  /**
   * What stands for the connection to the master of a key: the same object as long as it is the same connection to the
   * same server, undefined when there is none.
   */
  lifeOf(key: string): object | undefined {
    const master = this.#masterWith(key);
    if (master === undefined || master.status !== 'ready') return undefined;
    const known = this.#lives.get(master);
    if (known !== undefined) return known;
    const life = {};
    this.#lives.set(master, life);
    master.once('close', () => this.#lives.delete(master));
    return life;
  }

  /** How many replicas have everything that was written on this connection to the master of a key. */
  async replicasWithAll(key: string, atLeast: number, timeoutMs: number): Promise<number> {
    return this.#onMasterOf(key, async (master) => Number(await master.call('WAIT', [atLeast, timeoutMs])));
  }

  /** Another connection that hears notices; the caller disconnects it. */
  subscriber(): Redis | Cluster {
    // Whoever reads subscribes at every `ready`. The client's own way rejects where nobody can hear it when the
    // connection ends meanwhile, and that would end the process.
    const own = { autoResubscribe: false, maxRetriesPerRequest: null };
    return connect(this.#options, { socketTimeout: SUBSCRIBER_SILENCE_MS, ...own });
  }

  /** Which master a key is on, as far as this client knows: `host:port`, or nothing when there is but one. */
  masterOf(key: string): string {
    return this.#client instanceof Cluster ? (this.#client.slots[slotOf(key)]?.[0] ?? 'none') : '';
  }

  async close(): Promise<void> {
    this.#closed = true;
    const client = this.#client;
    if (client.status === 'ready' && (await client.quit().then(isTrue, isFalse))) return;
    client.disconnect();
  }

  async #onMasterOf<T>(key: string, ask: (master: Redis) => Promise<T>): Promise<T> {
    await this.#ready();
    const master = this.#masterWith(key);
    if (master === undefined) throw new EngineError('STORE_UNAVAILABLE', { message: `No master of Redis has ${key}.` });
    try {
      return await ask(master);
    } catch (error) {
      throw this.#asStoreError(error);
    }
  }

  #masterWith(key: string): Redis | undefined {
    const name = this.masterOf(key);
    return this.#masters().find(({ options }) => name === '' || `${options.host}:${options.port}` === name);
  }

  #masters(): readonly Redis[] {
    return this.#client instanceof Cluster ? this.#client.nodes('master') : [this.#client];
  }

  async #ready(): Promise<void> {
    if (this.#closed) throw new EngineError('CLOSED');
    const client = this.#client;
    if (client.status === 'ready') return;
    await new Promise<void>((resolve, reject) => {
      const settle = (failed: boolean) => {
        clearTimeout(timer);
        client.off('ready', onReady);
        client.off('end', onEnd);
        if (failed) reject(this.#asStoreError(this.#lastError ?? new Error('no connection yet')));
        else resolve();
      };
      const onReady = () => settle(false);
      const onEnd = () => settle(true);
      const timer = setTimeout(onEnd, this.#options.commandTimeoutMs);
      client.on('ready', onReady);
      client.on('end', onEnd);
    });
  }

  #asStoreError(error: unknown): EngineError {
    if (error instanceof EngineError) return error;
    if (this.#closed) return new EngineError('CLOSED', {}, error);
    const why = error instanceof Error ? error.message : String(error);
    return new EngineError('STORE_UNAVAILABLE', { message: `Redis cannot be used now (${why}).` }, error);
  }
}

function connect({ place }: RedisConnectionOptions, extra: Settings): Redis | Cluster {
  const shared: Settings = {
    maxRetriesPerRequest: 1,
    autoResendUnfulfilledCommands: false,
    connectTimeout: 2_000,
    // Its timer outlives a connection that was dead already, and holds the process.
    disconnectTimeout: 200,
    ...(place.username === undefined ? {} : { username: place.username }),
    ...(place.password === undefined ? {} : { password: place.password }),
    ...(place.tls ? { tls: {} } : {}),
    ...extra,
  };
  const retryMs = (times: number) => Math.min(50 * times, LAST_RETRY_MS);
  const addresses = place.addresses.map(({ host, port }) => ({ host, port }));
  if (place.kind === 'cluster') {
    return quiet(
      new Cluster(addresses, {
        enableOfflineQueue: false,
        clusterRetryStrategy: retryMs,
        clusterNodeRetryStrategy: retryMs,
        maxRedirections: 4,
        slotsRefreshInterval: 2_000,
        redisOptions: shared,
      }),
    );
  }
  const one: Settings = {
    ...shared,
    enableOfflineQueue: false,
    retryStrategy: retryMs,
    // After a failover the old master is a replica: leave it for the new one.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
    ...(place.db === undefined ? {} : { db: place.db }),
  };
  if (place.kind === 'sentinel') {
    const { masterName = '' } = place;
    return quiet(new Redis({ ...one, sentinels: addresses, name: masterName, sentinelRetryStrategy: retryMs }));
  }
  return quiet(new Redis({ ...one, ...addresses[0] }));
}

const isTrue = () => true;
const isFalse = () => false;

/** Without a listener an `error` event ends the process. */
function quiet<T extends Redis | Cluster>(client: T): T {
  client.on('error', () => {});
  // All that is asked while there is no connection waits for it.
  client.setMaxListeners(0);
  return client;
}
