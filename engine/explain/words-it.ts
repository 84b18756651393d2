import { districtOfCode, ORIGINS, originOfNumber, type RejectReason } from '../../rules/index.ts';
import type { ExplainedDayRule } from './day-rule.ts';
import type {
  ExplainedCalendar,
  ExplainedCallers,
  ExplainedDistricts,
  ExplainedOverride,
  ExplainedShare,
  ExplainedSplit,
  Explanation,
  Redistribution,
} from './explanation.ts';
import { isMasked } from './mask-caller.ts';
import * as shown from './shown-text.ts';
import { type SitePhrases, siteText } from './site-text.ts';
import type { StepText, Words } from './words.ts';

const { labelOr, oneLine, shownNumber } = shown;

const CLASSES: Readonly<Record<string, string>> = {
  mobile: 'cellulare',
  nomadic: 'numero nomadico',
  foreign: 'estero',
  service: 'numero di servizio',
  'geographic-other': 'numero geografico di nessun distretto',
  withheld: 'numero nascosto',
  unknown: 'provenienza sconosciuta',
};

const REASONS: Readonly<Record<RejectReason, string>> = {
  'caller-not-allowed': 'chi chiama non è ammesso',
  'out-of-area': 'la chiamata viene da fuori area',
  closed: 'il servizio è chiuso',
  'not-in-service': 'il servizio non è attivo',
};

const OTHERWISE = 'si segue il ramo «altrimenti»';

/** Italian, for who runs an office. */
export const italianWords: Words = {
  call,
  unknownNumber: (number) =>
    number === undefined
      ? 'Il numero chiamato non si può leggere.'
      : `Il numero ${number} non ha un piano: non esiste o è stato ritirato.`,
  notReady: (number) =>
    `Questo nodo non può ancora rispondere${number === undefined ? '' : ` per il numero ${number}`}: non ha un piano integro da seguire.`,
  lost: (path) =>
    `Da qui (${path || "l'inizio"}) la traccia non si può seguire: il piano dato non è quello della decisione.`,
  through: (subroutes) => `Percorso comune ${subroutes.map((name) => `«${name}»`).join(', poi ')}.`,
  override,
  callers,
  districts,
  calendar,
  split,
  site: (step) => siteText(step, SITES),
  announce: ({ found }) => ({
    title: `Annuncio: «${labelOr(found.label, found.announcement)}»`,
    reasons: [`Chi chiama sente ${oneLine(found.uri)}.`],
  }),
  reject: ({ found }) => ({ title: `Chiamata rifiutata: ${REASONS[found.reason]}`, reasons: [] }),
};

function call({ number, label, version, callId, at, timeZone, caller, withheld }: Explanation): readonly string[] {
  const from = caller === undefined ? (withheld ? 'anonima' : 'senza numero leggibile') : `da ${shownNumber(caller)}`;
  const to = number === undefined ? '' : ` al numero ${number}${label === undefined ? '' : ` «${oneLine(label)}»`}`;
  const when = at === undefined ? [] : [instant(at, timeZone)];
  const plan = version === undefined ? [] : [`piano versione ${version}`];
  return [`Chiamata ${from}${to}`, [...when, ...plan, `id ${oneLine(callId)}`].join(' · ')];
}

function instant(at: string, timeZone = 'UTC'): string {
  const { date, time } = shown.wallTime(at);
  return `${shown.shownDay(date, 'it')}, ${time} (${timeZone})`;
}

function callers({ asked, found }: ExplainedCallers): StepText {
  return { title: `Chi chiama: ${who(asked)}`, reasons: [callerReason(found, asked.caller)] };
}

function who({ caller, withheld }: ExplainedCallers['asked']): string {
  if (caller === undefined) return withheld ? 'numero nascosto' : 'nessun numero leggibile';
  if (isMasked(caller)) return `${caller}${withheld ? ', che ha chiesto di non mostrare il numero' : ''}`;
  const origin = ORIGINS[originOfNumber(caller)]!;
  const place = districtOfCode(origin)?.name ?? CLASSES[origin] ?? origin;
  return `${shownNumber(caller)} (${place})${withheld ? ', che ha chiesto di non mostrare il numero' : ''}`;
}

