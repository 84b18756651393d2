import type { Actor } from '../../../engine/index.ts';
import type { Sentences } from '../errors.ts';
import type { StandIn, StandInWish } from '../line/line-record.ts';

/**
 * The port to the routing of calls: to have another destination answer in the place of a line. What stands behind it
 * does so as the actor, with the actor's rights and no others.
 */
export type LineRouting = {
  /**
   * Whether a line can be stood in for in the plan of a number.
   * @returns why not; undefined when it can
   * @throws EngineError STORE_UNAVAILABLE
   */
  refusal(actor: Actor, line: string, wish: StandInWish): Promise<Sentences | undefined>;
  /**
   * Puts the stand-in into the plan from an instant on, at once when that has passed. A refusal is an answer: `refused`.
   * @param key the same one is done once
   * @throws EngineError STORE_UNAVAILABLE, VERSION_CONFLICT
   */
  begin(actor: Actor, line: string, wish: StandInWish, fromMs: number, key: string): Promise<StandIn>;
  /**
   * Takes it out: drops what has not come yet, and gives its sites back what they had. What somebody else changed since
   * stays, and is told: `left`.
   * @throws EngineError STORE_UNAVAILABLE, VERSION_CONFLICT
   */
  end(actor: Actor, line: string, standIn: StandIn, key: string): Promise<StandIn>;
  /**
   * How it stands: in the plan, still to come on the plan as it is now, or refused when its time came.
   * @returns `isStale`: the plan's site was changed since, and what will come would undo that
   */
  look(actor: Actor, standIn: StandIn): Promise<{ readonly standIn: StandIn; readonly isStale: boolean }>;
};
