import { type Actor, type ActorControl, EngineError, type VersionRecord } from '../../../engine/index.ts';
import type { LiveChange } from './change-feed.ts';

type Found = Promise<VersionRecord | undefined>;
/** Looked up once for all who follow for one customer. */
const found = new WeakMap<LiveChange, Map<string, Found>>();

/**
 * Who made a change and when; undefined for one of a number that is not the actor's, or of which the store has the
 * version no longer. @throws EngineError STORE_UNAVAILABLE
 */
export function visibleChange(change: LiveChange, actor: Actor, mine: ActorControl): Found {
  const key = actor.customer ?? '';
  const ofChange = found.get(change) ?? new Map<string, Found>();
  found.set(change, ofChange);
  const known = ofChange.get(key);
  if (known !== undefined) return known;
  const looked = lookUp(change, mine);
  ofChange.set(key, looked);
  // A failure is nobody's answer: the next one asks again.
  looked.catch(() => ofChange.delete(key));
  return looked;
}

async function lookUp({ number, version }: LiveChange, mine: ActorControl): Found {
  try {
    const [record] = await mine.history(number, { before: version + 1, limit: 1 });
    return record?.version === version ? record : undefined;
  } catch (error) {
    if (error instanceof EngineError && error.code === 'NUMBER_UNKNOWN') return undefined;
    throw error;
  }
}
