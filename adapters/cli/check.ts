import { describeIssue, type IssueLanguage } from '../../rules/index.ts';
import { readArguments, readLanguage } from './arguments.ts';
import { exitOfIssues, issueLine, type PlanFile, readPlanFile } from './plan-file.ts';
import { type Command, EXIT, type Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

type CheckedFile = PlanFile | { readonly file: string; readonly unreadable: string };

export const checkCommand: Command = {
  name: 'check',
  summary: 'says everything that is wrong with a plan, and where',
  help: `Usage: instrada check [--json] [--lang it|en] FILE…

Reads plans (JSON; YAML by the ending .yaml or .yml; - is standard input) and lists every
issue as FILE:LINE:COLUMN: level CODE /pointer: what is wrong and what to do about it.

  --json         one JSON document instead of lines
  --lang it|en   language of the sentences (default: it where the locale is Italian, else en)

Exit codes: 0 clean or warnings only, 1 errors, 2 a file cannot be read.
`,
  async run(args, terminal) {
    const { values, positionals } = readArguments('check', args, {
      json: { type: 'boolean' },
      lang: { type: 'string' },
    });
    const language = readLanguage(values.lang, terminal.environment);
    if (positionals.length === 0) throw new UsageError('check: name at least one FILE. See: instrada check --help');
    if (positionals.filter((file) => file === '-').length > 1) throw new UsageError('check: - can be named only once.');
    const checked: CheckedFile[] = [];
    for (const file of positionals) {
      const result = await checkFile(file, terminal);
      checked.push(result);
      if (!values.json) writeLines(result, language, terminal);
    }
    if (values.json)
      terminal.stdout.write(`${JSON.stringify({ files: checked.map((c) => view(c, language)) }, null, 2)}\n`);
    return Math.max(...checked.map(exitOf));
  },
};

async function checkFile(file: string, terminal: Terminal): Promise<CheckedFile> {
  try {
    return await readPlanFile(file, terminal);
  } catch (error) {
    if (error instanceof UsageError) return { file, unreadable: error.message };
    throw error;
  }
}

function writeLines(checked: CheckedFile, language: IssueLanguage, terminal: Terminal): void {
  if ('unreadable' in checked) {
    terminal.stderr.write(`instrada: ${checked.unreadable}\n`);
    return;
  }
  for (const issue of checked.issues) terminal.stdout.write(`${issueLine(checked.file, issue, language)}\n`);
  if (checked.issues.length === 0) {
    terminal.stdout.write(`${checked.file}: ${language === 'it' ? 'in ordine' : 'clean'}\n`);
  }
}

function view(checked: CheckedFile, language: IssueLanguage) {
  if ('unreadable' in checked) return checked;
  const { file, issues } = checked;
  const errors = issues.filter((issue) => issue.level === 'error').length;
  return {
    file,
    errors,
    warnings: issues.length - errors,
    issues: issues.map((issue) => ({ ...issue, sentence: describeIssue(issue, language) })),
  };
}

function exitOf(checked: CheckedFile): number {
  if ('unreadable' in checked) return EXIT.unreadable;
  return exitOfIssues(checked.issues);
}
