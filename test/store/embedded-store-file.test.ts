import { execFile } from 'node:child_process';
import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { open } from 'lmdb';
import { EngineError } from '../../engine/errors.ts';
import { openEmbeddedStore } from '../../engine/store/embedded-store.ts';
import { caught, collect } from './contract-parts.ts';
import { sampleCommit, sampleWrite } from './sample-commits.ts';

const WRITE_DOCUMENT = fileURLToPath(new URL('./write-document.mjs', import.meta.url));
const READ_DOCUMENTS = fileURLToPath(new URL('./read-documents.mjs', import.meta.url));
const READ_HEADS = fileURLToPath(new URL('./read-heads.mjs', import.meta.url));

let path = '';
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'instrada-file-'));
});
afterEach(() => rmSync(path, { recursive: true, force: true }));

async function writeStore(numbers: number): Promise<string> {
  const store = openEmbeddedStore({ path });
  await store.commitMany(Array.from({ length: numbers }, (_, index) => sampleCommit(String(800_000_000 + index), 1)));
  await store.close();
  return join(path, 'data.mdb');
}

function openingFails(readOnly = false): EngineError {
  try {
    void openEmbeddedStore({ path, readOnly }).close();
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
  throw new Error('it should not have opened');
}

describe('what is not a whole store is refused by name', () => {
  test('reading where there is none', () => {
    const error = openingFails(true);
    expect(error.code).toBe('STORE_UNAVAILABLE');
    expect(error.message).toContain(path);
    expect(error.message).toContain('publish');
  });

  test('a folder that cannot be made', () => {
    writeFileSync(join(path, 'file'), '');
    path = join(path, 'file', 'store');
    expect(openingFails().code).toBe('STORE_UNAVAILABLE');
    path = join(path, '..', '..');
  });

  test('a file of something else', () => {
    writeFileSync(join(path, 'data.mdb'), 'x'.repeat(20_000));
    const error = openingFails();
    expect(error.code).toBe('STORE_FORMAT');
    expect(error.message).toContain('data.mdb');
  });

  test("another program's LMDB, and another format of ours", async () => {
    const other = open({ path, noSubdir: false, encoding: 'binary' });
    await other.openDB('theirs', {}).put('a', 'b');
    await other.close();
    expect(openingFails().code).toBe('STORE_FORMAT');
    expect(openingFails(true).code).toBe('STORE_FORMAT');

    rmSync(path, { recursive: true });
    await writeStore(1);
    const ours = open({ path, noSubdir: false });
    await ours.openDB('meta', { encoding: 'binary' }).put('format', Buffer.from('instrada-store-99'));
    await ours.close();
    const error = openingFails();
    expect(error.code).toBe('STORE_FORMAT');
    expect(error.message).toContain('instrada-store-99');
  });

  test.each([0.9, 0.5, 0.1])('a file truncated to %f of its length', async (part) => {
    const file = await writeStore(2_000);
    truncateSync(file, Math.floor(readFileSync(file).length * part));
    for (const readOnly of [true, false]) {
      const error = openingFails(readOnly);
      expect(error.code).toBe('STORE_CORRUPT');
      expect(error.message).toContain('truncated');
    }
  });

  test('a file truncated within its first page', async () => {
    truncateSync(await writeStore(10), 1_000);
    expect(openingFails().code).toBe('STORE_CORRUPT');
  });

  test('an empty file is a new store', async () => {
    writeFileSync(join(path, 'data.mdb'), '');
    const store = openEmbeddedStore({ path });
    expect(await collect(store.list())).toEqual([]);
    await store.close();
  });
});

describe('several processes', () => {
  test('another process reads what this one commits, while it has the store open', async () => {
    const store = openEmbeddedStore({ path });
    await store.commit(sampleCommit('800000001', 1));
    const read = async () => (await promisify(execFile)(process.execPath, [READ_HEADS, path])).stdout;
    expect(await read()).toBe('800000001 1\n');
    await store.commit(sampleCommit('800000001', 2));
    await store.commit(sampleCommit('800000002', 1));
    expect(await read()).toBe('800000001 2\n800000002 1\n');
    await store.close();
  });

  test('a store opened for reading does not write', async () => {
    await writeStore(1);
    const store = openEmbeddedStore({ path, readOnly: true });
    await expect(store.commit(sampleCommit('800000000', 2))).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect((await store.head('800000000'))?.version).toBe(1);
    await store.close();
  });
});

describe('a folder of before there were documents', () => {
  const forget = async () => {
    const root = open({ path, noSubdir: false, encoding: 'binary', maxDbs: 16 });
    for (const name of ['documents', 'owners', 'due', 'journals']) root.openDB(name, { encoding: 'binary' }).dropSync();
    root.openDB('meta', { encoding: 'binary' }).removeSync('documents');
    await root.close();
  };

  test('is read as one without any, and can be written', async () => {
    await writeStore(1);
    await forget();
    const reader = openEmbeddedStore({ path, readOnly: true });
    expect((await reader.head('800000000'))?.version).toBe(1);
    expect([await reader.document('line', 'a'), await reader.documentsOf('line', 'anna')]).toEqual([undefined, []]);
    expect([await reader.documentsDue('line', 9, 9), await reader.journal('line', 'a')]).toEqual([[], []]);
    expect(await collect(reader.shelf('line'))).toEqual([]);
    expect((await caught(reader.writeDocument(sampleWrite('a', 1)))).code).toBe('STORE_UNAVAILABLE');
    await reader.close();

    const writer = openEmbeddedStore({ path });
    await writer.writeDocument(sampleWrite('a', 1));
    await writer.commit(sampleCommit('800000000', 2));
    await writer.close();
    const again = openEmbeddedStore({ path, readOnly: true });
    expect(await again.document('line', 'a')).toMatchObject({ revision: 1, journalLength: 2 });
    await again.close();
  });

  test('open for reading, it sees the documents that come later', async () => {
    await writeStore(1);
    await forget();
    const reader = openEmbeddedStore({ path, readOnly: true });
    expect(await reader.document('control', '800000001')).toBeUndefined();
    const { stdout } = await promisify(execFile)(process.execPath, [WRITE_DOCUMENT, path]);
    expect(stdout).toBe('800000001 1\n');
    expect(await reader.document('control', '800000001')).toMatchObject({ revision: 1, owner: 'anna' });
    await reader.close();
  });
});

describe.each([2, 3, 5, 20])('garbage in every %ith page: an error', (step) => {
  const spoil = (file: string) => {
    const size = readFileSync(file).length;
    const opened = openSync(file, 'r+');
    for (let page = 4; page < size / 4096; page += step) {
      writeSync(opened, Buffer.alloc(4096, 0xa5), 0, 4096, page * 4096);
    }
    closeSync(opened);
  };
  /** In a process of its own: LMDB does not promise to survive pages that are not pages. */
  const reading = (script: string, ...args: readonly string[]) =>
    promisify(execFile)(process.execPath, [script, path, ...args]).then(
      () => undefined,
      (reason: { code: unknown; signal: unknown; stderr: string }) => reason,
    );
  const isError = { code: 1, signal: null, stderr: expect.stringMatching(/^STORE_(CORRUPT|UNAVAILABLE|FORMAT): /m) };

  test('never a store with fewer numbers', async () => {
    spoil(await writeStore(2_000));
    expect(await reading(READ_HEADS)).toMatchObject(isError);
  });

  test('never one with fewer documents', async () => {
    const store = openEmbeddedStore({ path });
    const keys = Array.from({ length: 2_000 }, (_, index) => `k${index}`);
    const sample = (key: string, index: number) => ({ ...sampleWrite(key, 1), dueMs: index });
    await Promise.all(keys.map((key, index) => store.writeDocument(sample(key, index))));
    await store.close();
    expect(await reading(READ_DOCUMENTS, 'documentsOf')).toBeUndefined();
    spoil(join(path, 'data.mdb'));
    for (const how of ['shelf', 'documentsOf', 'documentsDue']) {
      expect([how, await reading(READ_DOCUMENTS, how)]).toMatchObject([how, isError]);
    }
  });
});
