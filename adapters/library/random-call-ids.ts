import { randomBytes } from 'node:crypto';
import type { CallIdSource } from '../../engine/index.ts';

const ID_BYTES = 12;
/** One request for random bytes costs about a microsecond whatever its size: ids are cut from a pool. */
const POOL_BYTES = ID_BYTES * 1024;

/** Call ids of 96 random bits, 24 hex digits. */
export function randomCallIds(): CallIdSource {
  let pool = Buffer.alloc(0);
  let at = 0;
  return {
    next() {
      if (at >= pool.length) {
        pool = randomBytes(POOL_BYTES);
        at = 0;
      }
      at += ID_BYTES;
      return pool.toString('hex', at - ID_BYTES, at);
    },
  };
}
