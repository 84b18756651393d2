import type {
  ExplainedAnnounce,
  ExplainedCalendar,
  ExplainedCallers,
  ExplainedDistricts,
  ExplainedOverride,
  ExplainedReject,
  ExplainedSite,
  ExplainedSplit,
  Explanation,
} from './explanation.ts';
import type { Language } from './shown-text.ts';
import { englishWords } from './words-en.ts';
import { italianWords } from './words-it.ts';

/** What is said of one step: a line that names it, and sentences below. */
export type StepText = { readonly title: string; readonly reasons: readonly string[] };

/** The sentences of a language. Texts of the plan come in raw: each language cleans what it shows by `oneLine`. */
export type Words = {
  /** Which call, when, under which version of the plan. */
  readonly call: (explanation: Explanation) => readonly string[];
  readonly unknownNumber: (number: string | undefined) => string;
  readonly notReady: (number: string | undefined) => string;
  /** The trail leads nowhere from this place on. */
  readonly lost: (path: string) => string;
  readonly through: (subroutes: readonly string[]) => string;
  readonly override: (step: ExplainedOverride) => StepText;
  readonly callers: (step: ExplainedCallers) => StepText;
  readonly districts: (step: ExplainedDistricts) => StepText;
  readonly calendar: (step: ExplainedCalendar) => StepText;
  readonly split: (step: ExplainedSplit) => StepText;
  readonly site: (step: ExplainedSite) => StepText;
  readonly announce: (step: ExplainedAnnounce) => StepText;
  readonly reject: (step: ExplainedReject) => StepText;
};

const WORDS: Readonly<Record<Language, Words>> = { it: italianWords, en: englishWords };

export function wordsOf(language: Language): Words {
  return WORDS[language];
}
