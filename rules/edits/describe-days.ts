import { holidaySet, saints } from '../calendar/holiday-rules.ts';
import type { IssueLanguage } from '../plan/issues.ts';
import type { DayEntry } from '../plan/plan.ts';
import { dateText, listed, monthDayText, rangeText, shown } from './change-words.ts';

/** `chiuso dal 24 al 26 dicembre 2026`, `aperto 09:00-12:00 il 24 dicembre 2026`. */
export function dayText(entry: DayEntry, language: IssueLanguage): string {
  const hours = entry.hours === undefined ? '' : ` ${listed(entry.hours, language)}`;
  return `${entry.period}${hours} ${whenText(entry, language)}`;
}

function whenText(entry: DayEntry, language: IssueLanguage): string {
  const it = language === 'it';
  if ('on' in entry) return onDate(dateText(entry.on, language), language);
  if ('from' in entry) return rangeText(entry.from, entry.to, language);
  if ('yearly' in entry) {
    return `${onDate(monthDayText(entry.yearly, language), language)} ${it ? 'di ogni anno' : 'of every year'}`;
  }
  if ('yearlyFrom' in entry) {
    const range = rangeText(entry.yearlyFrom, entry.yearlyTo, language, monthDayText);
    return `${range} ${it ? 'di ogni anno' : 'of every year'}`;
  }
  const isEve = 'eveOf' in entry;
  const sets = listed(
    (isEve ? entry.eveOf : entry.holidays).map((name) => setText(name, language)),
    language,
  );
  if (it) return `${isEve ? 'la vigilia di ogni festa' : 'nelle feste'}: ${sets}`;
  return `${isEve ? 'on the eve of each holiday' : 'on the holidays'}: ${sets}`;
}

function onDate(date: string, language: IssueLanguage): string {
  if (language === 'en') return `on ${date}`;
  return /^(8|11)\b/.test(date) ? `l’${date}` : `il ${date}`;
}

function setText(name: string, language: IssueLanguage): string {
  if (name === 'IT') return language === 'it' ? 'feste nazionali' : 'national holidays';
  const saint = holidaySet(name) === undefined ? undefined : SAINTS.get(name);
  return saint === undefined ? shown(name) : saint;
}

const SAINTS: ReadonlyMap<string, string> = new Map(
  saints().map((saint) => [
    `IT/${saint.key}`,
    `${saint.name}, ${saint.city}${saint.confidence === 'high' ? '' : ' (?)'}`.replaceAll("'", '’'),
  ]),
);
