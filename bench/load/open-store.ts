import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { createEngine, openEmbeddedStore, openLocalCopy } from '../../engine/index.ts';
import { numberAt } from '../workload/number-at.ts';

/** What a node that has just started says of itself, as one line of JSON on stdout. */
export type OpenedStore = {
  readonly numbers: number;
  /** From opening the store to an engine that answers, milliseconds. */
  readonly readyMs: number;
  /** The same from the start of the process. */
  readonly sinceStartMs: number;
  /** Processor time of all its threads from the start of the process, milliseconds. */
  readonly processorMs: number;
  /** Resident in all, bytes; and without the file's own pages, which the system takes back when it wants to. */
  readonly residentBytes: number;
  readonly anonymousBytes: number;
  readonly peakBytes: number;
};

await openStore(process.argv[2] ?? '.', process.argv[3]);

/**
 * A process of its own, as a node starts: opens the store in a folder, loads all (from its local copy, where it is given
 * one that was written before), answers one call, ends.
 */
async function openStore(path: string, copy: string | undefined): Promise<void> {
  const beginMs = performance.now();
  const engine = await createEngine({
    store: openEmbeddedStore({ path }),
    ...(copy === undefined ? {} : { copy: openLocalCopy(copy) }),
    clock: { now: () => Date.now() },
    callIds: { next: () => 'bench' },
    pauses: { wait: (ms, signal) => pause(ms, undefined, signal === undefined ? {} : { signal }).catch(() => {}) },
  });
  const endMs = performance.now();
  const processor = process.cpuUsage();
  const { outcome } = engine.decide({ called: numberAt(0), callId: 'bench', at: Date.UTC(2026, 5, 1) });
  if (outcome === 'unknown-number' || outcome === 'not-ready') throw new Error(`loaded, and yet ${outcome}`);
  const opened: OpenedStore = {
    numbers: engine.size().numbers,
    readyMs: endMs - beginMs,
    sinceStartMs: endMs,
    processorMs: (processor.user + processor.system) / 1_000,
    ...residence(),
  };
  process.stdout.write(`${JSON.stringify(opened)}\n`);
  await engine.close();
}

function residence(): Pick<OpenedStore, 'residentBytes' | 'anonymousBytes' | 'peakBytes'> {
  const residentBytes = process.memoryUsage.rss();
  if (process.platform !== 'linux') return { residentBytes, anonymousBytes: residentBytes, peakBytes: residentBytes };
  const status = readFileSync('/proc/self/status', 'utf8');
  const bytes = (field: string) => Number(new RegExp(`^${field}:\\s*(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) * 1024;
  return { residentBytes, anonymousBytes: bytes('RssAnon'), peakBytes: bytes('VmHWM') };
}
