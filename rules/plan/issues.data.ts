import type { PlanIssue } from './plan-issue.ts';

/**
 * Every issue that a plan can have. `{name}` stands for a parameter of the issue. Per language: what is wrong, and what
 * to do about it. `test/faults/` holds one plan for each code, and `rules/README.md` this table.
 */
type IssueText = { readonly level: PlanIssue['level']; readonly it: readonly [what: string, remedy: string]; readonly en: readonly [what: string, remedy: string] };

export const ISSUES = {
  // --- the text
  TEXT_SIZE: {
    level: 'error',
    it: ['Il testo del piano è di {bytes} byte; il massimo è {max}.', 'Accorcia il piano, ad esempio usando prefissi al posto di molti numeri.'],
    en: ['The text of the plan has {bytes} bytes; the most is {max}.', 'Shorten the plan, for instance with prefixes in place of many numbers.'],
  },
  TEXT_ENCODING: {
    level: 'error',
    it: ['Il testo del piano non è UTF-8 valido.', 'Salva il file in UTF-8.'],
    en: ['The text of the plan is not valid UTF-8.', 'Save the file as UTF-8.'],
  },
  TEXT_SYNTAX: {
    level: 'error',
    it: ['Il testo non è leggibile alla riga {line}, colonna {column}: {detail}.', 'Correggi il testo in quel punto.'],
    en: ['The text cannot be read at line {line}, column {column}: {detail}.', 'Mend the text at that place.'],
  },
  DUPLICATE_KEY: {
    level: 'error',
    it: ['La chiave «{key}» è scritta due volte (riga {line}, colonna {column}).', 'Tienine una sola.'],
    en: ['The key "{key}" is written twice (line {line}, column {column}).', 'Keep only one of them.'],
  },
  YAML_FEATURE: {
    level: 'error',
    it: ['Il YAML usa {feature} (riga {line}, colonna {column}), che in un piano non è ammesso.', 'Scrivi il valore per esteso.'],
    en: ['The YAML uses {feature} (line {line}, column {column}), which a plan may not.', 'Write the value out in full.'],
  },
  LIMIT_DEPTH: {
    level: 'error',
    it: ['Il piano ha più di {max} livelli di annidamento.', 'Togli i livelli superflui: un piano completo ne usa meno di 30.'],
    en: ['The plan is nested more than {max} levels deep.', 'Take out levels: a complete plan needs fewer than 30.'],
  },
  LIMIT_VALUES: {
    level: 'error',
    it: ['Il piano contiene più di {max} valori.', 'Riduci le liste del piano.'],
    en: ['The plan holds more than {max} values.', 'Shorten the lists of the plan.'],
  },
  LIMIT_KEYS: {
    level: 'error',
    it: ['Qui ci sono {found} chiavi; il massimo è {max}.', 'Riduci le voci.'],
    en: ['Here are {found} keys; the most is {max}.', 'Reduce the entries.'],
  },
  NOT_DATA: {
    level: 'error',
    it: ['Qui c’è {found}, che non è un valore JSON.', 'Usa solo oggetti semplici, liste, testi, numeri, true e false.'],
    en: ['Here is {found}, which is no JSON value.', 'Use only plain objects, lists, texts, numbers, true and false.'],
  },
  TOO_MANY_ISSUES: {
    level: 'warning',
    it: ['Ci sono altri problemi oltre ai primi {shown}.', 'Correggi quelli elencati e ricontrolla il piano.'],
    en: ['There are more issues than the first {shown}.', 'Mend the ones listed and check the plan again.'],
  },
  // --- the shape
  UNKNOWN_KEY: {
    level: 'error',
    it: ['La chiave «{key}» qui non esiste.', 'Togli la chiave o correggine il nome.'],
    en: ['There is no key "{key}" here.', 'Remove the key or mend its name.'],
  },
  FORBIDDEN_KEY: {
    level: 'error',
    it: ['La chiave «{key}» non è ammessa in un piano.', 'Usa un altro nome.'],
    en: ['The key "{key}" is not allowed anywhere in a plan.', 'Use another name.'],
  },
  MISSING_KEY: {
    level: 'error',
    it: ['Manca la chiave «{key}».', 'Aggiungila.'],
    en: ['The key "{key}" is missing.', 'Add it.'],
  },
  WRONG_TYPE: {
    level: 'error',
    it: ['Qui serve {expected}, non {found}.', 'Correggi il valore; in YAML i numeri di telefono e i codici vanno tra virgolette.'],
    en: ['This must be {expected}, not {found}.', 'Mend the value; in YAML put phone numbers and codes between quotes.'],
  },
  WRONG_VALUE: {
    level: 'error',
    it: ['Il valore «{found}» non è tra quelli ammessi: {allowed}.', 'Usa uno dei valori ammessi.'],
    en: ['The value "{found}" is not one of those allowed: {allowed}.', 'Use one of the allowed values.'],
  },
  SCHEMA_VERSION: {
    level: 'error',
    it: ['La versione del formato è «{found}»; qui si legge solo la 1.', 'Scrivi "schemaVersion": 1.'],
    en: ['The version of the format is "{found}"; only 1 can be read here.', 'Write "schemaVersion": 1.'],
  },
  BAD_NAME: {
    level: 'error',
    it: ['«{name}» non è un nome valido.', 'Usa da 1 a 64 lettere minuscole a-z, cifre e trattini, senza cominciare con un trattino; il testo per le persone va in «label».'],
    en: ['"{name}" is not a valid name.', 'Use 1 to 64 lower-case letters a-z, digits and hyphens, not beginning with a hyphen; text for people goes into "label".'],
  },
  LABEL_TEXT: {
    level: 'error',
    it: ['L’etichetta contiene mezzo carattere Unicode (un surrogato isolato).', 'Riscrivi l’etichetta.'],
    en: ['The label holds half a Unicode character (a lone surrogate).', 'Write the label again.'],
  },
  STEP_KEY: {
    level: 'error',
    it: ['Un passo ha una sola chiave tra {allowed}; qui: {found}.', 'Lascia una sola di quelle chiavi («overflow» sta accanto a «site»).'],
    en: ['A step has exactly one key of {allowed}; here: {found}.', 'Leave one of those keys only ("overflow" stands beside "site").'],
  },
  DAY_FORM: {
    level: 'error',
    it: ['Una voce di «days» indica le date in un solo modo tra {allowed}; qui: {found}.', 'Lascia un solo modo, completo.'],
    en: ['An entry of "days" names its dates in exactly one way of {allowed}; here: {found}.', 'Leave one way, complete.'],
  },
  TOO_FEW: {
    level: 'error',
    it: ['Servono almeno {min} elementi; ce ne sono {found}.', 'Aggiungine o togli la voce intera.'],
    en: ['At least {min} elements are needed; there are {found}.', 'Add some or remove the whole entry.'],
  },
  RING_SECONDS: {
    level: 'error',
    it: ['Lo squillo dura {found} secondi; può durarne da 5 a 120.', 'Scegli un valore da 5 a 120.'],
    en: ['It rings for {found} seconds; 5 to 120 are possible.', 'Choose a value from 5 to 120.'],
  },
  PERCENT: {
    level: 'error',
    it: ['La percentuale {found} non va da 0 a 100 con al massimo due decimali.', 'Correggi la percentuale.'],
    en: ['The percentage {found} is not one from 0 to 100 with at most two decimals.', 'Mend the percentage.'],
  },
  // --- the limits
  LIMIT_LABEL: {
    level: 'error',
    it: ['L’etichetta ha più di {max} caratteri.', 'Accorciala.'],
    en: ['The label has more than {max} characters.', 'Shorten it.'],
  },
  LIMIT_URI: {
    level: 'error',
    it: ['L’indirizzo ha più di {max} caratteri.', 'Usa un indirizzo più corto.'],
    en: ['The address has more than {max} characters.', 'Use a shorter address.'],
  },
  LIMIT_SITES: {
    level: 'error',
    it: ['Ci sono {found} sedi; il massimo è {max}.', 'Riunisci le sedi che ricevono insieme le stesse chiamate.'],
    en: ['There are {found} sites; the most is {max}.', 'Join sites that take the same calls together.'],
  },
  LIMIT_ANNOUNCEMENTS: {
    level: 'error',
    it: ['Ci sono {found} annunci; il massimo è {max}.', 'Togli gli annunci superflui.'],
    en: ['There are {found} announcements; the most is {max}.', 'Remove announcements that are not needed.'],
  },
  LIMIT_DESTINATIONS: {
    level: 'error',
    it: ['La sede ha {found} destinazioni; il massimo è {max}.', 'Dividi la sede e usa «overflow».'],
    en: ['The site has {found} destinations; the most is {max}.', 'Divide the site and use "overflow".'],
  },
  LIMIT_CALLER_LISTS: {
    level: 'error',
    it: ['Ci sono {found} liste di chiamanti; il massimo è {max}.', 'Riunisci le liste usate insieme.'],
    en: ['There are {found} caller lists; the most is {max}.', 'Join lists that are used together.'],
  },
  LIMIT_CALLER_ENTRIES: {
    level: 'error',
    it: ['Le liste di chiamanti hanno in tutto {found} voci; il massimo è {max}.', 'Usa prefissi al posto di molti numeri.'],
    en: ['The caller lists have {found} entries in all; the most is {max}.', 'Use prefixes in place of many numbers.'],
  },
  LIMIT_AREAS: {
    level: 'error',
    it: ['Ci sono {found} aree; il massimo è {max}.', 'Riunisci le aree usate insieme.'],
    en: ['There are {found} areas; the most is {max}.', 'Join areas that are used together.'],
  },
  LIMIT_CALENDARS: {
    level: 'error',
    it: ['Ci sono {found} calendari; il massimo è {max}.', 'Riunisci i calendari uguali.'],
    en: ['There are {found} calendars; the most is {max}.', 'Join calendars that are alike.'],
  },
  LIMIT_SUBROUTES: {
    level: 'error',
    it: ['Ci sono {found} sottopercorsi; il massimo è {max}.', 'Riunisci i sottopercorsi uguali.'],
    en: ['There are {found} subroutes; the most is {max}.', 'Join subroutes that are alike.'],
  },
  LIMIT_CASES: {
    level: 'error',
    it: ['Il passo ha {found} casi; il massimo è {max}.', 'Riunisci i casi che portano allo stesso passo.'],
    en: ['The step has {found} cases; the most is {max}.', 'Join cases that lead to the same step.'],
  },
  LIMIT_SHARES: {
    level: 'error',
    it: ['La ripartizione ha {found} quote; il massimo è {max}.', 'Riunisci le quote che portano allo stesso passo.'],
    en: ['The split has {found} shares; the most is {max}.', 'Join shares that lead to the same step.'],
  },
  LIMIT_DAYS: {
    level: 'error',
    it: ['Il calendario ha {found} voci in «days»; il massimo è {max}.', 'Usa intervalli («from», «to») o regole annuali.'],
    en: ['The calendar has {found} entries in "days"; the most is {max}.', 'Use ranges ("from", "to") or yearly rules.'],
  },
  LIMIT_WEEK: {
    level: 'error',
    it: ['Il calendario ha {found} voci in «week»; il massimo è {max}.', 'Riunisci le voci con lo stesso periodo.'],
    en: ['The calendar has {found} entries in "week"; the most is {max}.', 'Join entries of the same period.'],
  },
  LIMIT_WINDOWS: {
    level: 'error',
    it: ['La voce ha {found} fasce orarie; il massimo è {max}.', 'Riunisci le fasce vicine.'],
    en: ['The entry has {found} windows; the most is {max}.', 'Join windows that touch.'],
  },
  // --- number, zone, destinations
  NUMBER: {
    level: 'error',
    it: ['«{number}» non è un Numero Intelligente con tutte le sue cifre.', 'Scrivi il numero nazionale di una serie 800, 803, 840, 841, 847, 848 o 199, ad esempio 800123456.'],
    en: ['"{number}" is not an Intelligent Number with all its digits.', 'Write the national number of a range 800, 803, 840, 841, 847, 848 or 199, for instance 800123456.'],
  },
  TIME_ZONE: {
    level: 'error',
    it: ['Il fuso orario «{found}» non è conosciuto.', 'Usa un nome IANA come Europe/Rome.'],
    en: ['The time zone "{found}" is not known.', 'Use an IANA name such as Europe/Rome.'],
  },
  DESTINATION_SYNTAX: {
    level: 'error',
    it: ['La destinazione «{destination}» non è scritta correttamente.', 'Scrivi un numero come +390212345678 o un URI sip: o sips: in caratteri ASCII, senza spazi, virgolette o parentesi angolari.'],
    en: ['The destination "{destination}" is not well written.', 'Write a number like +390212345678 or a sip: or sips: URI of ASCII characters without blank, quote or angle bracket.'],
  },
  DESTINATION_FORBIDDEN: {
    level: 'error',
    it: ['La destinazione «{destination}» è di un servizio a cui non si inoltra ({kind}).', 'Usa un numero geografico o mobile.'],
    en: ['The destination "{destination}" is of a service that is never routed to ({kind}).', 'Use a geographic or mobile number.'],
  },
  DESTINATION_LOOP: {
    level: 'error',
    it: ['La destinazione «{destination}» è un Numero Intelligente: la chiamata girerebbe su se stessa.', 'Usa il numero della sede.'],
    en: ['The destination "{destination}" is an Intelligent Number: the call would go in circles.', 'Use the number of the site itself.'],
  },
  DESTINATION_UNASSIGNED: {
    level: 'error',
    it: ['La destinazione «{destination}» non appartiene ad alcuna numerazione italiana (lo zero iniziale dei numeri geografici resta: +3906…).', 'Correggi il numero.'],
    en: ['The destination "{destination}" belongs to no Italian numbering range (the leading zero of geographic numbers stays: +3906…).', 'Mend the number.'],
  },
  DESTINATION_LENGTH: {
    level: 'error',
    it: ['La destinazione «{destination}» ha troppe o troppo poche cifre.', 'Correggi il numero.'],
    en: ['The destination "{destination}" has too many or too few digits.', 'Mend the number.'],
  },
  DESTINATION_HEADERS: {
    level: 'error',
    it: ['L’URI SIP contiene un punto interrogativo, dopo il quale una centrale leggerebbe intestazioni per la chiamata.', 'Togli il punto interrogativo e ciò che segue; nel nome dell’utente scrivi %3F.'],
    en: ['The SIP URI has a question mark, after which a switch would read header fields for the call.', 'Remove the question mark and what follows; in a user name write %3F.'],
  },
  ANNOUNCEMENT_URI: {
    level: 'error',
    it: ['L’indirizzo dell’annuncio «{found}» non è un URI sip: o sips:.', 'Scrivi un URI come sip:chiuso@annunci.example.it.'],
    en: ['The address "{found}" of the announcement is no sip: or sips: URI.', 'Write a URI such as sip:closed@announcements.example.it.'],
  },
  // --- names
  UNKNOWN_SITE: {
    level: 'error',
    it: ['La sede «{name}» non esiste.', 'Definiscila in «sites» o correggi il nome.'],
    en: ['There is no site "{name}".', 'Define it under "sites" or mend the name.'],
  },
  UNKNOWN_ANNOUNCEMENT: {
    level: 'error',
    it: ['L’annuncio «{name}» non esiste.', 'Definiscilo in «announcements» o correggi il nome.'],
    en: ['There is no announcement "{name}".', 'Define it under "announcements" or mend the name.'],
  },
  UNKNOWN_LIST: {
    level: 'error',
    it: ['La lista di chiamanti «{name}» non esiste.', 'Definiscila in «callerLists» o correggi il nome.'],
    en: ['There is no caller list "{name}".', 'Define it under "callerLists" or mend the name.'],
  },
  UNKNOWN_CALENDAR: {
    level: 'error',
    it: ['Il calendario «{name}» non esiste.', 'Definiscilo in «calendars» o correggi il nome.'],
    en: ['There is no calendar "{name}".', 'Define it under "calendars" or mend the name.'],
  },
  UNKNOWN_SUBROUTE: {
    level: 'error',
    it: ['Il sottopercorso «{name}» non esiste.', 'Definiscilo in «subroutes» o correggi il nome.'],
    en: ['There is no subroute "{name}".', 'Define it under "subroutes" or mend the name.'],
  },
  UNKNOWN_DISTRICT: {
    level: 'error',
    it: ['«{name}» non è un distretto, una classe di chiamante o un’area del piano.', 'Usa un codice come "02" o "0362", una classe come "mobile", o definisci l’area in «areas».'],
    en: ['"{name}" is no district code, caller class or area of this plan.', 'Use a code such as "02" or "0362", a class such as "mobile", or define the area under "areas".'],
  },
  UNUSED_SITE: {
    level: 'warning',
    it: ['La sede «{name}» non è usata.', 'Usala o toglila.'],
    en: ['The site "{name}" is not used.', 'Use it or remove it.'],
  },
  UNUSED_ANNOUNCEMENT: {
    level: 'warning',
    it: ['L’annuncio «{name}» non è usato.', 'Usalo o toglilo.'],
    en: ['The announcement "{name}" is not used.', 'Use it or remove it.'],
  },
  UNUSED_LIST: {
    level: 'warning',
    it: ['La lista di chiamanti «{name}» non è usata.', 'Usala o toglila.'],
    en: ['The caller list "{name}" is not used.', 'Use it or remove it.'],
  },
  UNUSED_AREA: {
    level: 'warning',
    it: ['L’area «{name}» non è usata.', 'Usala o toglila.'],
    en: ['The area "{name}" is not used.', 'Use it or remove it.'],
  },
  UNUSED_CALENDAR: {
    level: 'warning',
    it: ['Il calendario «{name}» non è usato.', 'Usalo o toglilo.'],
    en: ['The calendar "{name}" is not used.', 'Use it or remove it.'],
  },
  UNUSED_SUBROUTE: {
    level: 'warning',
    it: ['Il sottopercorso «{name}» non è raggiunto da «route».', 'Usalo o toglilo.'],
    en: ['The subroute "{name}" is not reached from "route".', 'Use it or remove it.'],
  },
  REPEATED: {
    level: 'warning',
    it: ['«{value}» è ripetuto nella stessa lista.', 'Togli la ripetizione: conta una volta sola.'],
    en: ['"{value}" is repeated in one list.', 'Remove the repetition: it counts once.'],
  },
  // --- steps
  STEP_ORDER: {
    level: 'error',
    it: ['Il passo «{step}» viene dopo «{after}» lungo lo stesso percorso.', 'Rispetta l’ordine callers, districts, calendar, split, senza ripetizioni, anche attraverso i sottopercorsi.'],
    en: ['The step "{step}" comes after "{after}" on the same path.', 'Keep the order callers, districts, calendar, split, without repetition, through subroutes too.'],
  },
  SUBROUTE_CYCLE: {
    level: 'error',
    it: ['I sottopercorsi tornano su se stessi: {cycle}.', 'Interrompi il giro.'],
    en: ['The subroutes lead back to themselves: {cycle}.', 'Break the circle.'],
  },
  OVERFLOW_TWICE: {
    level: 'error',
    it: ['La sede «{name}» compare due volte tra sede e trabocchi.', 'Nominala una volta sola.'],
    en: ['The site "{name}" stands twice among site and overflow.', 'Name it once.'],
  },
  CALLERS_EMPTY: {
    level: 'error',
    it: ['Il passo «callers» non ha casi né «withheld».', 'Aggiungi un caso o «withheld», o togli il passo.'],
    en: ['The step "callers" has neither cases nor "withheld".', 'Add a case or "withheld", or remove the step.'],
  },
  CALLER_ENTRY: {
    level: 'error',
    it: ['«{found}» non è un numero né un prefisso.', 'Scrivi un numero come +390212345678 o un prefisso come +39021234*.'],
    en: ['"{found}" is neither a number nor a prefix.', 'Write a number such as +390212345678 or a prefix such as +39021234*.'],
  },
  CALLER_TWICE: {
    level: 'warning',
    it: ['La voce «{entry}» è scritta più volte per lo stesso caso (voci ripetute: {count}).', 'Tienine una sola: conta una volta.'],
    en: ['The entry "{entry}" is written more than once for one case (repeated entries: {count}).', 'Keep one: it counts once.'],
  },
  CALLER_IN_TWO_CASES: {
    level: 'error',
    it: ['La voce «{entry}» è già nel caso {case} (voci in comune: {count}).', 'Lasciala in un solo caso.'],
    en: ['The entry "{entry}" is in case {case} already (entries in common: {count}).', 'Leave it in one case.'],
  },
  AREA_NAME: {
    level: 'error',
    it: ['L’area «{name}» ha il nome di un distretto o di una classe di chiamante.', 'Cambia il nome dell’area.'],
    en: ['The area "{name}" is named like a district code or a caller class.', 'Rename the area.'],
  },
  AREA_IN_AREA: {
    level: 'error',
    it: ['Un’area non può contenere l’area «{name}».', 'Elenca i distretti e le classi.'],
    en: ['An area cannot hold the area "{name}".', 'List its districts and classes.'],
  },
  DISTRICT_TWICE: {
    level: 'warning',
    it: ['Il distretto o la classe «{code}» è raggiunto più volte dallo stesso caso, anche da «{name}».', 'Nominalo una volta sola.'],
    en: ['The district or class "{code}" is reached more than once by one case, by "{name}" too.', 'Name it once.'],
  },
  DISTRICT_IN_TWO_CASES: {
    level: 'error',
    it: ['Il distretto o la classe «{code}», raggiunto da «{name}», è già nel caso {case}.', 'Lascialo in un solo caso.'],
    en: ['The district or class "{code}", reached by "{name}", is in case {case} already.', 'Leave it in one case.'],
  },
  SPLIT_SUM: {
    level: 'error',
    it: ['Le quote sommano a {found}, non a 100.', 'Correggi le percentuali perché facciano esattamente 100.'],
    en: ['The shares add up to {found}, not to 100.', 'Mend the percentages so that they make exactly 100.'],
  },
  // --- calendars
  PERIOD_UNKNOWN: {
    level: 'error',
    it: ['Il periodo «{name}» non è scritto nel calendario «{calendar}».', 'Correggi il nome o aggiungi il periodo al calendario.'],
    en: ['The period "{name}" is not written in the calendar "{calendar}".', 'Mend the name or add the period to the calendar.'],
  },
  PERIOD_IN_TWO_CASES: {
    level: 'error',
    it: ['Il periodo «{name}» è già nel caso {case}.', 'Lascialo in un solo caso.'],
    en: ['The period "{name}" is in case {case} already.', 'Leave it in one case.'],
  },
  PERIOD_UNREACHED: {
    level: 'warning',
    it: ['Il periodo «{name}» è scritto nel calendario «{calendar}» ma nessun istante lo raggiunge.', 'Controlla l’ordine di «days» e le fasce orarie.'],
    en: ['The period "{name}" is written in the calendar "{calendar}" but no instant reaches it.', 'Check the order of "days" and the windows.'],
  },
  DATE: {
    level: 'error',
    it: ['«{found}» non è una data.', 'Scrivi una data che esiste, come 2026-12-24.'],
    en: ['"{found}" is no date.', 'Write a date that exists, such as 2026-12-24.'],
  },
  DATE_RANGE: {
    level: 'error',
    it: ['L’intervallo finisce ({to}) prima di cominciare ({from}).', 'Scambia le due date.'],
    en: ['The range ends ({to}) before it begins ({from}).', 'Swap the two dates.'],
  },
  MONTH_DAY: {
    level: 'error',
    it: ['«{found}» non è un giorno dell’anno.', 'Scrivi mese e giorno, come 12-31.'],
    en: ['"{found}" is no day of the year.', 'Write month and day, such as 12-31.'],
  },
  HOLIDAY_SET: {
    level: 'error',
    it: ['L’insieme di festività «{found}» non esiste.', 'Usa IT (nazionali) o IT/<città> per il patrono, come IT/milano.'],
    en: ['There is no set of holidays "{found}".', 'Use IT (national) or IT/<city> for the patron saint, such as IT/milano.'],
  },
  SAINT_UNCERTAIN: {
    level: 'warning',
    it: ['La data del patrono di «{found}» ({saint}) non è stata verificata.', 'Verificala, o scrivi tu la data con «yearly».'],
    en: ['The date of the patron saint of "{found}" ({saint}) has not been verified.', 'Verify it, or write the date yourself with "yearly".'],
  },
  WINDOW: {
    level: 'error',
    it: ['«{found}» non è una fascia oraria.', 'Scrivi HH:MM-HH:MM, come 09:00-18:00.'],
    en: ['"{found}" is no window of time.', 'Write HH:MM-HH:MM, such as 09:00-18:00.'],
  },
  WINDOW_EMPTY: {
    level: 'error',
    it: ['La fascia «{found}» è vuota: finisce quando comincia o comincia alle 24:00.', 'Per tutto il giorno scrivi 00:00-24:00.'],
    en: ['The window "{found}" is empty: it ends when it begins, or begins at 24:00.', 'For the whole day write 00:00-24:00.'],
  },
  WINDOW_OVERLAP: {
    level: 'error',
    it: ['La fascia «{found}» ({period}) si sovrappone a «{other}» ({otherPeriod}) nello stesso giorno ({day}).', 'Separa le due fasce.'],
    en: ['The window "{found}" ({period}) overlaps "{other}" ({otherPeriod}) on the same day ({day}).', 'Set the two windows apart.'],
  },
  WINDOW_OVERLAP_SAME: {
    level: 'warning',
    it: ['La fascia «{found}» si sovrappone a «{other}» dello stesso periodo ({day}).', 'Riunisci le due fasce.'],
    en: ['The window "{found}" overlaps "{other}" of the same period ({day}).', 'Join the two windows.'],
  },
  WINDOW_TAIL: {
    level: 'warning',
    it: ['La fascia «{found}» dopo mezzanotte incontra «{other}» del giorno dopo (la prima volta il {date}) e le cede il posto.', 'Accorcia una delle due se non è voluto.'],
    en: ['The window "{found}" meets, after midnight, "{other}" of the next day (first on {date}) and yields to it.', 'Shorten one of them if that is not meant.'],
  },
} as const satisfies Readonly<Record<string, IssueText>>;

export type IssueCode = keyof typeof ISSUES;
