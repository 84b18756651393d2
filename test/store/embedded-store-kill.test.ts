import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { killRounds } from './kill-rounds.ts';

let path = '';
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'instrada-kill-'));
});
afterEach(() => rmSync(path, { recursive: true, force: true }));

test('kill -9 while publishing, 5 rounds: what was acknowledged is there and whole', async () => {
  expect(await killRounds(path, 5)).toBeGreaterThanOrEqual(5);
});
