import { createReadStream } from 'node:fs';
import type { ActorControl } from '../../engine/index.ts';
import { type IssueLanguage, MAX_DOCUMENT_BYTES } from '../../rules/index.ts';
import { closestWord } from './closest-word.ts';
import type { EditKind } from './edit-kind.ts';
import { EDIT_KINDS } from './edit-kinds.ts';
import { EDIT_VALUES, type EditOption, type EditValues } from './edit-values.ts';
import { describeFileError, readGoodPlan } from './plan-file.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** What a command line asks to be changed. */
export type AskedEdits = {
  readonly number: string;
  /** The kind, and what follows it. */
  readonly words: readonly string[];
  readonly values: EditValues;
  /** A file of edits in place of words. */
  readonly file: string | undefined;
  readonly language: IssueLanguage;
};

/**
 * The edits of a command line, their shape not yet checked.
 * @returns undefined where a plan in a file has errors, which were told
 * @throws UsageError, EngineError
 */
export async function readEdits(
  { number, words, values, file, language }: AskedEdits,
  mine: ActorControl,
  terminal: Terminal,
): Promise<unknown> {
  const [name, ...rest] = words;
  if (file !== undefined) {
    const strange = name ?? usedOptions(values)[0];
    if (strange !== undefined) throw new UsageError(`--file has all the edits: leave "${strange}" out.`);
    return readEditFile(file, terminal);
  }
  if (name === undefined) throw new UsageError(`edit: say what: ${KIND_NAMES}. See: instrada edit --help`);
  if (name === 'replace') {
    const plan = await readReplacement(rest, values, language, terminal);
    return plan === undefined ? undefined : [{ edit: 'replace-plan', plan }];
  }
  const kind = kindOf(name);
  mustTake(kind, values);
  const { plan } = await mine.plan(number);
  return [kind.read({ words: rest, values, plan })];
}

const KIND_NAMES = [...EDIT_KINDS.map(({ name }) => name), 'replace'].join(', ');

function kindOf(name: string): EditKind {
  const kind = EDIT_KINDS.find((each) => each.name === name);
  if (kind !== undefined) return kind;
  const closest = closestWord(name, KIND_NAMES.split(', '));
  const hint = closest === undefined ? ` It is one of ${KIND_NAMES}.` : ` Did you mean ${closest}?`;
  throw new UsageError(`edit: there is no edit "${name}".${hint} See: instrada edit --help`);
}

function usedOptions(values: EditValues): readonly EditOption[] {
  return (Object.keys(EDIT_VALUES) as EditOption[]).filter((option) => values[option] !== undefined);
}

/** An option of another edit would be dropped unseen. @throws UsageError */
function mustTake({ name, options, usage }: EditKind, values: EditValues): void {
  const strange = usedOptions(values).find((option) => !options.includes(option));
  if (strange !== undefined) throw new UsageError(`--${strange}: not for this edit; write ${name} ${usage}`);
}

async function readReplacement(
  words: readonly string[],
  values: EditValues,
  language: IssueLanguage,
  terminal: Terminal,
) {
  const [file, more] = words;
  if (file === undefined || more !== undefined) throw new UsageError('replace: name one FILE with the whole plan.');
  mustTake({ name: 'replace', usage: 'FILE', summary: '', options: [], read: () => undefined }, values);
  return readGoodPlan(file, language, terminal);
}

/** A list of edits, or an object that has it as `edits`, in JSON. @throws UsageError */
async function readEditFile(file: string, terminal: Terminal): Promise<unknown> {
  const value = await readJsonFile(file, terminal);
  return typeof value === 'object' && value !== null && 'edits' in value ? value.edits : value;
}

/** Any JSON of a file of at most MAX_DOCUMENT_BYTES; `-` is standard input. @throws UsageError */
export async function readJsonFile(file: string, { stdin }: Terminal): Promise<unknown> {
  const name = file === '-' ? '<stdin>' : file;
  const stream = file === '-' ? stdin : createReadStream(file, { end: MAX_DOCUMENT_BYTES });
  const text = await readText(stream).catch(unreadable(file));
  if (text === undefined) throw new UsageError(`${name} is larger than ${MAX_DOCUMENT_BYTES} bytes: divide it.`);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new UsageError(`${name} is no JSON: ${(error as Error).message}.`);
  }
}

function unreadable(file: string): (error: unknown) => never {
  return (error) => {
    throw new UsageError(describeFileError(file, error));
  };
}

/** Undefined when there is more of it than MAX_DOCUMENT_BYTES. */
async function readText(stream: AsyncIterable<Buffer | string>): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const each of stream) {
    const chunk = Buffer.from(each);
    bytes += chunk.length;
    if (bytes > MAX_DOCUMENT_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
