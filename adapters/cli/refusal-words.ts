import { ENGINE_ERRORS, EngineError, type RefusalReason } from '../../engine/index.ts';
import { describeIssue, type IssueLanguage } from '../../rules/index.ts';
import { oneLine } from './one-line.ts';
import { sentenceLines } from './sentence-lines.ts';

/**
 * For `catch`: tells all that stands against a request, a line each with its place, in the language asked for; of a lost
 * race who was faster and what both changed.
 */
export function inWords(language: IssueLanguage): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof EngineError)) throw error;
    throw new EngineError(error.code, { ...error.details, message: wordsOf(error, language) }, error);
  };
}

function wordsOf({ code, message, details }: EngineError, language: IssueLanguage): string {
  const { reasons, conflict, issues, currentVersion, italian = message } = details;
  if (conflict !== undefined) return `${ENGINE_ERRORS[code]}${conflictWords(conflict, language)}`;
  if (reasons !== undefined)
    return `${ENGINE_ERRORS[code]}${reasons.map((each) => reasonLine(each, language)).join('')}`;
  const now = currentVersion === undefined ? '' : ` It is at version ${currentVersion} now.`;
  const more = issues?.map((issue) => `\n  ${issue.path}: ${describeIssue(issue, language)}`).join('') ?? '';
  return `${language === 'it' ? italian : message}${now}${more}`;
}

/** `edit 2 /percents: sentence`; of the plan that would come out only the place in it. */
export function reasonLine({ edit, path, ...sentences }: RefusalReason, language: IssueLanguage): string {
  const place = [edit === undefined ? '' : `edit ${edit + 1}`, path].filter((part) => part !== '').join(' ');
  return `\n  ${place === '' ? '' : `${place}: `}${sentences[language]}`;
}

type Conflict = NonNullable<EngineError['details']['conflict']>;

function conflictWords({ currentVersion, by, theirs, wanted }: Conflict, language: IssueLanguage): string {
  const who = by === '' ? '' : `, by ${oneLine(by)}`;
  const told = (head: string, lines: readonly string[]) =>
    lines.length === 0 ? '' : `\n ${head}${sentenceLines(lines)}`;
  const [changed, asked] = [told('Changed since:', theirs[language]), told('Asked for:', wanted[language])];
  return ` It is at version ${currentVersion} now${who}.${changed}${asked}`;
}
