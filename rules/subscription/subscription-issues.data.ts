/** What of a plan goes beyond its subscription. Per language: what is wrong, and what to do about it. */
type IssueText = { readonly it: readonly [what: string, remedy: string]; readonly en: readonly [what: string, remedy: string] };

export const SUBSCRIPTION_ISSUES = {
  NUMBER_NOT_SUBSCRIBED: {
    it: ['Il piano è del numero {found}, l’abbonamento del {number}.', 'Usa il piano del numero {number}.'],
    en: ['The plan is of the number {found}, the subscription of {number}.', 'Use the plan of the number {number}.'],
  },
  KIND_NOT_SUBSCRIBED: {
    it: ['Il numero {number} è di tipo {found}, l’abbonamento è {kind}.', 'Chiedi all’operatore di correggere l’abbonamento.'],
    en: ['The number {number} is a {found}, the subscription a {kind}.', 'Ask the carrier to mend the subscription.'],
  },
  FEATURE_NOT_SUBSCRIBED: {
    it: ['La funzione «{feature}» non è compresa nell’abbonamento.', 'Togli questo passo, o chiedi all’operatore di attivare la funzione.'],
    en: ['The feature "{feature}" is not part of the subscription.', 'Take this step out, or ask the carrier for the feature.'],
  },
  SITES_NOT_SUBSCRIBED: {
    it: ['Le sedi sono {found}; l’abbonamento ne comprende {max}.', 'Togli le sedi in più, o chiedi all’operatore di alzare il limite.'],
    en: ['There are {found} sites; the subscription has {max}.', 'Remove the sites beyond, or ask the carrier for more.'],
  },
  CALLER_ENTRIES_NOT_SUBSCRIBED: {
    it: ['Le voci delle liste di chiamanti sono {found}; l’abbonamento ne comprende {max}.', 'Togline alcune o usa dei prefissi, o chiedi all’operatore di alzare il limite.'],
    en: ['The caller lists have {found} entries; the subscription has {max}.', 'Remove some or use prefixes, or ask the carrier for more.'],
  },
  DESTINATION_NOT_SUBSCRIBED: {
    it: ['L’abbonamento non ammette destinazioni di questo tipo ({kind}): «{destination}».', 'Usa un numero di un tipo ammesso ({allowed}), o chiedi all’operatore.'],
    en: ['The subscription allows no destinations of this kind ({kind}): "{destination}".', 'Use a number of a kind that is allowed ({allowed}), or ask the carrier.'],
  },
  COUNTRY_NOT_SUBSCRIBED: {
    it: ['L’abbonamento non ammette il paese di «{destination}».', 'Usa un numero con uno di questi prefissi: {allowed}.'],
    en: ['The subscription does not allow the country of "{destination}".', 'Use a number with one of these prefixes: {allowed}.'],
  },
} as const satisfies Readonly<Record<string, IssueText>>;

export type SubscriptionIssueCode = keyof typeof SUBSCRIPTION_ISSUES;
