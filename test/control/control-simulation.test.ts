import { describe, expect, test } from '@jest/globals';
import { EngineError, type PlanStore } from '../../engine/index.ts';
import { storeWith } from './control-room.ts';
import { runControlWorld, runControlWorlds, type WorldSabotage } from './control-world.ts';

const WORLDS = 60;

test(`${WORLDS} seeded worlds: what was acknowledged is there, and each timer fired exactly once`, async () => {
  // Each kind of request was there, or the simulation proves nothing.
  for (const [what, count] of await runControlWorlds(WORLDS)) expect([what, count > WORLDS]).toEqual([what, true]);
}, 120_000);

describe('the simulation notices a store that', () => {
  const sabotages: Readonly<Record<string, WorldSabotage>> = {
    'leaves the document out of a commit': (store) =>
      withCommit(store, (commit, { document: _, ...rest }) => commit(rest)),
    'writes the document before the version': (store) =>
      withCommit(store, async (commit, { document, ...rest }) => {
        if (document !== undefined) await store.writeDocument(document);
        return commit(rest);
      }),
    'does not compare revisions': (store) => {
      const write = store.writeDocument.bind(store);
      return storeWith(store, {
        writeDocument: async (document) => {
          try {
            return await write(document);
          } catch (error) {
            if (!(error instanceof EngineError) || error.code !== 'DOCUMENT_CONFLICT') throw error;
            return write({ ...document, expectedRevision: error.details.currentRevision ?? 0 });
          }
        },
      });
    },
  };
  for (const [what, sabotage] of Object.entries(sabotages)) {
    test(what, async () => {
      for (let seed = 1; seed <= 40; seed++) {
        const noticed = await runControlWorld(seed, sabotage).then(
          () => undefined,
          (error: Error) => error.message,
        );
        if (noticed !== undefined) return expect(noticed.length).toBeGreaterThan(0);
      }
      throw new Error('It was not noticed.');
    }, 60_000);
  }
});

type Commit = PlanStore['commit'];

function withCommit(store: PlanStore, change: (commit: Commit, of: Parameters<Commit>[0]) => ReturnType<Commit>) {
  const commit = store.commit.bind(store);
  return storeWith(store, { commit: (of) => change(commit, of) });
}
