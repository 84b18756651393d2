import { randomBytes, randomUUID } from 'node:crypto';
import { EngineError } from '../errors.ts';
import { CONTROL_SHELF, checkCommit, committedRecord, versionConflict } from './check-commit.ts';
import { checkDocument, documentConflict, writtenDocument } from './check-document.ts';
import { encodeDocument } from './document-bytes.ts';
import type { DocumentWrite, StoredDocument } from './document-store.ts';
import type { CommitResult, PlanCommit, StoreVolatility } from './plan-store.ts';
import { encodeRecord } from './record-bytes.ts';
import type { RedisConnection } from './redis-connection.ts';
import { volatilityOf } from './redis-durability.ts';
import { type DocumentKeys, REDIS_FORMAT, type ShardKeys, shardOf } from './redis-keys.ts';
import { COMMIT, DOCUMENT, OUT_OF_SERVICE } from './redis-scripts.ts';

export type RedisStoreOptions = {
  /** `redis://host:port/db`, `redis+sentinel://host:port,…/MASTER`, `redis+cluster://host:port,…`; `rediss` with TLS. */
  readonly url: string;
  /** Accept publications although Redis would forget them in a crash: for trials. */
  readonly allowVolatileRedis?: boolean;
  /** Acknowledge a publication only when so many replicas have it: what a failover may then not lose. Default 0. */
  readonly minReplicas?: number;
  /** How long to wait for them, and for any reply. Default 500. */
  readonly commandTimeoutMs?: number;
  /** The beginning of every key, so that several installations can share a Redis. Default `instrada`. */
  readonly keyPrefix?: string;
};

/** Commits on their way at once, in `commitMany`: fills a round trip, and stays far from the time limit of a command. */
const COMMITS_AT_ONCE = 200;
const COMMIT_BYTES_AT_ONCE = 4 * 1024 * 1024;
/** Entries kept of each shard's stream, about; a follower that is further behind loads everything again. */
const STREAM_LENGTH = 2_000;
/** What the script of a commit says when it is the document that has another revision. */
const DOCUMENT_LOST = 2;

type ReplicaWait = { readonly running: Promise<number>; next: Promise<number> | undefined };

/** Everything that changes the data in Redis: one script each, on one shard. */
export class RedisWrites {
  readonly #connection: RedisConnection;
  readonly #shards: readonly ShardKeys[];
  readonly #options: RedisStoreOptions;
  /** By master. */
  readonly #waits = new Map<string, ReplicaWait>();

  constructor(connection: RedisConnection, shards: readonly ShardKeys[], options: RedisStoreOptions) {
    this.#connection = connection;
    this.#shards = shards;
    this.#options = options;
  }

  /** @throws EngineError STORE_VOLATILE, STORE_UNAVAILABLE, STORE_FORMAT */
  async commitMany(commits: readonly PlanCommit[]): Promise<readonly CommitResult[]> {
    await this.#refuseVolatile();
    const numbers = commits.map(({ number }) => number);
    return this.#replicated(numbers, () => this.#commitInParts(commits));
  }

