import { expect, test } from '@jest/globals';
import { runControlWorlds } from '../control/control-world.ts';

const WORLDS = 3_000;

test(`${WORLDS} seeded worlds of customers, timers and nodes that die`, async () => {
  for (const [what, count] of await runControlWorlds(WORLDS)) expect([what, count > WORLDS]).toEqual([what, true]);
}, 600_000);
