import {
  type Clock,
  EngineError,
  type NodeBoard,
  openEmbeddedStore,
  openFolderBoard,
  openRedisBoard,
  openRedisStore,
  type PlanStore,
} from '../../engine/index.ts';
import { readCount } from './arguments.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** Where plans are kept: a folder of this machine, or Redis. */
export type StorePlace =
  | { readonly kind: 'folder'; readonly path: string }
  | {
      readonly kind: 'redis';
      readonly url: string;
      readonly allowVolatileRedis: boolean;
      readonly minReplicas: number;
    };

/** The options of whoever reads a store. */
export const STORE_OPTIONS = { store: { type: 'string' }, redis: { type: 'string' } } as const;
/** And of whoever writes to it. */
export const WRITE_OPTIONS = {
  ...STORE_OPTIONS,
  'allow-volatile-redis': { type: 'boolean' },
  'min-replicas': { type: 'string' },
} as const;

export const STORE_HELP = `  --store DIR             the store's folder (default: INSTRADA_STORE, else .instrada)
  --redis URL             the store in Redis instead (INSTRADA_REDIS): redis://HOST:PORT,
                          redis+sentinel://HOST:PORT,…/MASTER or redis+cluster://HOST:PORT,…;
                          rediss for TLS
`;
export const WRITE_HELP = `${STORE_HELP}  --min-replicas N        acknowledge only when N replicas of Redis have it
                          (INSTRADA_MIN_REPLICAS; default: 1 with Sentinel, else 0)
  --allow-volatile-redis  publish although Redis would forget it in a crash: for trials
`;

export type PlaceValues = {
  readonly store?: string | undefined;
  readonly redis?: string | undefined;
  readonly 'allow-volatile-redis'?: boolean | undefined;
  readonly 'min-replicas'?: string | undefined;
};

const DEFAULT_FOLDER = '.instrada';
const MAX_REPLICAS = 100;

/** What a command works on: `--store` or `--redis`, else INSTRADA_REDIS, else INSTRADA_STORE, else `.instrada` here. @throws UsageError */
export function storePlace(values: PlaceValues, environment: Terminal['environment']): StorePlace {
  if (values.store !== undefined && values.redis !== undefined) {
    throw new UsageError('--store is a folder of this machine, --redis a server: name one of them.');
  }
  const url = values.redis || (values.store === undefined ? environment.INSTRADA_REDIS : undefined);
  if (!url) return { kind: 'folder', path: dataFolder(values.store, environment) };
  const replicas = values['min-replicas'] || environment.INSTRADA_MIN_REPLICAS;
  // Behind a Sentinel a failover is expected: what no replica has would be lost by it.
  const fallback = /^rediss?\+sentinel:/.test(url.trim()) ? 1 : 0;
  return {
    kind: 'redis',
    url,
    allowVolatileRedis: values['allow-volatile-redis'] ?? false,
    minReplicas: replicas ? readCount('--min-replicas (INSTRADA_MIN_REPLICAS)', replicas, 0, MAX_REPLICAS) : fallback,
  };
}

/** The folder of this machine's own data. */
export function dataFolder(option: string | undefined, environment: Terminal['environment']): string {
  return option || environment.INSTRADA_STORE || DEFAULT_FOLDER;
}

/** How a place is named to people: without user and password. */
export function placeName(place: StorePlace): string {
  return place.kind === 'folder' ? place.path : place.url.replace(/\/\/[^@/]*@/, '//');
}

/** @throws UsageError for a URL that is none, EngineError */
export function openStore(place: StorePlace, readOnly = false): PlanStore {
  if (place.kind === 'folder') return openEmbeddedStore({ path: place.path, readOnly });
  return atUrl(() => openRedisStore(place));
}

/** Where its nodes hear of each other. @throws UsageError for a URL that is none */
export function openBoard(place: StorePlace, clock: Clock): NodeBoard {
  if (place.kind === 'folder') return openFolderBoard({ path: place.path, clock });
  return atUrl(() => openRedisBoard({ url: place.url }));
}

function atUrl<T>(open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof EngineError) || error.code !== 'BAD_REQUEST') throw error;
    throw new UsageError(`--redis (INSTRADA_REDIS): ${error.message}`);
  }
}