  /** @param status JSON, or empty when every site is in service */
  async setOutOfService(number: string, status: string): Promise<void> {
    await this.#refuseVolatile();
    const { outOfService, changes, log, channel } = this.#shards[shardOf(number)]!;
    const keysAndArgs = [outOfService, changes, log, REDIS_FORMAT, randomUUID(), number, status];
    await this.#replicated([number], async () => {
      const ids = [randomUUID(), channel, STREAM_LENGTH];
      checkFormat(await this.#connection.script(OUT_OF_SERVICE, [...keysAndArgs, ...ids]));
    });
  }

  /** @throws EngineError DOCUMENT_CONFLICT, BAD_REQUEST, STORE_VOLATILE, STORE_UNAVAILABLE, STORE_FORMAT */
  async writeDocument(write: DocumentWrite): Promise<StoredDocument> {
    const error = checkDocument(write);
    if (error !== undefined) throw error;
    await this.#refuseVolatile();
    const { shelf, key, journal } = write;
    const { log, documents } = this.#shards[shardOf(key)]!;
    const keysAndArgs = [
      ...documentKeys(documents(shelf), key),
      log,
      REDIS_FORMAT,
      randomUUID(),
      ...documentArgs(write),
    ];
    return this.#replicated([key], async () => {
      const reply = await this.#connection.script(DOCUMENT, keysAndArgs);
      checkFormat(reply);
      const [done, count] = reply as readonly [number, number];
      if (done !== 1) throw documentConflict(write, count);
      return writtenDocument(write, count - journal.length);
    });
  }

  async #commitInParts(commits: readonly PlanCommit[]): Promise<readonly CommitResult[]> {
    const results: CommitResult[] = [];
    let flying: Promise<CommitResult>[] = [];
    let bytes = 0;
    for (const commit of commits) {
      flying.push(this.#commitOne(commit));
      bytes += (commit.artifact?.length ?? 0) + (commit.planText?.length ?? 0) + (commit.document?.text.length ?? 0);
      if (flying.length < COMMITS_AT_ONCE && bytes < COMMIT_BYTES_AT_ONCE) continue;
      results.push(...(await allOrFirstError(flying)));
      flying = [];
      bytes = 0;
    }
    return [...results, ...(await allOrFirstError(flying))];
  }

  async #commitOne(commit: PlanCommit): Promise<CommitResult> {
    const error = checkCommit(commit);
    if (error !== undefined) return { ok: false, error };
    const { number, expectedVersion, planText, artifact, document } = commit;
    const { heads, changes, log, channel, ...keys } = this.#shards[shardOf(number)]!;
    const record = committedRecord(commit);
    const reply = await this.#connection.script(COMMIT, [
      ...[heads, keys.number(number), changes, log, ...documentKeys(keys.documents(CONTROL_SHELF), number)],
      ...[REDIS_FORMAT, randomUUID(), number, expectedVersion],
      ...[encodeRecord(record), encodeRecord(record, artifact), record.withdrawn ? '1' : '0', planText ?? ''],
      ...[randomUUID(), channel, STREAM_LENGTH],
      ...(document === undefined ? [] : documentArgs(document)),
    ]);
    checkFormat(reply);
    const [done, current] = reply as readonly [number, number];
    if (done === 1) return { ok: true, record };
    if (done === DOCUMENT_LOST && document) return { ok: false, error: documentConflict(document, current) };
    return { ok: false, error: versionConflict(commit, current) };
  }

  /** @throws EngineError STORE_UNAVAILABLE */
  async volatility(isAskedAgain: boolean): Promise<StoreVolatility | undefined> {
    const durability = await this.#connection.durability(isAskedAgain);
    return volatilityOf(durability, this.#options.allowVolatileRedis ?? false);
  }

  async #refuseVolatile(): Promise<void> {
    if (this.#options.allowVolatileRedis) return;
    const volatility = await this.volatility(false);
    if (volatility !== undefined) throw new EngineError('STORE_VOLATILE', { message: volatility.why });
  }

  /** Does some writing to some shards, and is done when enough replicas have it. */
  async #replicated<T>(numbers: readonly string[], write: () => Promise<T>): Promise<T> {
    const { minReplicas = 0 } = this.#options;
    if (minReplicas === 0) return write();
    const logs = [...new Set(numbers.map((number) => this.#shards[shardOf(number)]!.log))];
    const lives = logs.map((log) => this.#connection.lifeOf(log));
    const written = await write();
    const masters = new Map(logs.map((log) => [this.#connection.masterOf(log), log]));
    for (const [master, log] of masters) {
      const replicas = await this.#replicasOf(master, log, minReplicas);
      if (replicas < minReplicas) {
        throw unreplicated(`only ${replicas} of ${minReplicas} replicas of Redis have what was written`);
      }
    }
    // WAIT speaks of what its own connection wrote; asked on a new one, after a failover, it would speak of nothing.
    if (logs.some((log, i) => lives[i] === undefined || this.#connection.lifeOf(log) !== lives[i])) {
      throw unreplicated('the connection to Redis was lost before its replicas were asked');
    }
    return written;
  }

  /** One WAIT at a time on a connection, the next one for all who came meanwhile: each takes as long as it may. */
  #replicasOf(master: string, log: string, atLeast: number): Promise<number> {
    const timeoutMs = Math.ceil((this.#options.commandTimeoutMs ?? 500) / 2);
    const start = (): Promise<number> => {
      const wait: ReplicaWait = { running: this.#connection.replicasWithAll(log, atLeast, timeoutMs), next: undefined };
      this.#waits.set(master, wait);
      const done = () => {
        if (wait.next === undefined) this.#waits.delete(master);
      };
      wait.running.then(done, done);
      return wait.running;
    };
    const wait = this.#waits.get(master);
    if (wait === undefined) return start();
    wait.next ??= wait.running.then(start, start);
    return wait.next;
  }
}

/** The keys of `lua/document.lua`. */
function documentKeys({ documents, owners, due, journal }: DocumentKeys, key: string): readonly string[] {
  return [documents, owners, due, journal(key)];
}

/** The arguments of `lua/document.lua`. */
function documentArgs(write: DocumentWrite): readonly (string | Buffer | number)[] {
  const { key, expectedRevision, owner, dueMs, journal } = write;
  const bytes = encodeDocument(writtenDocument(write, 0), randomBytes(16));
  return [key, expectedRevision, bytes, owner, dueMs ?? '', ...journal];
}

function unreplicated(why: string): EngineError {
  return new EngineError('STORE_UNAVAILABLE', { message: `Not acknowledged, and it may yet stay: ${why}.` });
}

/** Waits for all before it fails, so that nothing is under way any more. */
async function allOrFirstError<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(promises);
  return settled.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

/** @throws EngineError STORE_FORMAT when a script found data of another format */
export function checkFormat(reply: unknown): void {
  const [code, format] = reply as readonly unknown[];
  if (code !== -1) return;
  throw new EngineError('STORE_FORMAT', {
    message: `The data in this Redis has the format ${String(format)}, and this Instrada reads ${REDIS_FORMAT}. Use the matching Instrada, or another key prefix.`,
  });
}
