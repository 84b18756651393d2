import type { Cluster, Redis } from 'ioredis';
import { RedisConnection } from '../store/redis-connection.ts';
import { type BoardKeys, boardKeys } from '../store/redis-keys.ts';
import { NODE_REPORT, NODES } from '../store/redis-scripts.ts';
import { parseRedisUrl } from '../store/redis-url.ts';
import type { RedisStoreOptions } from '../store/redis-writes.ts';
import { type Applied, NODE_REPORT_LIFE_MS, type NodeBoard } from './node-board.ts';
import type { NodeReport } from './node-state.ts';
import { byName, readApplied } from './node-words.ts';

export type RedisBoardOptions = Pick<RedisStoreOptions, 'url' | 'commandTimeoutMs' | 'keyPrefix'>;

/** Announcements on their way at once; what comes beyond is not told. */
const ANNOUNCEMENTS_AT_ONCE = 1_000;
/** Keeps a living subscription from being taken for a dead one. */
const PING_EVERY_MS = 1_000;

/**
 * The board in Redis, beside the store: signs of life in a hash, announcements by PUBLISH, each on connections of their
 * own, so that no plan waits behind them. Announcements made while Redis is away are lost.
 * @throws EngineError BAD_REQUEST for a URL that is none
 */
export function openRedisBoard(options: RedisBoardOptions): NodeBoard {
  return new RedisBoard(options);
}

class RedisBoard implements NodeBoard {
  readonly #connection: RedisConnection;
  readonly #keys: BoardKeys;
  readonly #timeoutMs: number;
  readonly #listeners = new Set<(applied: Applied) => void>();
  #hearing: Hearing | undefined;
  #announcing = 0;

  constructor({ url, commandTimeoutMs = 500, keyPrefix = 'instrada' }: RedisBoardOptions) {
    this.#connection = new RedisConnection({ place: parseRedisUrl(url), commandTimeoutMs });
    this.#keys = boardKeys(keyPrefix);
    this.#timeoutMs = commandTimeoutMs;
  }

  async report(report: NodeReport): Promise<void> {
    const entry = [report.node, JSON.stringify(report), NODE_REPORT_LIFE_MS];
    await this.#connection.script(NODE_REPORT, [this.#keys.nodes, ...entry]);
  }

  async nodes(): Promise<readonly NodeReport[]> {
    const reports = (await this.#connection.script(NODES, [this.#keys.nodes])) as readonly unknown[];
    return reports.map((report) => JSON.parse(String(report)) as NodeReport).sort(byName);
  }

  announce(applied: Applied): void {
    if (this.#announcing >= ANNOUNCEMENTS_AT_ONCE) return;
    this.#announcing++;
    const done = () => {
      this.#announcing--;
    };
    this.#connection.command('PUBLISH', [this.#keys.channel, JSON.stringify(applied)]).then(done, done);
  }

  /** Resolves when it hears; where Redis is away after a time limit, and it hears from when Redis is back. */
  async onApplied(listener: (applied: Applied) => void): Promise<() => void> {
    this.#listeners.add(listener);
    this.#hearing ??= new Hearing(this.#connection.subscriber(), this.#keys.channel, (message) => this.#hear(message));
    await this.#hearing.begun(this.#timeoutMs);
    return () => this.#listeners.delete(listener);
  }

  async leave(node: string): Promise<void> {
    await this.#connection.command('HDEL', [this.#keys.nodes, node]);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    this.#hearing?.close();
    await this.#connection.close();
  }

  #hear(message: string): void {
    const applied = readApplied(message);
    if (applied !== undefined) for (const listener of this.#listeners) listener(applied);
  }
}

/** One subscription, for as long as the board is open. */
class Hearing {
  readonly #subscriber: Redis | Cluster;
  readonly #timer: NodeJS.Timeout;
  readonly #subscribed: Promise<void>;

  constructor(subscriber: Redis | Cluster, channel: string, onMessage: (message: string) => void) {
    this.#subscriber = subscriber;
    subscriber.on('message', (_channel: string, message: string) => onMessage(message));
    this.#subscribed = new Promise((resolve) => {
      subscriber.on('ready', () => {
        void subscriber.subscribe(channel).then(
          () => resolve(),
          () => {},
        );
      });
    });
    this.#timer = setInterval(() => {
      if (subscriber.status === 'ready') void subscriber.ping().catch(() => {});
    }, PING_EVERY_MS);
  }

  async begun(withinMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, withinMs);
    });
    await Promise.race([this.#subscribed, late]);
    clearTimeout(timer);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#subscriber.disconnect();
  }
}
