import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type AccessConfig, type AccessFlags, readAccessConfig } from './access.ts';
import { dataFolder, type StorePlace, storePlace, UsageError } from './cli/index.ts';
import { readSwitchConfig, type SwitchConfig, type SwitchFlags } from './switches.ts';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What `serve` runs with. */
export type ServeConfig = {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly store: StorePlace;
  /** This node's name among those that share the store. */
  readonly node: string;
  /** Where nodes of this machine keep their local copies, a folder each. */
  readonly copies: string;
  /** Processes that answer on the one port, each a node of its own. */
  readonly workers: number;
  readonly demo: boolean;
  /** What a decision needs; undefined only with `demo` on loopback. */
  readonly token: string | undefined;
  readonly logLevel: LogLevel;
  /** Of the carrier's systems; undefined: lines, contracts and bills are in the store. */
  readonly backOffice: string | undefined;
  readonly access: AccessConfig;
  readonly switches: SwitchConfig;
};

export type ServeFlags = SwitchFlags &
  AccessFlags & {
    readonly host?: string | undefined;
    readonly port?: string | undefined;
    readonly store?: string | undefined;
    readonly redis?: string | undefined;
    readonly 'allow-volatile-redis'?: boolean | undefined;
    readonly 'min-replicas'?: string | undefined;
    readonly node?: string | undefined;
    readonly copy?: string | undefined;
    readonly workers?: string | undefined;
    readonly demo?: boolean | undefined;
    readonly 'token-file'?: string | undefined;
    readonly 'log-level'?: string | undefined;
    readonly 'back-office'?: string | undefined;
  };

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/;
const DEFAULT_PORT = '8080';
/** Each has all the plans in memory. */
const MAX_WORKERS = 128;
/** A token that can be guessed is none. */
const MIN_TOKEN_CHARACTERS = 16;

/** Flags, else environment, else defaults; what is wrong is named with the flag and the variable. @throws UsageError */
export function readServeConfig(
  flags: ServeFlags,
  environment: Readonly<Record<string, string | undefined>>,
): ServeConfig {
  const host = flags.host || environment.INSTRADA_HOST || '127.0.0.1';
  const demo = flags.demo ?? false;
  const open = demo && LOOPBACK.test(host);
  const port = readPort(flags.port ?? environment.INSTRADA_PORT ?? DEFAULT_PORT);
  const store = storePlace(flags, environment);
  const copies = flags.copy || environment.INSTRADA_COPY;
  const workers = readWorkers(flags.workers || environment.INSTRADA_WORKERS || '1');
  return {
    host,
    port,
    store,
    node: readNode(flags.node || environment.INSTRADA_NODE || `${hostname()}-${port}`),
    // With a store in a folder too: a million plans come from the flat copy in a tenth of the time and memory.
    copies: copies || join(dataFolder(flags.store, environment), 'copy'),
    workers,
    demo,
    token: open ? undefined : readToken(flags['token-file'] || environment.INSTRADA_TOKEN_FILE, environment),
    logLevel: readLogLevel(flags['log-level'] || environment.INSTRADA_LOG_LEVEL || 'info'),
    backOffice: flags['back-office'] || environment.INSTRADA_BACK_OFFICE || undefined,
    access: readAccessConfig(flags, environment),
    switches: readSwitchConfig(flags, workers, open),
  };
}

function readPort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new UsageError(`--port (INSTRADA_PORT): "${text}" is no port; write a number from 0 (any free one) to 65535.`);
}

/** It names a folder, and is read by people. */
function readNode(name: string): string {
  if (/^[A-Za-z0-9][\w.-]{0,63}$/.test(name)) return name;
  throw new UsageError(
    `--node (INSTRADA_NODE): "${name}" is no name; use up to 64 letters, digits and . _ -, the first a letter or digit.`,
  );
}

function readWorkers(text: string): number {
  if (/^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= MAX_WORKERS) return Number(text);
  throw new UsageError(`--workers (INSTRADA_WORKERS): "${text}" is no whole number from 1 to ${MAX_WORKERS}.`);
}

function readLogLevel(text: string): LogLevel {
  const level = LOG_LEVELS.find((each) => each === text);
  if (level !== undefined) return level;
  throw new UsageError(`--log-level (INSTRADA_LOG_LEVEL): "${text}" is none of ${LOG_LEVELS.join(', ')}.`);
}

function readToken(file: string | undefined, environment: Readonly<Record<string, string | undefined>>): string {
  const token = file === undefined ? environment.INSTRADA_TOKEN : readTokenFile(file);
  const remedy = `write ${MIN_TOKEN_CHARACTERS} or more random characters into INSTRADA_TOKEN or a --token-file`;
  if (token === undefined || token === '') {
    throw new UsageError(`Decisions need a token: ${remedy} (only --demo on 127.0.0.1 goes without).`);
  }
  if (token.length < MIN_TOKEN_CHARACTERS || /\s/.test(token)) {
    throw new UsageError(`The token is too short or has blanks: ${remedy}.`);
  }
  return token;
}

function readTokenFile(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new UsageError(`--token-file (INSTRADA_TOKEN_FILE): ${file} cannot be read (${(error as Error).message}).`);
  }
}
