import { ISSUES, type IssueCode } from './issues.data.ts';
import type { PlanIssue } from './plan-issue.ts';

export type IssueLanguage = 'it' | 'en';

/** Makes an issue of the table; its level is the table's. `path` is a JSON Pointer. */
export function planIssue(code: IssueCode, path: string, params: PlanIssue['params'] = {}): PlanIssue {
  return { code, level: ISSUES[code].level, path, params };
}

/** What is wrong and what to do about it, in one line of Italian or English. An unknown code gives the code itself. */
export function describeIssue(issue: PlanIssue, language: IssueLanguage): string {
  if (!isIssueCode(issue.code)) return issue.code;
  const [what, remedy] = ISSUES[issue.code][language];
  return `${what.replace(/\{(\w+)\}/g, (_, name: string) => shown(issue.params[name], language))} ${remedy}`;
}

export function isIssueCode(code: string): code is IssueCode {
  return Object.hasOwn(ISSUES, code);
}

export function hasErrors(issues: readonly PlanIssue[]): boolean {
  return issues.some((issue) => issue.level === 'error');
}

/** Appends issues one by one: `push(...many)` overflows the stack from about 100,000 on. */
export function addIssues(issues: PlanIssue[], more: readonly PlanIssue[]): void {
  for (const issue of more) issues.push(issue);
}

/** Appends one reference token to a JSON Pointer (RFC 6901). */
export function pointer(path: string, token: string | number): string {
  return `${path}/${typeof token === 'number' ? token : token.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

const SHOWN_CHARACTERS = 120;

/** A parameter in a sentence: cut, so that a hostile plan cannot make a page of it; words of ours in the language. */
function shown(value: string | number | undefined, language: IssueLanguage): string {
  const text = String(value ?? '?');
  const word = WORDS.get(text)?.[language] ?? text;
  return word.length > SHOWN_CHARACTERS ? `${word.slice(0, SHOWN_CHARACTERS)}…` : word;
}

/** Words that issues carry in English as parameters, and the sentences show in the reader's language. */
const WORDS: ReadonlyMap<string, Readonly<Record<IssueLanguage, string>>> = new Map(
  Object.entries({
    'a text': { it: 'un testo', en: 'a text' },
    'a number': { it: 'un numero', en: 'a number' },
    'an integer': { it: 'un numero intero', en: 'an integer' },
    'an object': { it: 'un oggetto', en: 'an object' },
    'a plan': { it: 'un piano', en: 'a plan' },
    'a list': { it: 'una lista', en: 'a list' },
    'a truth value': { it: 'un valore true/false', en: 'a truth value' },
    null: { it: 'null', en: 'null' },
    nothing: { it: 'niente', en: 'nothing' },
    'a circle of references': { it: 'un giro di riferimenti', en: 'a circle of references' },
    'a function': { it: 'una funzione', en: 'a function' },
    'a symbol': { it: 'un simbolo', en: 'a symbol' },
    'a big integer': { it: 'un bigint', en: 'a big integer' },
    'an object of a class': { it: 'un oggetto di una classe', en: 'an object of a class' },
    'a number that is not finite': { it: 'un numero non finito', en: 'a number that is not finite' },
  }),
);
