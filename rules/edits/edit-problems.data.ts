/**
 * Why an edit may not apply. `{name}` stands for a parameter of the problem. Per language: what is wrong, and what to do
 * about it. A test holds every code against an edit that earns it.
 */
type ProblemText = { readonly it: readonly [what: string, remedy: string]; readonly en: readonly [what: string, remedy: string] };

export const EDIT_PROBLEMS = {
  EDIT_UNKNOWN: {
    it: ['La modifica «{found}» non esiste.', 'Usa una di queste: {allowed}.'],
    en: ['There is no edit "{found}".', 'Use one of these: {allowed}.'],
  },
  LIMIT_EDITS: {
    it: ['Le modifiche in una volta sola sono {found}; il massimo è {max}.', 'Dividile in più richieste, o sostituisci il piano intero.'],
    en: ['There are {found} edits at once; the most is {max}.', 'Send them in several requests, or replace the whole plan.'],
  },
  // --- sites
  SITE_UNKNOWN: {
    it: ['La sede «{site}» non c’è.', 'Correggi il nome o aggiungi prima la sede.'],
    en: ['There is no site "{site}".', 'Mend the name, or add the site first.'],
  },
  SITE_EXISTS: {
    it: ['La sede «{site}» c’è già.', 'Scegli un altro nome, o cambia le destinazioni di quella che c’è.'],
    en: ['There is a site "{site}" already.', 'Choose another name, or change the destinations of the one there is.'],
  },
  SITE_IN_USE: {
    it: ['La sede «{site}» è usata in {count} punti del piano: {places}.', 'Togli prima la sede da quei punti.'],
    en: ['The site "{site}" is used in {count} places of the plan: {places}.', 'Take the site out of those places first.'],
  },
  // --- callers
  LIST_UNKNOWN: {
    it: ['La lista di chiamanti «{list}» non c’è.', 'Correggi il nome: le liste sono quelle del piano.'],
    en: ['There is no caller list "{list}".', 'Mend the name: the lists are those of the plan.'],
  },
  ENTRY_UNREADABLE: {
    it: ['«{entry}» non è un numero né un prefisso di chiamante.', 'Scrivi un numero (+390212345678) o un prefisso con l’asterisco (+39021*).'],
    en: ['"{entry}" is no number and no prefix of a caller.', 'Write a number (+390212345678), or a prefix with an asterisk (+39021*).'],
  },
  ENTRY_NOT_IN_LIST: {
    it: ['«{entry}» non è nella lista «{list}».', 'Togli solo ciò che la lista contiene, numero o prefisso, così com’è scritto.'],
    en: ['"{entry}" is not in the list "{list}".', 'Remove only what the list holds, number or prefix, as it is written.'],
  },
  // --- districts
  AREA_UNKNOWN: {
    it: ['L’area «{area}» non c’è.', 'Correggi il nome: le aree sono quelle del piano.'],
    en: ['There is no area "{area}".', 'Mend the name: the areas are those of the plan.'],
  },
  BRANCH_NOT_FOUND: {
    it: ['In «{to}» non c’è un ramo di un passo «districts».', 'Indica un caso (…/districts/cases/0) o il resto (…/districts/otherwise).'],
    en: ['At "{to}" there is no branch of a "districts" step.', 'Name a case (…/districts/cases/0) or the rest (…/districts/otherwise).'],
  },
  ORIGIN_UNKNOWN: {
    it: ['«{name}» non è un distretto, una classe di chiamanti o un’area.', 'Usa un prefisso telefonico come «02», una classe come «mobile», o un’area del piano.'],
    en: ['"{name}" is no district, caller class or area.', 'Use a district code such as "02", a class such as "mobile", or an area of the plan.'],
  },
  ORIGIN_IN_AREA: {
    it: ['«{name}» fa parte dell’area «{area}», che va a un altro ramo ({at}).', 'Togli il distretto dall’area, o sposta l’area intera.'],
    en: ['"{name}" is part of the area "{area}", which goes to another branch ({at}).', 'Take the district out of the area, or move the whole area.'],
  },
  BRANCH_EMPTIED: {
    it: ['Il ramo {at} resterebbe senza distretti.', 'Lascia al ramo almeno un distretto o un’area, o sostituisci il piano.'],
    en: ['The branch {at} would be left without districts.', 'Leave the branch one district or area at least, or replace the plan.'],
  },
  // --- calendar
  CALENDAR_UNKNOWN: {
    it: ['Il calendario «{calendar}» non c’è.', 'Correggi il nome: i calendari sono quelli del piano.'],
    en: ['There is no calendar "{calendar}".', 'Mend the name: the calendars are those of the plan.'],
  },
  PERIOD_NOT_IN_CALENDAR: {
    it: ['Il calendario «{calendar}» non conosce il periodo «{period}».', 'Usa uno di questi: {allowed}.'],
    en: ['The calendar "{calendar}" does not know the period "{period}".', 'Use one of these: {allowed}.'],
  },
  PERIOD_AMBIGUOUS: {
    it: ['Non è chiaro quale periodo del calendario «{calendar}» significhi chiuso: «{period}» porta le chiamate a una sede ({at}).', 'Indica il periodo; ci sono: {allowed}.'],
    en: ['Which period of the calendar "{calendar}" means closed is not clear: "{period}" leads calls to a site ({at}).', 'Name the period; there are: {allowed}.'],
  },
  PERIOD_STILL_NEEDED: {
    it: ['Nel calendario «{calendar}» non resterebbe nulla del periodo «{period}», ma un ramo del piano lo usa ({at}).', 'Lascia almeno una fascia o una data di quel periodo, o sostituisci il piano.'],
    en: ['Nothing of the period "{period}" would be left in the calendar "{calendar}", but a branch of the plan asks for it ({at}).', 'Leave one window or date of that period at least, or replace the plan.'],
  },
  DAY_NOT_FOUND: {
    it: ['Il calendario «{calendar}» non ha questa voce di «days», o ne ha più d’una uguale.', 'Rileggi il piano e indica la voce com’è ora, con la sua posizione.'],
    en: ['The calendar "{calendar}" has no such entry of "days", or more than one like it.', 'Read the plan again and name the entry as it is now, with its position.'],
  },
  // --- split
  SPLIT_NOT_FOUND: {
    it: ['Nel piano non c’è una ripartizione con queste quote ({wanted}).', 'Indica la ripartizione con il suo percorso; ci sono: {places}.'],
    en: ['The plan has no split with these shares ({wanted}).', 'Name the split by its pointer; there are: {places}.'],
  },
  SPLIT_AMBIGUOUS: {
    it: ['Più ripartizioni del piano hanno queste quote ({wanted}).', 'Indica quale con il suo percorso: {places}.'],
    en: ['Several splits of the plan have these shares ({wanted}).', 'Name the one by its pointer: {places}.'],
  },
  SHARE_UNKNOWN: {
    it: ['La ripartizione non ha una quota «{share}».', 'Le sue quote sono: {allowed}.'],
    en: ['The split has no share "{share}".', 'Its shares are: {allowed}.'],
  },
  SHARE_AMBIGUOUS: {
    it: ['La ripartizione ha più quote «{share}».', 'Scrivi le percentuali nell’ordine delle quote: {allowed}.'],
    en: ['The split has several shares "{share}".', 'Write the percentages in the order of the shares: {allowed}.'],
  },
  SHARE_COUNT: {
    it: ['Le percentuali sono {found}, le quote {expected}.', 'Scrivi una percentuale per quota.'],
    en: ['There are {found} percentages for {expected} shares.', 'Write one percentage for each share.'],
  },
  PERCENT_SUM: {
    it: ['La somma delle percentuali è {found}, non 100.', 'Correggile in modo che la somma sia esattamente 100.'],
    en: ['The percentages add up to {found}, not to 100.', 'Mend them so that they add up to exactly 100.'],
  },
  // --- plan
  NUMBER_CHANGED: {
    it: ['Il nuovo piano è del numero {found}, questo è il {expected}.', 'Scrivi nel piano il numero {expected}.'],
    en: ['The new plan is of the number {found}, this one is {expected}.', 'Write the number {expected} into the plan.'],
  },
} as const satisfies Readonly<Record<string, ProblemText>>;

export type EditProblemCode = keyof typeof EDIT_PROBLEMS;
