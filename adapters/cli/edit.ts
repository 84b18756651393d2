import type { ActorControl, Preview } from '../../engine/index.ts';
import { describeIssue, type IssueLanguage, type Plan } from '../../rules/index.ts';
import { readArguments, readLanguage } from './arguments.ts';
import { besideWarnings } from './beside-warnings.ts';
import { changeWords, END_HELP, END_OPTIONS, readEnd } from './change-words.ts';
import { EDIT_KINDS } from './edit-kinds.ts';
import { EDIT_VALUES, type EditValues } from './edit-values.ts';
import { readInstant } from './instants.ts';
import { PUBLISH_HELP, PUBLISH_OPTIONS, readChange, readExpectedVersion } from './publish-options.ts';
import { readEdits } from './read-edits.ts';
import { inWords, reasonLine } from './refusal-words.ts';
import { scheduleOnBoard } from './schedule-words.ts';
import { sentenceLines } from './sentence-lines.ts';
import { type Command, EXIT, type Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { versionToChange, withControl, zoneOf } from './with-control.ts';
import { mustBeThere, readNumber } from './with-store.ts';

const OPTIONS = {
  ...PUBLISH_OPTIONS,
  ...EDIT_VALUES,
  ...END_OPTIONS,
  at: { type: 'string' },
  file: { type: 'string' },
  preview: { type: 'boolean' },
  lang: { type: 'string' },
} as const;

const KIND_LINES = EDIT_KINDS.map(({ name, usage, summary }) => `  ${`${name} ${usage}`}\n      ${summary}\n`).join('');

export const editCommand: Command = {
  name: 'edit',
  summary: 'changes a plan the way a customer thinks: close, hours, split, …',
  help: `Usage: instrada edit [OPTIONS] NUMBER EDIT…
       instrada edit [OPTIONS] NUMBER --file EDITS.json

Makes a new version of the plan of today, held against the number's subscription, and says in
sentences what changed. EDIT is one of:

${KIND_LINES}  replace FILE
      the whole plan

  --file FILE|-           several edits as one version: a JSON list of the API's edits
  --preview               says what would change and what stands against it; publishes nothing
  --at INSTANT            takes effect then, on the plan as it is then: 2026-12-24T13:00 in the
                          plan's time zone, or with an offset (instrada schedule lists what is set)
${END_HELP}${PUBLISH_HELP}  --lang it|en            language of the sentences

Exit codes: 0 done (or would be), 1 refused, 2 something cannot be read.
`,
  async run(args, terminal) {
    const { values, positionals } = readArguments('edit', args, OPTIONS);
    const [numberText, ...words] = positionals;
    const number = readNumber('edit', numberText);
    const language = readLanguage(values.lang, terminal.environment);
    const { place, actor, written } = readChange(values, terminal.environment);
    const expected = readExpectedVersion(values['expected-version']);
    mustFit(values);
    mustBeThere(place);
    return withControl(place, terminal, actor, async ({ mine, board, store }) => {
      const asked = { number, words, values: values as EditValues, file: values.file, language };
      const edits = await readEdits(asked, mine, terminal);
      if (edits === undefined) return EXIT.refused;
      const beside = (plan?: Plan) => besideWarnings({ store, actor, terminal }, plan, language);
      if (values.preview) return showPreview({ mine, number, language, beside, terminal }, edits);
      const zone = await zoneOf(mine, number);
      if (values.at !== undefined) {
        const { waitForNodesMs: _, ...noted } = written;
        const atMs = readInstant('--at', values.at, zone);
        const scheduled = await mine.schedule(number, edits, atMs, noted).catch(inWords(language));
        await scheduleOnBoard({ number, zone, language, board, terminal }, scheduled);
        return EXIT.done;
      }
      const expectedVersion = await versionToChange(mine, number, expected);
      const end = readEnd(values, zone);
      const change = await mine
        .publish(number, edits, { ...written, ...end, expectedVersion })
        .catch(inWords(language));
      const { plan } = await mine.plan(number, change.version.version);
      terminal.stdout.write(`${changeWords(change, language, zone)}${await beside(plan)}\n`);
      return EXIT.done;
    });
  },
};

/** @throws UsageError for options that would be dropped unseen */
function mustFit(values: Readonly<Record<string, unknown>>): void {
  const beside = (option: string, others: readonly string[]) => {
    const other = others.find((each) => values[each] !== undefined);
    if (values[option] === undefined || other === undefined) return;
    throw new UsageError(`--${other}: not together with --${option}.`);
  };
  beside('preview', ['at', 'until', 'confirm-within', 'wait', 'expected-version', 'note']);
  beside('at', ['until', 'confirm-within', 'wait', 'expected-version']);
}

type PreviewRoom = {
  readonly mine: ActorControl;
  readonly number: string;
  readonly language: IssueLanguage;
  readonly beside: (plan?: Plan) => Promise<string>;
  readonly terminal: Terminal;
};

async function showPreview(
  { mine, number, language, beside, terminal: { stdout, stderr } }: PreviewRoom,
  edits: unknown,
): Promise<number> {
  const preview = await mine.preview(number, edits).catch(inWords(language));
  stdout.write(
    `${number} preview on version ${preview.version}: ${previewWords(preview, language)}${await beside(preview.plan)}\n`,
  );
  if (preview.isAccepted) return EXIT.done;
  const reasons = preview.reasons.map((reason) => reasonLine(reason, language)).join('');
  stderr.write(`instrada: EDIT_REFUSED: It would be refused.${reasons}\n`);
  return EXIT.refused;
}

function previewWords({ sentences, issues, isAccepted }: Preview, language: IssueLanguage): string {
  const told = sentences[language];
  const head = isAccepted ? (told.length === 0 ? 'nothing would change' : 'would change') : 'refused';
  const warnings = issues.filter(({ level }) => level === 'warning');
  const lines = warnings.map((issue) => `${issue.code} ${issue.path}: ${describeIssue(issue, language)}`);
  return `${head}${sentenceLines(told)}${sentenceLines(lines)}`;
}
