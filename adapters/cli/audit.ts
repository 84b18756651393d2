import { type ActorControl, type AuditEntry, type AuditReport, EngineError } from '../../engine/index.ts';
import { intelligentNumberKind, MAX_PAGE_ENTRIES, readIntelligentNumber } from '../../rules/index.ts';
import { readArguments, readLanguage } from './arguments.ts';
import { tellJournal, verifyJournal } from './line-journal.ts';
import { writeRow } from './list.ts';
import { eachNumber } from './numbers.ts';
import { oneLine } from './one-line.ts';
import { readActor } from './publish-options.ts';
import { sentenceLines } from './sentence-lines.ts';
import { STORE_HELP, STORE_OPTIONS, storePlace } from './store-place.ts';
import { type Command, EXIT, type Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { readControl } from './with-control.ts';
import { withServices } from './with-services.ts';
import { readNumber } from './with-store.ts';

export const auditCommand: Command = {
  name: 'audit',
  summary: 'lists who did what to a number, or proves that nobody rewrote it',
  help: `Usage: instrada audit [OPTIONS] NUMBER
       instrada audit verify [OPTIONS] NUMBER…|--all
       instrada audit [verify] [OPTIONS] LINE…

Lists every act on a number, oldest first: when, who, with which role and from where, the version
before and after, note, and what changed. verify recomputes the chain and holds it against the
versions; a head that was kept elsewhere proves that nothing before it was rewritten. A LINE is a
telephone line such as 0212345678: its journal is what the account services did with it.

  --all                   verifies every number
  --anchor N:HASH         verifies against an earlier head of the one NUMBER
  --json                  a JSON object a line
  --lang it|en            language of the sentences
${STORE_HELP}
Exit codes: 0 listed, or sound; 1 no such number, or not sound; 2 the store cannot be read.
`,
  async run(args, terminal) {
    const { values, positionals } = readArguments('audit', args, {
      ...STORE_OPTIONS,
      all: { type: 'boolean' },
      anchor: { type: 'string' },
      json: { type: 'boolean' },
      lang: { type: 'string' },
    });
    const lines = linesOf(positionals);
    if (lines !== undefined) return auditLines(positionals[0] === 'verify', lines, values, terminal);
    const language = readLanguage(values.lang, terminal.environment);
    const place = storePlace(values, terminal.environment);
    const actor = readActor(undefined, terminal.environment);
    const [first, ...rest] = positionals;
    if (first === 'verify') {
      const numbers = rest.map((text) => readNumber('audit verify', text));
      const anchor = readAnchor(values.anchor, numbers.length);
      if ((numbers.length === 0) !== (values.all ?? false)) {
        throw new UsageError('audit verify: name NUMBERs, or --all. See: instrada audit --help');
      }
      return readControl(place, terminal, actor, async ({ mine }) => {
        let isSound = true;
        for await (const number of values.all ? numbersOf(mine) : numbers) {
          const report = await mine.verifyAudit(number, anchor).catch((error: unknown) => {
            // One that cannot be read at all must not keep the others from being proven.
            if (!(error instanceof EngineError && error.code === 'STORE_CORRUPT' && values.all)) throw error;
            terminal.stderr.write(`instrada: ${number}: ${error.code}: ${error.message}\n`);
            return undefined;
          });
          isSound &&= report?.isSound ?? false;
          if (report !== undefined) writeRow(terminal, values.json, report, [reportWords(report)]);
        }
        return isSound ? EXIT.done : EXIT.refused;
      });
    }
    if (rest[0] !== undefined) throw new UsageError(`audit: "${rest[0]}" belongs to no option; name one NUMBER.`);
    const number = readNumber('audit', first);
    return readControl(place, terminal, actor, async ({ mine }) => {
      for await (const entry of entriesOf(mine, number)) {
        writeRow(terminal, values.json, entry, [`${entryWords(entry)}${sentenceLines(entry.summary[language])}`]);
      }
      return EXIT.done;
    });
  },
};

/** Numbers of telephone lines: all that are named are of no range of Intelligent Numbers. */
function linesOf(positionals: readonly string[]): readonly string[] | undefined {
  const named = positionals[0] === 'verify' ? positionals.slice(1) : positionals;
  const isLine = (text: string) => {
    const number = readIntelligentNumber(text);
    return number !== undefined && /^[03]/.test(number) && intelligentNumberKind(number) === undefined;
  };
  return named.length > 0 && named.every(isLine) ? named : undefined;
}

type LineValues = Parameters<typeof withServices>[0] & { readonly anchor?: string | undefined };

async function auditLines(
  verifies: boolean,
  lines: readonly string[],
  values: LineValues,
  terminal: Terminal,
): Promise<number> {
  if (values.anchor !== undefined) throw new UsageError('--anchor: is for one NUMBER, not for a line.');
  let isSound = true;
  const exit = await withServices(values, terminal, async (room) => {
    for (const line of lines) {
      if (verifies) isSound = (await verifyJournal(room, line)) && isSound;
      else await tellJournal(room, line);
    }
  });
  return isSound ? exit : EXIT.refused;
}

async function* entriesOf(mine: ActorControl, number: string): AsyncGenerator<AuditEntry> {
  for (let after = 0; ; ) {
    const page = await mine.audit(number, { after, limit: MAX_PAGE_ENTRIES });
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < MAX_PAGE_ENTRIES) return;
    after = last.sequence;
  }
}

async function* numbersOf(mine: ActorControl): AsyncGenerator<string> {
  for await (const { number } of eachNumber(mine)) yield number;
}

function entryWords({ sequence, atMs, actor, role, from, action, note, ...entry }: AuditEntry): string {
  const { versionBefore, versionAfter } = entry;
  const made = versionAfter === versionBefore ? '' : `version ${versionBefore} to ${versionAfter}`;
  const parts = [
    String(sequence).padEnd(4),
    new Date(atMs).toISOString(),
    action,
    made,
    `${oneLine(actor)} (${role}, ${from})`,
    oneLine(note),
  ];
  return parts.filter((part) => part !== '').join('  ');
}

function reportWords({ number, isSound, entries, head, faults, unauditedVersions }: AuditReport): string {
  const state = isSound ? 'sound' : 'NOT SOUND';
  const line = `${number} ${state}: ${entries} entries, head ${head.sequence}:${head.hash || '-'}`;
  const beside = unauditedVersions.length === 0 ? '' : `, versions not in the audit: ${unauditedVersions.join(', ')}`;
  const told = faults.map(
    ({ code, sequence, version }) => `${code} at ${sequence}${version === undefined ? '' : `, version ${version}`}`,
  );
  return `${line}${beside}${sentenceLines(told)}`;
}

/** @throws UsageError */
function readAnchor(text: string | undefined, numbers: number): AuditReport['head'] | undefined {
  if (text === undefined) return undefined;
  const [, sequence, hash] = /^(\d{1,9}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (hash === undefined) throw new UsageError(`--anchor: "${text}" is no head; write N:HASH as verify printed it.`);
  if (numbers !== 1) throw new UsageError('--anchor: is for one NUMBER.');
  return { sequence: Number(sequence), hash };
}
