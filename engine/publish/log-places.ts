import type { ShardPosition } from '../store/plan-store.ts';

/** Where a node is in the shards' change logs, by shard. */
export type LogPlaces = ReadonlyMap<number, ShardPosition>;

export function placesOf(positions: readonly ShardPosition[]): LogPlaces {
  return new Map(positions.map((position) => [position.shard, position]));
}

/**
 * Whether the logs, as they stand now, can lead on from these places. Another epoch, other shards, or a log that has
 * become shorter is another life of the store.
 */
export function isSameLife(places: LogPlaces, now: readonly ShardPosition[]): boolean {
  const leadsOn = ({ shard, epoch, sequence }: ShardPosition) => {
    const mine = places.get(shard);
    return mine?.epoch === epoch && mine.sequence <= sequence;
  };
  return places.size === now.length && now.every(leadsOn);
}

/** How many changes these places are behind; where there are none yet, all that the logs have had. */
export function changesBehind(places: LogPlaces | undefined, now: readonly ShardPosition[]): number {
  let behind = 0;
  for (const { shard, epoch, sequence } of now) {
    const mine = places?.get(shard);
    behind += mine?.epoch === epoch ? Math.max(0, sequence - mine.sequence) : sequence + 1;
  }
  return behind;
}
