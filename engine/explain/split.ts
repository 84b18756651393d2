import type { SplitStep } from '../../rules/index.ts';
import { scaleBucket } from '../decide/bucket.ts';
import { WHOLE } from '../decide/split.ts';
import { BRANCH } from '../decide/trail.ts';
import type { ExplainedSplit, StepPlace } from './explanation.ts';
import type { Followed, Following } from './following.ts';
import { explainRedistribution } from './redistribution.ts';
import { explainShare, placeShares } from './shares.ts';

type SplitKey = Pick<ExplainedSplit['asked'], 'key' | 'keyIs'>;

/** Call distribution: where the bucket fell, and what was left there. Undefined when the trail does not fit. */
export function explainSplit(step: SplitStep, place: StepPlace, following: Following): Followed | undefined {
  const { decision, trail } = following;
  const share = step.shares[trail.split - BRANCH.first];
  if (share === undefined) return undefined;
  const shares = placeShares(step);
  const chosen = trail.split - BRANCH.first;
  const sharesPath = `${place.path}/split/shares`;
  const followed = `${sharesPath}/${chosen}/then`;
  const by = step.by ?? 'call';
  if (decision.bucket === undefined) {
    if (!decision.masked) return undefined;
    const asked = { by, ...splitKey(step, following) };
    const found = explainShare(shares, chosen, sharesPath);
    return { explained: { step: 'split', ...place, asked, found, followed }, next: share.then };
  }
  const placePoints = scaleBucket(decision.bucket, WHOLE);
  const firstChoice = shares.findIndex(({ from, points }) => from <= placePoints && placePoints < from + points);
  if (firstChoice === -1) return undefined;
  const splitBy = splitKey(step, following);
  const redistribution = explainRedistribution(
    shares,
    { firstChoice, chosen, key: splitBy.key, sharesPath },
    following,
  );
  if (redistribution === undefined && firstChoice !== chosen) return undefined;
  const asked = { by, ...splitBy, bucket: decision.bucket, placePercent: placePoints / 100 };
  const found = {
    ...explainShare(shares, chosen, sharesPath),
    ...(redistribution === undefined ? {} : { redistribution }),
  };
  return { explained: { step: 'split', ...place, asked, found, followed }, next: share.then };
}

function splitKey(step: SplitStep, { decision }: Following): SplitKey {
  return step.by === 'caller' && decision.caller !== undefined
    ? { key: decision.caller, keyIs: 'caller' }
    : { key: decision.callId, keyIs: 'call-id' };
}