function callerReason(found: ExplainedCallers['found'], caller: string | undefined): string {
  switch (found.match) {
    case 'withheld':
      return 'Il piano ha un ramo per chi non mostra il numero: si segue quello.';
    case 'otherwise':
      return caller === undefined
        ? `Senza numero non c'è nulla da cercare nelle liste: ${OTHERWISE}.`
        : `Non è in nessuna delle liste: ${OTHERWISE}.`;
    case 'case':
      return `È in una lista del caso ${found.case + 1}, che si segue; le cifre conservate non dicono per quale voce.`;
    case 'entry':
      return found.entry.endsWith('*')
        ? `Comincia come la voce ${found.entry} della lista «${found.list}»: si segue il caso ${found.case + 1}.`
        : `È nella lista «${found.list}»: si segue il caso ${found.case + 1}.`;
  }
}

function districts({ asked, found }: ExplainedDistricts): StepText {
  const { origin, district } = asked;
  const place =
    district === undefined
      ? (CLASSES[origin] ?? origin)
      : district.country === 'SM'
        ? `${district.name}, distretto ${origin}`
        : `${district.name}, distretto ${origin} (con sede in provincia di ${district.province}, ${district.region})`;
  const reason =
    found.match === 'otherwise'
      ? `Nessun caso comprende questa provenienza: ${OTHERWISE}.`
      : found.match === 'area'
        ? `È nell'area «${found.area}»: si segue il caso ${found.case + 1}.`
        : `Il caso ${found.case + 1} indica proprio questa provenienza: si segue quello.`;
  return { title: `Da dove: ${place}`, reasons: [reason] };
}

function calendar({ asked, found }: ExplainedCalendar): StepText {
  const name = labelOr(asked.label, asked.calendar);
  const next =
    found.case === undefined ? `Nessun caso ha questo periodo: ${OTHERWISE}.` : `Si segue il caso ${found.case + 1}.`;
  const change = found.changesAt === undefined ? '' : ` Il periodo cambia ${changeTime(found.changesAt, asked.date)}.`;
  return {
    title: `Quando: ${shown.shownDay(asked.date, 'it')}, ${asked.time} (${asked.timeZone})`,
    reasons: [`Calendario «${name}»: periodo «${found.period}», ${periodReason(asked.time, found)}.`, next + change],
  };
}

function periodReason(time: string, { source, hours, rule }: ExplainedCalendar['found']): string {
  const why = dayReason(rule);
  const weekday = shown.shownWeekday(rule.date, 'it');
  switch (source) {
    case 'window':
      return `fascia ${hours} ${rule.by === 'week' ? `di ${weekday}` : `(${why})`}`;
    case 'tail': {
      const begun = `perché dura ancora la fascia ${hours} cominciata ${shown.shownDay(rule.date, 'it')}`;
      return rule.by === 'week' ? begun : `${begun} (${why})`;
    }
    case 'whole-day':
      return `tutto il giorno (${why})`;
    case 'otherwise':
      if (rule.by === 'week') return `perché nessuna fascia di ${weekday} comprende le ${time}`;
      return `perché le ${time} sono fuori dall'orario ${(rule.hours ?? []).join(', ')} (${why})`;
  }
}

function dayReason(rule: ExplainedDayRule): string {
  switch (rule.by) {
    case 'week':
      return shown.shownWeekday(rule.date, 'it');
    case 'on':
      return `data indicata: ${shown.shownDateOnly(rule.from, 'it')}`;
    case 'range':
      return `dal ${shown.shownDateOnly(rule.from, 'it')} al ${shown.shownDateOnly(rule.to, 'it')}`;
    case 'yearly':
      return `ogni anno il ${shown.shownMonthDay(rule.from, 'it')}`;
    case 'yearly-range':
      return `ogni anno dal ${shown.shownMonthDay(rule.from, 'it')} al ${shown.shownMonthDay(rule.to, 'it')}`;
    case 'holidays':
      return `festa: ${holidayNames(rule.holidays)}`;
    case 'eveOf':
      return `vigilia di festa: ${holidayNames(rule.holidays)}`;
  }
}

