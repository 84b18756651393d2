import { open } from 'node:fs/promises';
import {
  describeIssue,
  hasErrors,
  type IssueLanguage,
  MAX_PLAN_BYTES,
  type Plan,
  type PlanFormat,
  type PlanIssue,
  preparePlanText,
} from '../../rules/index.ts';
import { EXIT, type Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** A plan as read from a file: what is wrong with it, and where. */
export type PlanFile = {
  readonly file: string;
  /** Parsed and checked; undefined when there is an error. */
  readonly plan: Plan | undefined;
  readonly issues: readonly PlacedIssue[];
};

/** An issue with its place in the text, counted from 1. */
export type PlacedIssue = PlanIssue & { readonly line: number; readonly column: number };

/** Issues of a file that is no text of a plan's size at all: to check it is to fail to read it. */
const UNREADABLE_CODES: ReadonlySet<string> = new Set(['TEXT_SIZE', 'TEXT_ENCODING']);

/** Reads and checks a plan: `.yaml` and `.yml` as YAML, else JSON; `-` is standard input. @throws UsageError */
export async function readPlanFile(file: string, terminal: Terminal): Promise<PlanFile> {
  const bytes = file === '-' ? await readStream(terminal.stdin) : await readFileBytes(file);
  if (bytes.includes(0)) throw new UsageError(`${file} is a binary file. A plan is JSON or YAML text.`);
  const { plan, issues, locate } = preparePlanText(bytes, formatOf(file, bytes));
  const place = (issue: PlanIssue): PlacedIssue => {
    const { line, column } = { line: 1, column: 1, ...locate(issue.path), ...issue.params };
    return { ...issue, line: Number(line), column: Number(column) };
  };
  return { file, plan, issues: issues.map(place) };
}

/**
 * Like `readPlanFile`, for commands that cannot go on with errors: they are listed on stderr, and undefined is given.
 * @throws UsageError
 */
export async function readGoodPlan(
  file: string,
  language: IssueLanguage,
  terminal: Terminal,
): Promise<Plan | undefined> {
  const read = await readPlanFile(file, terminal);
  if (read.plan !== undefined) return read.plan;
  const lines = read.issues.map((issue) => issueLine(file, issue, language)).join('\n');
  if (exitOfIssues(read.issues) === EXIT.unreadable) throw new UsageError(lines);
  terminal.stderr.write(`${lines}\ninstrada: ${file} has errors; mend them and try again.\n`);
  return undefined;
}

/** `file:line:column: error CODE /pointer: sentence`, the form that editors jump to. */
export function issueLine(file: string, issue: PlacedIssue, language: IssueLanguage): string {
  const level = language === 'it' ? (issue.level === 'error' ? 'errore' : 'avviso') : issue.level;
  const place = `${file === '-' ? '<stdin>' : file}:${issue.line}:${issue.column}`;
  return `${place}: ${level} ${issue.code}${issue.path && ` ${issue.path}`}: ${describeIssue(issue, language)}`;
}

/** The exit code that a plan's issues call for. */
export function exitOfIssues(issues: readonly PlanIssue[]): number {
  if (issues.some((issue) => UNREADABLE_CODES.has(issue.code))) return EXIT.unreadable;
  return hasErrors(issues) ? EXIT.refused : EXIT.done;
}

/** Why a file cannot be read, with the remedy. */
export function describeFileError(file: string, error: unknown): string {
  const code = (error as { code?: string }).code ?? '';
  if (code === 'ENOENT')
    return `${file}: there is no such file. Check the path; relative ones begin at ${process.cwd()}.`;
  if (code === 'EISDIR') return `${file} is a directory. Name a file in it.`;
  if (code === 'EACCES') return `${file} may not be read by this user. Change its permissions or the user.`;
  return `${file} cannot be read (${code || String(error)}).`;
}

async function readFileBytes(file: string): Promise<Buffer> {
  try {
    const handle = await open(file, 'r');
    try {
      return await readStream(handle.createReadStream({ autoClose: false, end: MAX_PLAN_BYTES }));
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new UsageError(describeFileError(file, error));
  }
}

/** Everything up to one byte above the limit, so that a larger plan is noticed without being held. */
async function readStream(stream: AsyncIterable<Buffer | string>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    const buffer = Buffer.from(chunk);
    chunks.push(buffer);
    bytes += buffer.length;
    if (bytes > MAX_PLAN_BYTES) break;
  }
  return Buffer.concat(chunks);
}

/** By the file's ending; standard input is JSON when it begins like JSON. */
function formatOf(file: string, bytes: Buffer): PlanFormat {
  if (file !== '-') return /\.ya?ml$/i.test(file) ? 'yaml' : 'json';
  return /^\uFEFF?\s*[{[]/.test(bytes.toString('utf8', 0, 1024)) ? 'json' : 'yaml';
}
