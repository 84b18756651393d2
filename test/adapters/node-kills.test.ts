import { expect, test } from '@jest/globals';
import { nodeKills } from './node-kills.ts';

test('kill -9 of a node, 3 rounds: it comes up again with all that was acknowledged', async () => {
  expect(await nodeKills(3)).toBeGreaterThan(50);
}, 60_000);
