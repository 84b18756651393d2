import type { Actor, DocumentStore } from '../../engine/index.ts';
import type { IssueLanguage, Plan } from '../../rules/index.ts';
import { createAccountServices } from '../account-services/index.ts';
import { sentenceLines } from './sentence-lines.ts';
import type { Terminal } from './terminal.ts';
import { openBackOffice } from './with-services.ts';

/** What the account services have to say about a plan's destinations: lines set in under what was done, or nothing. */
export async function besideWarnings(
  { store, actor, terminal }: { readonly store: DocumentStore; readonly actor: Actor; readonly terminal: Terminal },
  plan: Plan | undefined,
  language: IssueLanguage,
): Promise<string> {
  const { clock, environment } = terminal;
  const backOffice = openBackOffice(environment.INSTRADA_BACK_OFFICE || undefined, store, terminal);
  const { sims } = createAccountServices({ documents: store, ...backOffice, clock });
  const destinations = Object.values(plan?.sites ?? {}).flatMap((site) => site.destinations);
  const warnings = await sims.destinationWarnings(actor, destinations);
  return sentenceLines(warnings.map((warning) => warning[language]));
}
