import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { IssueLanguage } from '../../rules/index.ts';
import { closestWord } from './closest-word.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

type Options = NonNullable<ParseArgsConfig['options']>;
type Parsed<O extends Options> = ReturnType<typeof parseArgs<{ options: O; allowPositionals: true; strict: true }>>;

/** Reads a command's options; an unknown one is an error with the closest known one as a hint. @throws UsageError */
export function readArguments<const O extends Options>(
  command: string,
  args: readonly string[],
  options: O,
): { readonly values: Parsed<O>['values']; readonly positionals: readonly string[] } {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(describeArgumentError(command, error, Object.keys(options)));
  }
}

/** `--lang`, else Italian where the locale is Italian, else English. @throws UsageError */
export function readLanguage(text: string | undefined, environment: Terminal['environment']): IssueLanguage {
  const locale = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || '';
  if (text === undefined) return locale.startsWith('it') ? 'it' : 'en';
  if (text === 'it' || text === 'en') return text;
  throw new UsageError(`--lang: "${text}" is no language Instrada speaks; write it or en.`);
}

/** A whole number of an option. @throws UsageError */
export function readCount(option: string, text: string, min: number, max: number): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new UsageError(`${option}: "${text}" is no whole number from ${min} to ${max}.`);
}

function describeArgumentError(command: string, error: unknown, known: readonly string[]): string {
  const { code, message } = error as { code?: string; message: string };
  const help = `See: instrada ${command} --help`;
  const unknown = /^Unknown option '(-[^']*)'/.exec(message)?.[1];
  if (code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION' || unknown === undefined) return `${message.split('. ')[0]}. ${help}`;
  const closest = closestWord(unknown.replace(/^-+/, ''), known);
  const hint = closest === undefined ? '' : ` Did you mean --${closest}?`;
  return `${unknown}: ${command} has no such option.${hint} ${help}`;
}
