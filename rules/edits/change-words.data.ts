export const MONTHS = {
  it: ['gennaio', 'febbraio', 'marzo', 'aprile', 'maggio', 'giugno', 'luglio', 'agosto', 'settembre', 'ottobre', 'novembre', 'dicembre'],
  en: ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'],
} as const;

/** Monday first. */
export const WEEKDAY_WORDS = {
  it: ['lunedì', 'martedì', 'mercoledì', 'giovedì', 'venerdì', 'sabato', 'domenica'],
  en: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
} as const;

export const ORIGIN_WORDS: ReadonlyMap<string, { readonly it: string; readonly en: string }> = new Map([
  ['mobile', { it: 'cellulari', en: 'mobiles' }],
  ['nomadic', { it: 'numeri nomadici', en: 'nomadic numbers' }],
  ['foreign', { it: 'estero', en: 'abroad' }],
  ['service', { it: 'numeri di servizio', en: 'service numbers' }],
  ['geographic-other', { it: 'altri geografici', en: 'other geographic numbers' }],
  ['withheld', { it: 'numero riservato', en: 'withheld number' }],
  ['unknown', { it: 'numero sconosciuto', en: 'unknown number' }],
]);
