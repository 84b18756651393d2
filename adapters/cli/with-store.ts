import { existsSync } from 'node:fs';
import { Engine, LiveSnapshot, openEmbeddedStore, type PlanStore } from '../../engine/index.ts';
import { readIntelligentNumber } from '../../rules/index.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

export const STORE_OPTION = { store: { type: 'string' } } as const;
const DEFAULT_STORE = '.instrada';

/** The folder that a command works on: `--store`, else INSTRADA_STORE, else `.instrada` here. */
export function storePath(option: string | undefined, environment: Terminal['environment']): string {
  return option || environment.INSTRADA_STORE || DEFAULT_STORE;
}

/** Opens the store for reading, and closes it whatever happens. @throws UsageError, EngineError */
export async function readStore<T>(path: string, use: (store: PlanStore) => Promise<T>): Promise<T> {
  if (!existsSync(path)) {
    throw new UsageError(`${path}: there is no store here. Publish a plan first, or name the folder with --store DIR.`);
  }
  const store = openEmbeddedStore({ path, readOnly: true });
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/**
 * An engine that publishes without serving: nothing is loaded into memory, so a store of a million numbers opens at
 * once. It decides no calls.
 * @throws EngineError
 */
export async function withPublisher<T>(
  path: string,
  terminal: Terminal,
  use: (engine: Engine) => Promise<T>,
): Promise<T> {
  const store = openEmbeddedStore({ path });
  const { clock, callIds } = terminal;
  const engine = new Engine({ store, clock, callIds }, new LiveSnapshot());
  try {
    return await use(engine);
  } finally {
    await engine.close();
  }
}

/** The national number of a NUMBER on the command line. @throws UsageError */
export function readNumber(command: string, text: string | undefined): string {
  if (text === undefined) throw new UsageError(`${command}: NUMBER is missing. See: instrada ${command} --help`);
  const number = readIntelligentNumber(text);
  if (number === undefined) throw new UsageError(`${command}: "${text}" is no number; write it as 800123456.`);
  return number;
}

/** Who acts: `--actor`, else the account's name. */
export function readActor(option: string | undefined, environment: Terminal['environment']): string {
  return option || environment.USER || environment.LOGNAME || 'instrada';
}
