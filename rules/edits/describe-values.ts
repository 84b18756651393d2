import type { IssueLanguage } from '../plan/issues.ts';
import { listed, quoted, shown } from './change-words.ts';
import type { ValueChange } from './plan-change.ts';
import { tokensOf } from './pointed-values.ts';

type Words = Readonly<Record<IssueLanguage, string>>;

/** What the maps of a plan hold, with the gender that Italian needs. */
const THINGS: Readonly<Record<string, Words & { readonly isFeminine: boolean }>> = {
  sites: { it: 'sede', en: 'site', isFeminine: true },
  announcements: { it: 'annuncio', en: 'announcement', isFeminine: false },
  callerLists: { it: 'lista di chiamanti', en: 'caller list', isFeminine: true },
  areas: { it: 'area', en: 'area', isFeminine: true },
  calendars: { it: 'calendario', en: 'calendar', isFeminine: false },
  subroutes: { it: 'percorso', en: 'route', isFeminine: false },
};

const MEMBERS: Readonly<Record<string, Words>> = {
  label: { it: 'etichetta', en: 'label' },
  destinations: { it: 'destinazioni', en: 'destinations' },
  ringSeconds: { it: 'secondi di squillo', en: 'seconds of ringing' },
  uri: { it: 'indirizzo', en: 'address' },
  otherwise: { it: 'periodo in ogni altro momento', en: 'period at any other time' },
  number: { it: 'numero', en: 'number' },
  timeZone: { it: 'fuso orario', en: 'time zone' },
};

/** A value that changed, came or went, by its name: `Sede milano, destinazioni: +39… (prima +39…).` */
export function describeValue({ path, before, after }: ValueChange, language: IssueLanguage): string {
  const it = language === 'it';
  const [map = '', name, member] = tokensOf(path);
  const thing = name === undefined ? undefined : THINGS[map];
  if (thing !== undefined && member === undefined) {
    const subject = `${thing[language]} ${shown(name ?? '')}`;
    const [came, went] = it ? (thing.isFeminine ? ['Nuova', 'Tolta'] : ['Nuovo', 'Tolto']) : ['New', 'Removed'];
    return after === undefined ? `${went}: ${subject}.` : `${came}: ${subject}${contentText(after, language)}.`;
  }
  const word = MEMBERS[member ?? map]?.[language] ?? shown(path);
  const subject =
    thing === undefined ? `${it ? 'Piano' : 'Plan'}, ${word}` : `${capitalThing(thing[language])} ${name}, ${word}`;
  const [old, now] = [before, after].map((value) => valueText(value, language));
  return it ? `${subject}: ${now} (prima ${old}).` : `${subject}: ${now} (before ${old}).`;
}

function capitalThing(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** Of a new site or list what a reader wants to see: where it rings, whom it holds. */
function contentText(value: unknown, language: IssueLanguage): string {
  const entries = typeof value === 'object' && value !== null && 'destinations' in value ? value.destinations : value;
  return Array.isArray(entries) ? `, ${valueText(entries, language)}` : '';
}

function valueText(value: unknown, language: IssueLanguage): string {
  const none = language === 'it' ? 'nessuno' : 'none';
  if (value === undefined) return none;
  if (Array.isArray(value)) return value.length === 0 ? none : listed(value.map(String), language);
  return typeof value === 'string' ? quoted(value, language) : shown(JSON.stringify(value));
}
