import type { ExplainedStep, Explanation } from './explanation.ts';
import type { Language } from './shown-text.ts';
import { type StepText, type Words, wordsOf } from './words.ts';

/**
 * The path that a call took through its plan as an indented tree, the reason below each step, in lines without a
 * newline at the end. For people: the caller's digits are shown, times are wall times of the plan's zone.
 */
export function renderExplanation(explanation: Explanation, language: Language): string {
  const words = wordsOf(language);
  const lines = [...words.call(explanation)];
  if (explanation.outcome === 'unknown-number') lines.push(words.unknownNumber(explanation.number));
  if (explanation.outcome === 'not-ready') lines.push(words.notReady(explanation.number));
  const texts = explanation.steps.map((step) => withThrough(stepText(step, words), step, words));
  if (explanation.lostAt !== undefined) texts.push({ title: words.lost(explanation.lostAt), reasons: [] });
  texts.forEach(({ title, reasons }, depth) => {
    const indent = '   '.repeat(depth);
    lines.push(`${indent}└─ ${title}`, ...reasons.map((reason) => `${indent}   ${reason}`));
  });
  return lines.join('\n');
}

function withThrough(text: StepText, step: ExplainedStep, words: Words): StepText {
  return step.through === undefined ? text : { ...text, reasons: [words.through(step.through), ...text.reasons] };
}

function stepText(step: ExplainedStep, words: Words): StepText {
  switch (step.step) {
    case 'override':
      return words.override(step);
    case 'callers':
      return words.callers(step);
    case 'districts':
      return words.districts(step);
    case 'calendar':
      return words.calendar(step);
    case 'split':
      return words.split(step);
    case 'site':
      return words.site(step);
    case 'announce':
      return words.announce(step);
    case 'reject':
      return words.reject(step);
  }
}
