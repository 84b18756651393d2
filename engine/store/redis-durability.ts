import type { Redis } from 'ioredis';
import type { StoreVolatility } from './plan-store.ts';

/** On disk before it is acknowledged; on disk some time later; or only in memory. */
export type RedisDurability = 'durable' | 'late-file' | 'no-file';

/**
 * `appendonly yes` alone is not enough: with `appendfsync everysec` Redis puts off even the write, up to two seconds,
 * while an fsync is under way (aof.c, flushAppendOnlyFile), and replies meanwhile; a test that killed it on a busy disk
 * lost 217 acknowledged publications that way. With `always` it replies after the fsync.
 */
export async function durabilityOf(master: Redis): Promise<RedisDurability> {
  try {
    const appendonly = (await master.call('CONFIG', ['GET', 'appendonly'])) as readonly unknown[];
    const appendfsync = (await master.call('CONFIG', ['GET', 'appendfsync'])) as readonly unknown[];
    if (appendonly.length >= 2 && String(appendonly[1]) !== 'yes') return 'no-file';
    if (appendfsync.length >= 2) return String(appendfsync[1]) === 'always' ? 'durable' : 'late-file';
  } catch (error) {
    // Services that rent out Redis often forbid CONFIG. INFO says at least whether there is a file.
    if (!/ERR|NOPERM/.test(String(error))) throw error;
  }
  return /aof_enabled:1/.test(await master.info('persistence')) ? 'durable' : 'no-file';
}

/** What there is to say of a Redis that forgets. Undefined of one that does not. */
export function volatilityOf(durability: RedisDurability, isAllowed: boolean): StoreVolatility | undefined {
  if (durability === 'durable') return undefined;
  const [what, setting] =
    durability === 'no-file'
      ? ['has no append-only file and would forget publications in a crash', 'appendonly yes` and `appendfsync always']
      : ['acknowledges before it writes and may forget the last seconds in a crash', 'appendfsync always'];
  const remedy = `Set \`${setting}\` in redis.conf (or by CONFIG SET, then CONFIG REWRITE)`;
  const why = isAllowed
    ? `This Redis ${what}; publications are accepted all the same (--allow-volatile-redis). ${remedy}.`
    : `This Redis ${what}, so no publication is accepted. ${remedy}, or, for a trial, start with --allow-volatile-redis.`;
  return { why, isAllowed };
}
