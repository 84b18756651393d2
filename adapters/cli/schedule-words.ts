import type { EndedTimer, NodeBoard, ScheduledEdit, Timer } from '../../engine/index.ts';
import type { IssueLanguage } from '../../rules/index.ts';
import { shownInstant } from './instants.ts';
import { oneLine } from './one-line.ts';
import { reasonLine } from './refusal-words.ts';
import { sentenceLines } from './sentence-lines.ts';
import type { Terminal } from './terminal.ts';

type Setting = {
  readonly number: string;
  readonly zone: string;
  readonly language: IssueLanguage;
  readonly board: NodeBoard;
  readonly terminal: Terminal;
};

/** Tells what was scheduled, whether it would apply today, and whether a node is there that will do it. */
export async function scheduleOnBoard(
  { number, zone, language, board, terminal }: Setting,
  { timer, preview }: ScheduledEdit,
): Promise<void> {
  const { stdout, stderr } = terminal;
  const told = sentenceLines(preview.sentences[language]);
  stdout.write(`${number} scheduled as ${timer.id} for ${shownInstant(timer.atMs, zone)}${told}\n`);
  if (!preview.isAccepted) {
    const reasons = preview.reasons.map((reason) => reasonLine(reason, language)).join('');
    stderr.write(`instrada: on today's plan it would be refused; it is tried again then:${reasons}\n`);
  }
  const nodes = await board.nodes().catch(() => undefined);
  if (nodes?.length === 0)
    stderr.write('instrada: no node is running: it takes effect only while one is (instrada serve)\n');
}

const KIND_WORDS: Readonly<Record<Timer['kind'], string>> = {
  scheduled: 'takes effect',
  until: 'taken back',
  unconfirmed: 'taken back unless confirmed',
  'override-end': 'override ends',
};

/** One that is to come, or that ended. */
export function timerWords(timer: Timer | EndedTimer, language: IssueLanguage, zone: string): string {
  const head = [timer.id.padEnd(5), KIND_WORDS[timer.kind].padEnd(28), shownInstant(timer.atMs, zone)];
  const ended = 'end' in timer ? [endText(timer)] : [];
  const line = [...head, ...ended, `by ${oneLine(timer.by)}`, oneLine(timer.note)]
    .filter((part) => part !== '')
    .join('  ');
  const reasons =
    'reasons' in timer ? (timer.reasons ?? []).map((reason) => reasonLine(reason, language)).join('') : '';
  return `${line}${sentenceLines(timer.summary?.[language] ?? [])}${reasons}`;
}

function endText({ end, madeVersion }: EndedTimer): string {
  return madeVersion === undefined ? end : `${end}: version ${madeVersion}`;
}
