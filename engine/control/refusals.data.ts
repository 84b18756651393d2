/**
 * Why control refuses what the plan and its subscription would bear. `{name}` stands for a parameter. Per language: what
 * is wrong, and what to do about it.
 */
type RefusalText = { readonly it: readonly [what: string, remedy: string]; readonly en: readonly [what: string, remedy: string] };

export const REFUSALS = {
  PLAN_NEEDED: {
    it: ['Il numero {number} non ha ancora un piano.', 'Comincia con la modifica «replace-plan», che porta il piano intero.'],
    en: ['The number {number} has no plan yet.', 'Begin with the edit "replace-plan", which brings the whole plan.'],
  },
  OVERRIDE_TARGET_GONE: {
    it: ['«{name}» riceve in questo momento tutte le chiamate (emergenza attiva): non si può togliere.', 'Termina prima l’emergenza, o indirizzala altrove.'],
    en: ['"{name}" takes all calls at the moment (the override is on): it cannot be removed.', 'End the override first, or send it elsewhere.'],
  },
  NO_OVERRIDE: {
    it: ['Nessuna emergenza è attiva sul numero {number}.', 'Non c’è nulla da terminare.'],
    en: ['No override is on for the number {number}.', 'There is nothing to end.'],
  },
  CHANGED_SINCE: {
    it: ['Nel frattempo lo stesso punto del piano è stato cambiato: {place}.', 'Rileggi il piano e decidi che cosa deve valere.'],
    en: ['The same place of the plan was changed meanwhile: {place}.', 'Read the plan again and decide what is to hold.'],
  },
  NOTHING_TO_RETURN_TO: {
    it: ['La versione {version} non ha un piano: è un ritiro del numero, o non c’è.', 'Scegli un’altra versione.'],
    en: ['Version {version} has no plan: it is a withdrawal, or there is none.', 'Choose another version.'],
  },
  OUT_OF_USE: {
    it: ['Il numero {number} non è in uso.', 'Chiedi all’operatore.'],
    en: ['The number {number} is out of use.', 'Ask the carrier.'],
  },
  EDITS_LOST: {
    it: ['Le modifiche programmate non si possono più leggere.', 'Programmale di nuovo.'],
    en: ['The scheduled edits can no longer be read.', 'Schedule them again.'],
  },
  NOT_COMPILED: {
    it: ['Il piano non si può pubblicare: {detail}.', 'Semplifica il piano.'],
    en: ['The plan cannot be published: {detail}.', 'Make the plan simpler.'],
  },
} as const satisfies Readonly<Record<string, RefusalText>>;

export type RefusalCode = keyof typeof REFUSALS;
