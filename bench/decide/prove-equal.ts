import type { CallList } from '../workload/call-list.ts';
import type { Side } from './sides.ts';

/** Two sides that answer one call differently. */
export type Disagreement = { readonly call: object; readonly answers: Readonly<Record<string, string>> };

/** Asks every side about a sample of the calls, spread over the list. @returns the first call on which they differ */
export function findDisagreement(
  sides: readonly Side[],
  list: Pick<CallList, 'calls'>,
  sample: number,
): Disagreement | undefined {
  const asked = sides.filter((side) => side.answer !== undefined);
  const step = Math.max(1, Math.floor(list.calls.length / sample));
  for (let index = 0; index < list.calls.length; index += step) {
    const answers = asked.map((side) => side.answer!(index));
    if (answers.every((answer) => answer === answers[0])) continue;
    return {
      call: list.calls[index]!,
      answers: answerByName(asked, answers),
    };
  }
  return undefined;
}

export function answerByName(
  sides: readonly { readonly name: string }[],
  answers: readonly string[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(sides.map((side, i) => [side.name, answers[i]!]));
}

/** A wrong answer: the one thing that fails a bench. */
export class WrongAnswer extends Error {
  override readonly name = 'WrongAnswer';

  constructor({ call, answers }: Disagreement) {
    super(`The sides disagree about ${JSON.stringify(call)}: ${JSON.stringify(answers, undefined, 2)}`);
  }
}
