import type { Actor } from '../../../engine/index.ts';
import type { IssueLanguage, Plan } from '../../../rules/index.ts';
import type { Asking } from './asking.ts';

/** What others than the plan know of its destinations: told beside the plan's own warnings, and never in the way. */
export type DestinationWarner = (
  actor: Actor,
  destinations: readonly string[],
) => Promise<readonly ({ readonly destination: string } & Readonly<Record<IssueLanguage, string>>)[]>;

/** An answer about a plan with what is to be told beside it; as it is where there is nothing. */
export async function withBeside<T extends object>(
  { warner, actor, language }: Pick<Asking, 'warner' | 'actor' | 'language'>,
  answer: T,
  plan: Plan | undefined,
): Promise<
  T & { readonly destinationWarnings?: readonly { readonly destination: string; readonly detail: string }[] }
> {
  if (warner === undefined || plan === undefined) return answer;
  const warnings = await warner(actor, destinationsOf(plan));
  if (warnings.length === 0) return answer;
  const told = warnings.map(({ destination, ...sentences }) => ({ destination, detail: sentences[language] }));
  return { ...answer, destinationWarnings: told };
}

function destinationsOf({ sites }: Plan): readonly string[] {
  return Object.values(sites).flatMap(({ destinations }) => destinations);
}
