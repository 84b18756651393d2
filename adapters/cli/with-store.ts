import { existsSync } from 'node:fs';
import type { Engine, NodeBoard, PlanStore } from '../../engine/index.ts';
import { readIntelligentNumber } from '../../rules/index.ts';
import { createPublisher } from '../library/index.ts';
import { openBoard, openStore, type StorePlace } from './store-place.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** Opens the store for reading, and closes it whatever happens. @throws UsageError, EngineError */
export async function readStore<T>(place: StorePlace, use: (store: PlanStore) => Promise<T>): Promise<T> {
  mustBeThere(place);
  const store = openStore(place, true);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/** A folder that does not exist is no empty store. @throws UsageError */
export function mustBeThere(place: StorePlace): void {
  if (place.kind !== 'folder' || existsSync(place.path)) return;
  throw new UsageError(
    `${place.path}: there is no store here. Publish a plan first, or name the folder with --store DIR.`,
  );
}

/** An engine that publishes without serving, closed whatever happens. @throws EngineError */
export async function withPublisher<T>(
  place: StorePlace,
  terminal: Terminal,
  use: (engine: Engine, room: { readonly store: PlanStore; readonly board: NodeBoard }) => Promise<T>,
): Promise<T> {
  const { clock, callIds } = terminal;
  const store = openStore(place);
  const board = openBoard(place, clock);
  try {
    const engine = await createPublisher({ store, board, clock, callIds });
    try {
      return await use(engine, { store, board });
    } finally {
      await engine.close();
    }
  } finally {
    await board.close();
  }
}

/** The national number of a NUMBER on the command line. @throws UsageError */
export function readNumber(command: string, text: string | undefined): string {
  if (text === undefined) throw new UsageError(`${command}: NUMBER is missing. See: instrada ${command} --help`);
  const number = readIntelligentNumber(text);
  if (number === undefined) throw new UsageError(`${command}: "${text}" is no number; write it as 800123456.`);
  return number;
}
