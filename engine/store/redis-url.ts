import { EngineError } from '../errors.ts';

export type RedisAddress = { readonly host: string; readonly port: number };

/** Where Redis is, as one text can say it. */
export type RedisPlace = {
  readonly kind: 'single' | 'sentinel' | 'cluster';
  /** One server; or the Sentinels; or some nodes of the cluster, which name the others. */
  readonly addresses: readonly RedisAddress[];
  readonly tls: boolean;
  readonly username?: string;
  readonly password?: string;
  /** The name that the Sentinels give the master; only with `sentinel`. */
  readonly masterName?: string;
  readonly db?: number;
};

const FORMS =
  'redis://[user:password@]host:port[/db], redis+sentinel://host:port,host:port/MASTER[/db] or redis+cluster://host:port,host:port (rediss… with TLS)';
const URL_PARTS = /^(rediss?)(?:\+(cluster|sentinel))?:\/\/(?:([^@/]*)@)?([^/@]+)((?:\/[^/]+)*)\/?$/;
const ADDRESS = /^(\[[0-9a-fA-F:]+\]|[^:[\]\s]+)(?::(\d{1,5}))?$/;

/** @throws EngineError BAD_REQUEST, without the password in it */
export function parseRedisUrl(url: string): RedisPlace {
  const parts = URL_PARTS.exec(url.trim());
  if (parts === null) throw badUrl('it has none of the forms');
  const [, scheme, kind = 'single', credentials, hosts = '', path = ''] = parts;
  const segments = path.split('/').filter((segment) => segment !== '');
  const masterName = kind === 'sentinel' ? segments.shift() : undefined;
  if (kind === 'sentinel' && masterName === undefined) throw badUrl('the name of the master is missing');
  const db = kind === 'cluster' ? undefined : segments.shift();
  if (segments.length > 0) throw badUrl('its path has too many parts');
  if (db !== undefined && !/^\d{1,5}$/.test(db)) throw badUrl('the database is not a number');
  const addresses = hosts.split(',').map((host) => parseAddress(host, kind === 'sentinel' ? 26_379 : 6_379));
  if (kind === 'single' && addresses.length > 1) throw badUrl('several hosts need redis+cluster: or redis+sentinel:');
  const [user, password] = splitCredentials(credentials);
  return {
    kind: kind as RedisPlace['kind'],
    addresses,
    tls: scheme === 'rediss',
    ...(user === undefined ? {} : { username: user }),
    ...(password === undefined ? {} : { password }),
    ...(masterName === undefined ? {} : { masterName: decodeURIComponent(masterName) }),
    ...(db === undefined ? {} : { db: Number(db) }),
  };
}

function parseAddress(text: string, defaultPort: number): RedisAddress {
  const [, host, port] = ADDRESS.exec(text.trim()) ?? [];
  const number = port === undefined ? defaultPort : Number(port);
  if (host === undefined || number < 1 || number > 65_535) throw badUrl('an address is not host:port');
  return { host: host.replace(/^\[|\]$/g, ''), port: number };
}

/** `user:password`, `:password`, or a password alone, percent-encoded. */
function splitCredentials(text: string | undefined): readonly [string | undefined, string | undefined] {
  if (text === undefined || text === '') return [undefined, undefined];
  const colon = text.indexOf(':');
  try {
    const user = decodeURIComponent(text.slice(0, Math.max(0, colon)));
    return [user === '' ? undefined : user, decodeURIComponent(text.slice(colon + 1))];
  } catch {
    throw badUrl('user or password is not percent-encoded');
  }
}

function badUrl(why: string): EngineError {
  return new EngineError('BAD_REQUEST', { message: `The address of Redis cannot be used: ${why}. Write ${FORMS}.` });
}
