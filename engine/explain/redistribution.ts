import type { Step } from '../../rules/index.ts';
import { murmur3Bytes } from '../artifact/murmur3.ts';
import { splitSeed } from '../compile/compile-plan.ts';
import { scaleBucket } from '../decide/bucket.ts';
import type { Redistribution } from './explanation.ts';
import { enterStep, type Following } from './following.ts';
import { explainShare, type PlacedShare } from './shares.ts';

type SplitChoice = {
  readonly firstChoice: number;
  /** The trail's share. */
  readonly chosen: number;
  /** What was hashed. */
  readonly key: string;
  readonly sharesPath: string;
};

/**
 * How the split came from its first choice to the trail's share. The trail has only the last one; the draws between
 * are made again from the key, and the shares taken out are those whose sites the decision names as out of service.
 * @returns undefined when the first choice had something left, or when the draws do not lead to the trail's share
 */
export function explainRedistribution(
  shares: readonly PlacedShare[],
  { firstChoice, chosen, key, sharesPath }: SplitChoice,
  following: Following,
): Redistribution | undefined {
  const { plan, decision } = following;
  const removed: Redistribution['removed'][number][] = [];
  const draws: Redistribution['draws'][number][] = [];
  const remaining = shares.map((_, share) => share);
  const result = (how: Redistribution['result']): Redistribution => {
    return { firstChoice: explainShare(shares, firstChoice, sharesPath), removed, draws, result: how };
  };
  const seed = splitSeed(plan.number);
  let share = firstChoice;
  for (;;) {
    const sites = deadSites(shares[share]!.then, following);
    if (sites === undefined) return share === chosen && removed.length > 0 ? result('drawn') : undefined;
    removed.push({ share, sharePath: `${sharesPath}/${share}`, sites });
    remaining.splice(remaining.indexOf(share), 1);
    const total = remaining.reduce((sum, each) => sum + shares[each]!.points, 0);
    if (total === 0) {
      if (decision.degraded) return chosen === firstChoice ? result('degraded') : undefined;
      return remaining.includes(chosen) ? result('standing') : undefined;
    }
    const bucket = bucketOfKey(key, seed + draws.length + 1);
    const place = scaleBucket(bucket, total);
    share = shareAt(shares, remaining, place);
    draws.push({ bucket, placePercent: place / 100, ofPercent: total / 100, share });
  }
}

/** The sites of a share when each of them is out of service; undefined while it has something left. */
function deadSites(then: Step, { plan, decision }: Following): readonly string[] | undefined {
  const ending = enterStep(plan, then, '')?.step;
  if (ending === undefined || !('site' in ending)) return undefined;
  const sites = [ending.site, ...(ending.overflow ?? [])];
  return sites.every((site) => decision.outOfService.includes(site)) ? sites : undefined;
}

/** Unsigned 32-bit. */
function bucketOfKey(key: string, seed: number): number {
  const bytes = Buffer.from(key, 'utf8');
  return murmur3Bytes(bytes, 0, bytes.length, seed) >>> 0;
}

function shareAt(shares: readonly PlacedShare[], remaining: readonly number[], place: number): number {
  let cumulative = 0;
  for (const share of remaining) {
    cumulative += shares[share]!.points;
    if (place < cumulative) return share;
  }
  return remaining[remaining.length - 1]!;
}
