import { describe, expect, test } from '@jest/globals';
import type { CopyChange, LocalCopy } from '../../engine/index.ts';
import type { ChangeBatch, PlanStore, ShardPosition } from '../../engine/store/plan-store.ts';
import { firstNoticed, runSeeds } from './run-seeds.ts';
import type { Sabotage } from './simulated-node.ts';

test('300 seeded worlds: what is decided was published, nothing acknowledged is lost, all nodes end alike', async () => {
  const tally = await runSeeds(1, 300);
  if (process.env.SEED === undefined) {
    // Each kind of trouble was there, or the simulation proves nothing.
    for (const [what, count] of Object.entries(tally)) expect([what, count > 100]).toEqual([what, true]);
  }
}, 120_000);

describe('the simulation notices a node that', () => {
  const sabotages: Readonly<Record<string, Sabotage>> = {
    'does not see a gap in the log': {
      store: (store) => withFollow(store, (batches, from) => gapless(batches, from)),
    },
    'does not hear that the log was lost': {
      store: (store) =>
        withFollow(store, async function* (batches) {
          for await (const batch of batches) if (!batch.lost) yield batch;
        }),
    },
    'takes an older version for a newer one': {
      live: (live) => {
        const install = live.install.bind(live);
        live.install = (number, bytes) => {
          live.beginAnotherLife();
          return install(number, bytes);
        };
      },
    },
    'never goes back when the store was restored': {
      live: (live) => {
        live.isOfAnotherLife = () => false;
      },
    },
    'keeps the numbers that a restored store does not have': {
      live: (live) => {
        live.forgetOtherLife = () => {};
      },
    },
    'writes positions to its copy without what was before them': {
      copy: (copy) => withSave(copy, ({ heads: _, ...rest }) => rest),
    },
    'keeps cleared statuses in its copy': {
      copy: (copy) => withSave(copy, ({ allStatuses: _, ...rest }) => rest),
    },
  };
  for (const [what, sabotage] of Object.entries(sabotages)) {
    test(what, async () => {
      expect(await firstNoticed(sabotage, 100)).toMatch(/^seed \d+: /);
    });
  }
});

function withFollow(
  store: PlanStore,
  change: (batches: AsyncIterable<ChangeBatch>, from: readonly ShardPosition[]) => AsyncIterable<ChangeBatch>,
): PlanStore {
  const follow = store.follow.bind(store);
  store.follow = (from, signal) => change(follow(from, signal), from);
  return store;
}

/** The sequences of what arrives, counted by what arrived. */
async function* gapless(
  batches: AsyncIterable<ChangeBatch>,
  from: readonly ShardPosition[],
): AsyncGenerator<ChangeBatch> {
  const next = new Map(from.map(({ shard, sequence }) => [shard, sequence]));
  for await (const { changes, ...batch } of batches) {
    const counted = changes.map((change) => {
      const sequence = (next.get(batch.shard) ?? 0) + 1;
      next.set(batch.shard, sequence);
      return { ...change, sequence };
    });
    yield { ...batch, changes: counted };
  }
}

function withSave(copy: LocalCopy, change: (change: CopyChange) => CopyChange): LocalCopy {
  const save = copy.save.bind(copy);
  copy.save = (changed) => save(change(changed));
  return copy;
}
