import {
  type Actor,
  type ActorControl,
  type Control,
  EngineError,
  type NodeBoard,
  type PlanStore,
} from '../../engine/index.ts';
import { DEFAULT_TIME_ZONE } from '../../rules/index.ts';
import { createPublisher } from '../library/index.ts';
import { openStore, type StorePlace } from './store-place.ts';
import type { Terminal } from './terminal.ts';
import { mustBeThere, withPublisher } from './with-store.ts';

/** The control API in the hands of whoever sits at the machine. */
export type ControlRoom = {
  readonly mine: ActorControl;
  readonly control: Control;
  readonly store: PlanStore;
};
/** And where the nodes of the store tell how they are. */
export type WritingRoom = ControlRoom & { readonly board: NodeBoard };

/** To change something: closed whatever happens. @throws EngineError */
export function withControl<T>(
  place: StorePlace,
  terminal: Terminal,
  actor: Actor,
  use: (room: WritingRoom) => Promise<T>,
): Promise<T> {
  return withPublisher(place, terminal, ({ control }, { store, board }) =>
    use({ control, mine: control.forActor(actor), store, board }),
  );
}

/** To read only: of a store that is there. @throws UsageError, EngineError */
export async function readControl<T>(
  place: StorePlace,
  { clock, callIds }: Terminal,
  actor: Actor,
  use: (room: ControlRoom) => Promise<T>,
): Promise<T> {
  mustBeThere(place);
  const store = openStore(place, true);
  const engine = await createPublisher({ store, clock, callIds });
  try {
    const { control } = engine;
    return await use({ control, mine: control.forActor(actor), store });
  } finally {
    await engine.close();
  }
}

/** The version that a change is made on: the one asked for, else the newest; 0 for a number without one. */
export async function versionToChange(mine: ActorControl, number: string, expected: number | undefined) {
  if (expected !== undefined) return expected;
  const [newest] = await mine.history(number, { limit: 1 }).catch(orElse('NUMBER_UNKNOWN', []));
  return newest?.version ?? 0;
}

/** The time zone of a number's plan. */
export async function zoneOf(mine: ActorControl, number: string): Promise<string> {
  const found = await mine.plan(number).catch(orElse('VERSION_UNKNOWN', undefined));
  return found?.plan.timeZone ?? DEFAULT_TIME_ZONE;
}

function orElse<T>(code: EngineError['code'], instead: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof EngineError && error.code === code) return instead;
    throw error;
  };
}
