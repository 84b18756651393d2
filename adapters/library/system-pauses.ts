import { setTimeout as sleep } from 'node:timers/promises';
import type { Pauses } from '../../engine/index.ts';

/** Waiting by the host's timers. */
export const systemPauses: Pauses = {
  wait: (ms, signal) => sleep(ms, undefined, signal === undefined ? {} : { signal }).catch(() => {}),
};
