import { charCodeOf } from '../../rules/index.ts';

/**
 * Shards of the data in Redis. Each is one hash slot, so that a commit is one script, and 64 of them spread over as many
 * cluster masters as anyone has. It is part of the format: another number would put every number elsewhere.
 */
export const SHARDS = 64;
/** What the keys and values look like; another layout is another version. */
export const REDIS_FORMAT = 'instrada-redis-1';

/** FNV-1a over the digits. */
export function shardOf(number: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < number.length; i++) hash = Math.imul(hash ^ charCodeOf(number, i), 0x01000193);
  return (hash >>> 0) % SHARDS;
}

/** The keys of one shard; all carry its hash tag, e.g. `instrada:{s07}:heads`. What is in them: the scripts in `lua/`. */
export type ShardKeys = {
  readonly heads: string;
  readonly changes: string;
  readonly log: string;
  readonly outOfService: string;
  /** The channel of the shard's notices. */
  readonly channel: string;
  number(number: string): string;
  /** Where the documents of a shelf are, those of them whose key is of this shard. */
  documents(shelf: string): DocumentKeys;
};

export type DocumentKeys = {
  readonly documents: string;
  readonly owners: string;
  readonly due: string;
  journal(key: string): string;
};

export function shardKeys(prefix: string, shard: number): ShardKeys {
  const tag = `${prefix}:{s${String(shard).padStart(2, '0')}}`;
  return {
    heads: `${tag}:heads`,
    changes: `${tag}:changes`,
    log: `${tag}:log`,
    outOfService: `${tag}:out-of-service`,
    channel: `${tag}:notices`,
    number: (number) => `${tag}:number:${number}`,
    documents: (shelf) => ({
      documents: `${tag}:documents:${shelf}`,
      owners: `${tag}:owners:${shelf}`,
      due: `${tag}:due:${shelf}`,
      journal: (key) => `${tag}:journal:${shelf}:${key}`,
    }),
  };
}

/** The shard of a channel made by `shardKeys`; undefined for anything else. */
export function shardOfChannel(channel: string): number | undefined {
  const found = /\{s(\d+)\}:notices$/.exec(channel)?.[1];
  return found === undefined ? undefined : Number(found);
}

/** The cluster's slot of a key with a hash tag: CRC-16/XMODEM of the tag, modulo 16384 (Redis Cluster Specification). */
export function slotOf(key: string): number {
  const tag = /\{([^}]+)\}/.exec(key)?.[1] ?? key;
  let crc = 0;
  for (const byte of Buffer.from(tag, 'utf8')) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = ((crc << 1) ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xffff;
  }
  return crc % 16_384;
}

/** Where nodes tell each other how they are: of one hash slot of its own, apart from the data. */
export type BoardKeys = { readonly nodes: string; readonly channel: string };

export function boardKeys(prefix: string): BoardKeys {
  return { nodes: `${prefix}:{board}:nodes`, channel: `${prefix}:{board}:applied` };
}
