import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { EngineError, openRedisStore } from '../../engine/index.ts';
import { commitOf } from '../load/fill-store.ts';

/** One line of JSON on stdout, when stdin ends. */
export type SteadyEdits = { readonly edits: number; readonly perSecond: number };

/** Others may be at work on this machine. */
const PATIENCE_MS = 10_000;
const [url = '', seed = '', numbers = '1', perSecond = '1'] = process.argv.slice(2);
await editSteadily(Number(numbers), 1_000 / Number(perSecond));

/** Publishes another version of a number every so often, whether or not the one before it is acknowledged. */
async function editSteadily(numbers: number, everyMs: number): Promise<void> {
  const store = openRedisStore({ url, commandTimeoutMs: PATIENCE_MS });
  const headOf = async (number: string) => (await store.head(number))?.version ?? 0;
  let ending = false;
  void once(process.stdin.resume(), 'end').then(() => {
    ending = true;
  });
  const begunMs = performance.now();
  let [asked, done] = [0, 0];
  let failed: unknown;
  const versions = new Map<number, number>();
  while (!ending && failed === undefined) {
    for (; asked * everyMs <= performance.now() - begunMs; asked++) {
      const index = (asked * 7_919) % numbers;
      // Somebody may have edited before.
      const expectedVersion = versions.get(index) ?? (await headOf(commitOf(seed, index).number));
      versions.set(index, expectedVersion + 1);
      store.commit(commitOf(seed, index, expectedVersion)).then(
        () => done++,
        (error: unknown) => {
          if (error instanceof EngineError && error.code === 'STORE_UNAVAILABLE') return;
          failed = error;
        },
      );
    }
    await sleep(1);
  }
  const seconds = (performance.now() - begunMs) / 1_000;
  await store.close();
  if (failed !== undefined) throw failed;
  const told: SteadyEdits = { edits: done, perSecond: done / seconds };
  process.stdout.write(`${JSON.stringify(told)}\n`);
}
