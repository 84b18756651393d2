import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openLocalCopy } from '../../engine/index.ts';
import type { LocalCopy } from '../../engine/publish/local-copy.ts';
import type { StoreEntry } from '../../engine/store/plan-store.ts';

let folder: string;
let opened: LocalCopy[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flat-copy-'));
  opened = [];
});
afterEach(async () => {
  for (const copy of opened) await copy.close();
  rmSync(folder, { recursive: true });
});

const open = (): LocalCopy => {
  const copy = openLocalCopy(folder);
  opened.push(copy);
  return copy;
};

const reopen = async (): Promise<LocalCopy> => {
  await opened.pop()!.close();
  return open();
};

const head = (number: string, version: number, bytes = 640): StoreEntry => ({
  record: {
    number,
    version,
    hash: 'ab'.repeat(32),
    withdrawn: false,
    actor: 'Anna Verdi',
    atMs: 1.7e12,
    note: 'è così',
  },
  artifact: new Uint8Array(bytes).fill(version),
});
const withdrawal = (number: string, version: number): StoreEntry => ({
  record: { ...head(number, version).record, hash: '', withdrawn: true },
  artifact: undefined,
});
const positions = (sequence: number) => [{ shard: 3, epoch: 'e1', sequence }];

/** A number's last entry, as a follower that installs them in order ends up with. */
async function plansOf(copy: LocalCopy): Promise<Map<string, StoreEntry>> {
  const last = new Map<string, StoreEntry>();
  for await (const batch of copy.scan()) {
    for (const { record, artifact } of batch) {
      last.set(record.number, { record, artifact: artifact === undefined ? undefined : Uint8Array.from(artifact) });
    }
  }
  return last;
}

async function statusesOf(copy: LocalCopy): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const batch of copy.outOfService()) all.push(...batch);
  return all;
}

describe('a flat local copy', () => {
  test('is empty at first', async () => {
    const copy = open();
    expect(await copy.positions()).toEqual([]);
    expect(await plansOf(copy)).toEqual(new Map());
  });

  test('gives back what was saved, the last word on each, after it was opened again', async () => {
    const copy = open();
    await copy.save({ heads: [head('800123456', 1), head('803123', 1, 0)], positions: positions(2) });
    await copy.save({ heads: [head('800123456', 2), withdrawal('199000404', 3)], positions: positions(4) });
    await copy.save({
      statuses: [
        { number: '800123456', sites: ['roma'] },
        { number: '803123', sites: ['bari'] },
      ],
    });
    await copy.save({
      statuses: [{ number: '803123', sites: [] }],
      refused: [{ number: '803123', version: 2, why: 'x' }],
    });
    const again = await reopen();
    expect(await again.positions()).toEqual(positions(4));
    expect(await again.refused()).toEqual([{ number: '803123', version: 2, why: 'x' }]);
    expect(await statusesOf(again)).toEqual([{ number: '800123456', sites: ['roma'] }]);
    const plans = await plansOf(again);
    expect(plans.get('800123456')).toEqual(head('800123456', 2));
    expect(plans.get('199000404')).toEqual(withdrawal('199000404', 3));
  });

  test('all statuses in place of those so far; clear leaves nothing', async () => {
    const copy = open();
    await copy.save({ statuses: [{ number: '800123456', sites: ['roma'] }], positions: positions(1) });
    await copy.save({ statuses: [{ number: '803123', sites: ['bari'] }], allStatuses: true });
    expect(await statusesOf(copy)).toEqual([{ number: '803123', sites: ['bari'] }]);
    await copy.clear();
    expect(await (await reopen()).positions()).toEqual([]);
  });

  test('a frame cut off or damaged anywhere ends the log: what is before it is a whole, older copy', async () => {
    const path = join(folder, 'plans.log');
    const copy = open();
    await copy.save({ heads: [head('800123456', 1)], positions: positions(1) });
    const firstEnd = statSync(path).size;
    await copy.save({ heads: [head('800123456', 2)], positions: positions(2) });
    const whole = readFileSync(path);
    await opened.pop()!.close();
    const positionsAt = async (bytes: Buffer): Promise<unknown> => {
      writeFileSync(path, bytes);
      const damaged = openLocalCopy(folder);
      const found = (await damaged.positions())[0]?.sequence;
      await damaged.close();
      return found;
    };
    expect(await positionsAt(whole)).toBe(2);
    for (let at = firstEnd; at < whole.length; at += 7) {
      expect(await positionsAt(whole.subarray(0, at))).toBe(1);
      const flipped = Buffer.from(whole);
      flipped[at]! ^= 0x10;
      expect(await positionsAt(flipped)).toBe(1);
    }
  });

  test('nothing that lay behind a damaged frame comes back', async () => {
    const path = join(folder, 'plans.log');
    const copy = open();
    for (const version of [1, 2, 3])
      await copy.save({ heads: [head('800123456', version)], positions: positions(version) });
    const bytes = readFileSync(path);
    bytes[Math.floor(bytes.length / 2)]! ^= 1;
    await opened.pop()!.close();
    writeFileSync(path, bytes);
    const damaged = open();
    expect(await damaged.positions()).toEqual(positions(1));
    await damaged.save({ heads: [head('800123456', 9)], positions: positions(9) });
    const again = await reopen();
    expect(await again.positions()).toEqual(positions(9));
    expect((await plansOf(again)).get('800123456')?.record.version).toBe(9);
  });

  test('is written anew when most of it no longer counts, and loses nothing', async () => {
    const path = join(folder, 'plans.log');
    const copy = open();
    const bytes = 512 * 1024;
    await copy.save({ heads: [head('803123', 1)], statuses: [{ number: '803123', sites: ['bari'] }] });
    let largest = 0;
    for (let version = 1; version <= 300; version++) {
      await copy.save({ heads: [head('800123456', version % 256, bytes)], positions: positions(version) });
      largest = Math.max(largest, statSync(path).size);
    }
    expect(largest).toBeLessThan(80 * 1024 * 1024);
    expect(statSync(path).size).toBeLessThan(largest);
    const again = await reopen();
    expect(await again.positions()).toEqual(positions(300));
    expect(await statusesOf(again)).toEqual([{ number: '803123', sites: ['bari'] }]);
    const plans = await plansOf(again);
    expect(plans.get('803123')).toEqual(head('803123', 1));
    expect(plans.get('800123456')?.record.version).toBe(300 % 256);
  });

  test('belongs to one process: another one is told which has it; a lock left by a dead one is taken over', async () => {
    const copy = open();
    await copy.positions();
    writeFileSync(join(folder, 'lock'), '1');
    expect(() => openLocalCopy(folder)).toThrow(/belongs to process 1: give each node a folder of its own/);
    writeFileSync(join(folder, 'lock'), '999999999');
    const second = openLocalCopy(folder);
    await second.close();
  });

  test('a folder that cannot be used is said with its name', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => openLocalCopy(join(folder, 'file'))).toThrow(/The local copy .*file cannot be used/);
    truncateSync(join(folder, 'file'));
  });
});
