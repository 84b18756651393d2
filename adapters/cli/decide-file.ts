import { isUtf8 } from 'node:buffer';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { type Decision, readCallRecord, type TrialCall, tryPlan } from '../../engine/index.ts';
import { MAX_CALL_LINE_BYTES, type Plan } from '../../rules/index.ts';
import { describeFileError } from './plan-file.ts';
import { showProgress } from './progress.ts';
import { type Line, splitLines } from './split-lines.ts';
import { EXIT, type Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

const READ_BYTES = 256 * 1024;

/** A line that is no call. */
type BadLine = { readonly error: string; readonly line: number };

/**
 * Decides a file of calls, NDJSON in and out, in order. Streams: what is held is one chunk, its decisions, and
 * nothing more; a reader that is slow holds the writer back.
 * @returns EXIT.refused when a line was bad @throws UsageError
 */
export async function decideFile(plan: Plan, file: string, terminal: Terminal): Promise<number> {
  const decide = tryPlan(plan);
  const progress = showProgress(terminal);
  let bad = 0;
  try {
    for await (const lines of splitLines(readChunks(file, terminal), MAX_CALL_LINE_BYTES)) {
      let out = '';
      for (const line of lines) {
        const answer = answerLine(line, plan, decide, terminal);
        if ('error' in answer) bad++;
        out += `${JSON.stringify(answer)}\n`;
      }
      await write(terminal.stdout, out);
      progress.add(lines.length);
    }
  } finally {
    progress.end();
  }
  if (bad > 0) terminal.stderr.write(`instrada: ${bad} ${bad === 1 ? 'line' : 'lines'} could not be decided.\n`);
  return bad > 0 ? EXIT.refused : EXIT.done;
}

function answerLine(
  { number, bytes }: Line,
  plan: Plan,
  decide: (call: TrialCall) => Decision,
  terminal: Terminal,
): Decision | BadLine {
  if (bytes === undefined) return { error: `the line is longer than ${MAX_CALL_LINE_BYTES} bytes`, line: number };
  if (!isUtf8(bytes)) return { error: 'the line is not UTF-8', line: number };
  const value = parseLine(number === 1 ? withoutMark(bytes.toString()) : bytes.toString());
  if (value === undefined) return { error: 'the line is no JSON object; write one call a line', line: number };
  const read = readCallRecord(value);
  if ('issues' in read) return { error: sentenceOf(read.issues), line: number };
  const { call } = read;
  const strange = call.outOfService?.find((site) => !Object.hasOwn(plan.sites, site));
  if (strange !== undefined) return { error: `outOfService: the plan has no site "${strange}"`, line: number };
  return decide({ ...call, at: call.at ?? terminal.clock.now(), callId: call.callId || terminal.callIds.next() });
}

/** The object on a line; undefined for anything else. */
function parseLine(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function sentenceOf(issues: readonly { readonly pointer: string; readonly sentence: string }[]): string {
  return issues.map(({ pointer, sentence }) => `${pointer.slice(1) || 'the call'} ${sentence}`).join('; ');
}

function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

async function* readChunks(file: string, terminal: Terminal): AsyncGenerator<Buffer | string> {
  if (file === '-') {
    yield* terminal.stdin as AsyncIterable<Buffer | string>;
    return;
  }
  try {
    const handle = await open(file, 'r');
    yield* handle.createReadStream({ highWaterMark: READ_BYTES }) as AsyncIterable<Buffer>;
  } catch (error) {
    throw new UsageError(`--calls: ${describeFileError(file, error)}`);
  }
}

async function write(stream: Writable, text: string): Promise<void> {
  if (!stream.write(text)) await once(stream, 'drain');
}
