import { randomUUID } from 'node:crypto';
import { CHANGE_BATCH_LENGTH } from './change-log.ts';
import type { RedisConnection } from './redis-connection.ts';
import type { MarkedPosition, StreamEntry } from './redis-follow.ts';
import { REDIS_FORMAT, type ShardKeys } from './redis-keys.ts';
import { POSITION } from './redis-scripts.ts';
import { checkFormat } from './redis-writes.ts';

/** Where each shard's log stands; the epoch is another one after a restart or a failover of its master. */
export async function readPositions(
  connection: RedisConnection,
  shards: readonly ShardKeys[],
): Promise<readonly MarkedPosition[]> {
  const lives = new Map<string, Promise<string>>();
  const ask = async ({ log }: ShardKeys, shard: number): Promise<MarkedPosition> => {
    const reply = await connection.script(POSITION, [log, REDIS_FORMAT, randomUUID()]);
    checkFormat(reply);
    const [, dataset, sequence, mark] = (reply as readonly unknown[]).map(String);
    const master = connection.masterOf(log);
    const life = lives.get(master) ?? connection.replicationId(log);
    lives.set(master, life);
    return { shard, epoch: `${dataset}.${await life}`, sequence: Number(sequence), mark: mark ?? '' };
  };
  return Promise.all(shards.map(ask));
}

/** Up to `CHANGE_BATCH_LENGTH` entries of a shard's stream after a sequence. */
export async function readEntries(
  connection: RedisConnection,
  { changes }: ShardKeys,
  sequence: number,
): Promise<readonly StreamEntry[]> {
  const reply = await connection.command('XRANGE', [changes, `${sequence + 1}-0`, '+', 'COUNT', CHANGE_BATCH_LENGTH]);
  return (reply as [Buffer, Buffer[]][]).map(([id, fields]) => {
    const [, number, , version, , commit, , previous] = fields.map(String);
    const entry = { sequence: Number.parseInt(String(id), 10), number: number ?? '', version: Number(version) };
    return { ...entry, id: commit ?? '', previous: previous ?? '' };
  });
}
