import { parseIsoDate, parseMonthDay } from '../calendar/civil-time.ts';
import { DISTRICTS } from '../numbering/district-table.ts';
import type { IssueLanguage } from '../plan/issues.ts';
import { WEEKDAYS, type Weekday } from '../plan/plan.ts';
import { MONTHS, ORIGIN_WORDS, WEEKDAY_WORDS } from './change-words.data.ts';
import type { BranchTarget } from './plan-change.ts';

/** The words that the sentences of changes are made of, for people: dates, lists of names, where calls are led. */

const LISTED = 6;
const SHOWN_CHARACTERS = 80;
/** What would break a line or turn the text around: control characters, line separators, marks of direction. */
const UNSHOWABLE = /[\p{Cc}\p{Cs}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;
const DISTRICT_NAMES: ReadonlyMap<string, string> = new Map(DISTRICTS.map(({ code, name }) => [code, name]));

/** A text of the plan on one line and not too long. */
export function shown(text: string): string {
  const line = text.replaceAll(UNSHOWABLE, ' ');
  return line.length > SHOWN_CHARACTERS ? `${line.slice(0, SHOWN_CHARACTERS)}…` : line;
}

export function quoted(text: string, language: IssueLanguage): string {
  return language === 'it' ? `«${shown(text)}»` : `"${shown(text)}"`;
}

/** The first of some texts, and how many more there are. */
export function listed(texts: readonly string[], language: IssueLanguage): string {
  const first = texts.slice(0, LISTED).map(shown).join(', ');
  const more = texts.length - LISTED;
  if (more <= 0) return first;
  return language === 'it' ? `${first} e altri ${more}` : `${first} and ${more} more`;
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `60 %` in Italian, `60%` in English; at most two decimals. */
export function percentText(percent: number, language: IssueLanguage): string {
  return language === 'it' ? `${String(percent).replace('.', ',')} %` : `${percent}%`;
}

/** `02 (Milano)`, `cellulari`, the name of an area. */
export function originText(name: string, language: IssueLanguage): string {
  const district = DISTRICT_NAMES.get(name);
  return district === undefined ? (ORIGIN_WORDS.get(name)?.[language] ?? name) : `${name} (${district})`;
}

/** Where calls are led, as the object of a sentence. */
export function targetText({ to, name }: BranchTarget, language: IssueLanguage): string {
  const words = {
    site: { it: `sede ${name}`, en: `site ${name}` },
    announce: { it: `annuncio ${name}`, en: `announcement ${name}` },
    subroute: { it: `percorso ${name}`, en: `route ${name}` },
    reject: { it: `rifiuto (${name})`, en: `rejection (${name})` },
    step: { it: `passo ${name}`, en: `${name} step` },
  } as const;
  return words[to][language];
}

/** `lun-ven`, `ven, sab`: weekdays in their order. */
export function weekdaysText(days: readonly Weekday[], language: IssueLanguage): string {
  const names = WEEKDAY_WORDS[language];
  const indexes = WEEKDAYS.flatMap((day, index) => (days.includes(day) ? [index] : []));
  const [first = 0, last = 0] = [indexes[0], indexes.at(-1)];
  if (indexes.length > 2 && last - first === indexes.length - 1) {
    return language === 'it' ? `da ${names[first]} a ${names[last]}` : `${names[first]} to ${names[last]}`;
  }
  return indexes.map((index) => names[index]).join(', ');
}

/** `24 dicembre 2026` of `2026-12-24`; the text itself when it is no date. */
export function dateText(isoDate: string, language: IssueLanguage): string {
  return parseIsoDate(isoDate) === undefined
    ? shown(isoDate)
    : `${monthDayText(isoDate.slice(5), language)} ${Number(isoDate.slice(0, 4))}`;
}

/** `24 dicembre` of `12-24`. */
export function monthDayText(text: string, language: IssueLanguage): string {
  const monthDay = parseMonthDay(text);
  return monthDay === undefined ? shown(text) : `${monthDay.day} ${MONTHS[language][monthDay.month - 1]}`;
}

/** `dal 24 al 26 dicembre 2026`, `from 24 to 26 December 2026`: month and year are said once where they are the same. */
export function rangeText(from: string, to: string, language: IssueLanguage, text = dateText): string {
  const [first, last] = [text(from, language), text(to, language)];
  const [day = '', ...rest] = first.split(' ');
  const tail = last.split(' ').slice(1);
  let begin = first;
  if (tail.length > 0 && rest.join(' ') === tail.join(' ')) begin = day;
  else if (rest.length === 2 && rest[1] === tail[1]) begin = `${day} ${rest[0]}`;
  if (language === 'en') return `from ${begin} to ${last}`;
  return `${withArticle('da', begin)} ${withArticle('a', last)}`;
}

/** `dal 24`, `dall’8`, `all’11`: the article before a day of the month. */
function withArticle(preposition: 'da' | 'a', date: string): string {
  return /^(8|11)\b/.test(date) ? `${preposition}ll’${date}` : `${preposition}l ${date}`;
}
