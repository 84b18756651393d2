import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { EngineError } from '../../engine/errors.ts';
import { CONTROL_SHELF } from '../../engine/store/check-commit.ts';
import type { PlanStore } from '../../engine/store/plan-store.ts';
import { expectBytes } from './contract-parts.ts';
import { until } from './redis-server.ts';
import {
  sampleArtifact,
  sampleCommit,
  sampleLines,
  samplePlanText,
  sampleText,
  sampleWrite,
} from './sample-commits.ts';

/** What was acknowledged: the newest version of each number, and the newest revision of each document on `line`. */
export type Promises = {
  readonly versions: ReadonlyMap<string, number>;
  readonly revisions: ReadonlyMap<string, number>;
};

export type Publishing = {
  /** Acknowledged commits and documents so far. */
  count(): number;
  /** What is acknowledged now. */
  promises(): Promises;
  /** Until 20 more of each have been acknowledged. */
  goesOn(): Promise<void>;
  end(): Promise<void>;
};

const NUMBERS = ['800000001', '800000002', '840123456'];
/** Newest versions and lines looked at: those on their way when the kill came; the round before looked at the older. */
const NEWEST = 200;

/**
 * Publishes three numbers without pause, each version with its number's document, and writes a document of another shelf
 * beside each; goes on while the store is away.
 * @param expected what a write may be refused with
 */
export function publishWithoutPause(store: PlanStore, expected: readonly string[]): Publishing {
  const versions = new Map<string, number>();
  const revisions = new Map<string, number>();
  const ending = new AbortController();
  let commits = 0;
  let documents = 0;
  const untilEnd = async (write: () => Promise<void>) => {
    while (!ending.signal.aborted) {
      try {
        await write();
      } catch (error) {
        if (!(error instanceof EngineError) || !expected.includes(error.code)) throw error;
        await sleep(5);
      }
    }
  };
  const publishing = NUMBERS.flatMap((number) => [
    untilEnd(async () => {
      const next = ((await store.head(number))?.version ?? 0) + 1;
      const document = { ...sampleWrite(number, next), shelf: CONTROL_SHELF };
      const { version } = await store.commit({ ...sampleCommit(number, next), document });
      versions.set(number, version);
      commits++;
    }),
    untilEnd(async () => {
      const next = ((await store.document('line', number))?.revision ?? 0) + 1;
      const { revision } = await store.writeDocument(sampleWrite(number, next));
      revisions.set(number, revision);
      documents++;
    }),
  ]);
  const ended = Promise.all(publishing);
  // Seen by `end`; until then it is not unhandled.
  ended.catch(() => {});
  return {
    count: () => commits + documents,
    promises: () => ({ versions: new Map(versions), revisions: new Map(revisions) }),
    goesOn: () => {
      const [oldCommits, oldDocuments] = [commits, documents];
      return until('writing to go on', async () => commits > oldCommits + 20 && documents > oldDocuments + 20);
    },
    end: async () => {
      ending.abort();
      await ended;
    },
  };
}

/**
 * Whether a store has what it promised, whole and without holes; it may be written meanwhile.
 * @returns the versions that there are of all the numbers
 */
export async function checkPromises(store: PlanStore, { versions, revisions }: Promises): Promise<number> {
  let there = 0;
  for (const [number, version] of versions) there += await checkPublished(store, number, version);
  for (const [key, revision] of revisions) {
    expect(await checkDocument(store, 'line', key)).toBeGreaterThanOrEqual(revision);
  }
  return there;
}

async function checkPublished(store: PlanStore, number: string, newestAcknowledged: number): Promise<number> {
  const history = await store.history(number);
  const head = history[0]?.version ?? 0;
  expect(head).toBeGreaterThanOrEqual(newestAcknowledged);
  expect(history.map(({ version }) => version)).toEqual(Array.from({ length: head }, (_, index) => head - index));
  for (const { version, hash } of history.slice(0, NEWEST)) {
    expect(hash).toBe(`${number}${version}`.padStart(64, '0'));
    expect(await store.planText(number, version)).toBe(samplePlanText(number, version));
    expectBytes((await store.entry(number, version))?.artifact, sampleArtifact(number, version));
  }
  // Version and document were written in one step: never one without the other.
  const revision = await checkDocument(store, CONTROL_SHELF, number);
  expect(revision).toBeGreaterThanOrEqual(head);
  expect((await store.head(number))?.version).toBeGreaterThanOrEqual(revision);
  return head;
}

/** @returns its revision */
async function checkDocument(store: PlanStore, shelf: string, key: string): Promise<number> {
  const { revision = 0, text, journalLength } = (await store.document(shelf, key)) ?? {};
  const first = Math.max(1, revision - NEWEST / 2);
  const lines = Array.from({ length: revision - first + 1 }, (_, index) => sampleLines(key, first + index)).flat();
  expect([text, journalLength]).toEqual([sampleText(key, revision), 2 * revision]);
  expect(await store.journal(shelf, key, { after: 2 * (first - 1), limit: lines.length })).toEqual(lines);
  return revision;
}
