import type { Readable, Writable } from 'node:stream';
import type { CallIdSource, Clock } from '../../engine/index.ts';

/** What a command may use of the world; `main.ts` hands in the real one. */
export type Terminal = {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Whether a person watches stderr: only then is progress shown. */
  readonly watched: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly callIds: CallIdSource;
};

/** One command of `instrada`. */
export type Command = {
  readonly name: string;
  /** One line for the overview. */
  readonly summary: string;
  /** What `--help` prints. */
  readonly help: string;
  /** @returns the exit code: one of EXIT @throws UsageError, EngineError */
  run(args: readonly string[], terminal: Terminal): Promise<number>;
};

/** The exit codes of every command; the README's table is held against this one. */
export const EXIT = {
  /** Done; a check found no error. */
  done: 0,
  /** The answer is no: the plan has errors, a line of the file is bad, the number is unknown, the version has moved on. */
  refused: 1,
  /** What was asked cannot be read or reached: an unknown option, a file that is missing, a store that does not open. */
  unreadable: 2,
  /** A fault of Instrada itself. */
  fault: 70,
} as const;