function holidayNames(holidays: Extract<ExplainedDayRule, { by: 'holidays' | 'eveOf' }>['holidays']): string {
  const names = holidays.map(({ name, uncertain }) => (uncertain ? `${name}, data da verificare` : name));
  // A national holiday may be a patron's day too: Santo Stefano is Biella's.
  return [...new Set(names)].join('; ');
}

function changeTime(changesAt: string, today: string): string {
  const { date, time } = shown.wallTime(changesAt);
  return date === today ? `alle ${time}` : `${shown.shownDay(date, 'it')} alle ${time}`;
}

function split({ asked, found }: ExplainedSplit): StepText {
  const { placePercent } = asked;
  const place = placePercent === undefined ? 'in una quota' : `al ${shown.shownPercent(placePercent, 'it')}`;
  const title =
    asked.by === 'call'
      ? `Ripartizione: questa chiamata cade ${place}`
      : asked.keyIs === 'caller'
        ? `Ripartizione secondo chi chiama: ${shownNumber(asked.key)} cade sempre ${place}`
        : `Ripartizione secondo chi chiama: senza numero conta la chiamata, che cade ${place}`;
  const { redistribution } = found;
  if (redistribution === undefined) return { title, reasons: [`Si segue la ${share(found)}.`] };
  return {
    title,
    reasons: [`La prima scelta è la ${share(redistribution.firstChoice)}.`, ...drawn(redistribution, found)],
  };
}

function share({ share: index, percent, fromPercent, toPercent }: ExplainedShare): string {
  const range = `da ${shown.shownDecimal(fromPercent, 'it')} a ${shown.shownDecimal(toPercent, 'it')}`;
  return `quota ${index + 1} (${shown.shownPercent(percent, 'it')}, ${range})`;
}

function drawn({ removed, draws, result }: Redistribution, found: ExplainedShare): readonly string[] {
  const reasons = removed.map(({ share: index, sites }, i) => {
    const out = `Quota ${index + 1} tolta, perché fuori servizio: ${sites.join(', ')}.`;
    const draw = draws[i];
    if (draw === undefined) return out;
    const place = `${shown.shownDecimal(draw.placePercent, 'it')} su ${shown.shownDecimal(draw.ofPercent, 'it')}`;
    return `${out} Tra le quote rimaste la chiamata cade a ${place}, quota ${draw.share + 1}.`;
  });
  if (result === 'drawn') return [...reasons, `Si segue la ${share(found)}.`];
  if (result === 'degraded') return [...reasons, 'Nessuna quota ha una sede in servizio: resta la prima scelta.'];
  return [
    ...reasons,
    `Restano solo quote dello 0 %: si segue la prima che può rispondere, la quota ${found.share + 1}.`,
  ];
}

const SITES: SitePhrases = {
  destination: 'Destinazione',
  then: ', poi ',
  noneInService: 'Nessuna di queste sedi è in servizio: si provano comunque.',
  skipped: 'fuori servizio, si salta',
  ringing: (seconds, each) => `${seconds} secondi${each ? ' ciascuno' : ''}`,
};

function override({ found }: ExplainedOverride): StepText {
  const { by, to, until, timeZone, ended } = found;
  const name = labelOr(to.label, 'site' in to ? to.site : to.announcement);
  const target = 'site' in to ? `a «${name}»` : `all'annuncio «${name}»`;
  const setBy = `Impostata da ${oneLine(by)}`;
  if (until === undefined)
    return { title: `Emergenza: tutte le chiamate ${target}`, reasons: [`${setBy}, finché non viene tolta.`] };
  if (!ended)
    return {
      title: `Emergenza: tutte le chiamate ${target}`,
      reasons: [`${setBy}, fino a ${instant(until, timeZone)}.`],
    };
  return {
    title: 'Emergenza: era già finita',
    reasons: [
      `${setBy}, portava tutte le chiamate ${target} fino a ${instant(until, timeZone)}. Da allora risponde il piano.`,
    ],
  };
}
