import type { Change } from '../../engine/index.ts';
import type { IssueLanguage } from '../../rules/index.ts';
import { readDuration, readInstant, shownInstant } from './instants.ts';
import { publishedWords } from './publish-options.ts';
import { sentenceLines } from './sentence-lines.ts';

/** How a change may end by itself. */
export const END_OPTIONS = { until: { type: 'string' }, 'confirm-within': { type: 'string' } } as const;
export const END_HELP = `  --until INSTANT         takes the change back by itself then
  --confirm-within SPAN   takes it back unless it is confirmed in time (10m): instrada confirm
`;

type EndValues = { readonly until?: string | undefined; readonly 'confirm-within'?: string | undefined };

/** @throws UsageError */
export function readEnd(
  { until, 'confirm-within': within }: EndValues,
  zone: string,
): { readonly until?: number; readonly confirmWithinMs?: number } {
  return {
    ...(until === undefined ? {} : { until: readInstant('--until', until, zone) }),
    ...(within === undefined ? {} : { confirmWithinMs: readDuration('--confirm-within', within) }),
  };
}

/** What an acknowledged change did: the version, how far it is live, each change a line, and what will end it. */
export function changeWords(change: Change, language: IssueLanguage, zone: string, more = ''): string {
  return `${publishedWords(change, more)}${sentenceLines(change.sentences[language])}${endWords(change, zone)}`;
}

/** What will end a change, in a line of its own; nothing where nothing will. */
export function endWords({ timer, version: { number } }: Change, zone: string): string {
  if (timer === undefined) return '';
  const { id, kind, atMs, thenUntilMs } = timer;
  const at = shownInstant(atMs, zone);
  if (kind !== 'unconfirmed') return `\n${number} ends by itself at ${at} (${id})`;
  const then = thenUntilMs === undefined ? '' : `, then until ${shownInstant(thenUntilMs, zone)}`;
  return `\n${number} is taken back at ${at} unless confirmed${then}: instrada confirm ${number} ${id}`;
}
