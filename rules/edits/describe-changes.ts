import type { IssueLanguage } from '../plan/issues.ts';
import {
  capitalised,
  listed,
  originText,
  percentText,
  quoted,
  shown,
  targetText,
  weekdaysText,
} from './change-words.ts';
import { diffDays } from './day-entries.ts';
import { dayText } from './describe-days.ts';
import { describeValue } from './describe-values.ts';
import type {
  DaysChange,
  DistrictsChange,
  EntriesChange,
  PercentsChange,
  PlanChange,
  WeekChange,
} from './plan-change.ts';
import { tokensOf } from './pointed-values.ts';
import { weekDifferences } from './revert-changes.ts';
import { targetOf } from './step-places.ts';

/** What was done to a plan, in sentences that need no knowledge of its format. Never throws; one line each. */
export function describeChanges(changes: readonly PlanChange[], language: IssueLanguage): readonly string[] {
  return changes.flatMap((change) => describeChange(change, language));
}

function describeChange(change: PlanChange, language: IssueLanguage): readonly string[] {
  const it = language === 'it';
  switch (change.change) {
    case 'value':
      return [describeValue(change, language)];
    case 'entries':
      return [describeEntries(change, language)];
    case 'week':
      return describeWeek(change, language);
    case 'days':
      return describeDays(change, language);
    case 'percents':
      return [describePercents(change, language)];
    case 'districts':
      return describeDistricts(change, language);
    case 'step': {
      const [before, after] = [change.before, change.after].map((step) => targetText(targetOf(step), language));
      const at = shown(change.path);
      if (before === after) return [it ? `Cambiato il ${after} (${at}).` : `Changed: ${after} (${at}).`];
      return [it ? `Ora: ${after}; prima: ${before} (${at}).` : `Now: ${after}; before: ${before} (${at}).`];
    }
  }
}

function describeEntries({ path, added, removed }: EntriesChange, language: IssueLanguage): string {
  const it = language === 'it';
  const [map, name = ''] = tokensOf(path);
  const isArea = map === 'areas';
  const names = (entries: readonly string[]) =>
    listed(isArea ? entries.map((entry) => originText(entry, language)) : entries, language);
  const subject = isArea ? { it: 'Area', en: 'Area' } : { it: 'Lista di chiamanti', en: 'Caller list' };
  const parts = [
    ...(added.length === 0 ? [] : [`${it ? 'aggiunti' : 'added'} ${names(added)}`]),
    ...(removed.length === 0 ? [] : [`${it ? 'tolti' : 'removed'} ${names(removed)}`]),
  ];
  return `${subject[language]} ${name}: ${parts.join('; ')}.`;
}

function describeWeek({ calendar, before, after }: WeekChange, language: IssueLanguage): readonly string[] {
  const it = language === 'it';
  const differences = weekDifferences(before, after);
  if (differences.length === 0) {
    return [
      it
        ? `Orari della settimana riscritti, ma uguali (calendario ${calendar}).`
        : `Weekly hours written anew, but the same (calendar ${calendar}).`,
    ];
  }
  const none = it ? 'mai' : 'never';
  return differences.map(({ period, days, hours, given }) => {
    const [old, now] = [hours, given].map((windows) => (windows.length === 0 ? none : listed(windows, language)));
    const when = capitalised(weekdaysText(days, language));
    return it
      ? `${when}: ${period} ${now}, prima ${old} (calendario ${calendar}).`
      : `${when}: ${period} ${now}, before ${old} (calendar ${calendar}).`;
  });
}

function describeDays({ calendar, before, after }: DaysChange, language: IssueLanguage): readonly string[] {
  const it = language === 'it';
  const { added, removed } = diffDays(before, after);
  const where = it ? `calendario ${calendar}` : `calendar ${calendar}`;
  if (added.length + removed.length === 0) {
    return [it ? `Date speciali in un altro ordine (${where}).` : `Special dates in another order (${where}).`];
  }
  return [
    ...added.map((entry) => `${capitalised(dayText(entry, language))} (${where}).`),
    ...removed.map((entry) => `${it ? 'Non più' : 'No longer'} ${dayText(entry, language)} (${where}).`),
  ];
}

function describePercents(change: PercentsChange, language: IssueLanguage): string {
  const { shares, before, after, oneOfMany, path } = change;
  const parts = shares.flatMap(({ name }, index) => {
    const [old = 0, now = 0] = [before[index], after[index]];
    if (old === now) return [];
    return [`${capitalised(name)}: ${percentText(old, language)} → ${percentText(now, language)}`];
  });
  return `${parts.join('; ')}${oneOfMany ? ` (${shown(path)})` : ''}.`;
}

/** One sentence for the names that went the same way. */
function describeDistricts({ moved }: DistrictsChange, language: IssueLanguage): readonly string[] {
  const ways = new Map<string, string[]>();
  for (const { name, from, to } of moved) {
    const [old, now] = [from, to].map(({ target, index }) => {
      const text = targetText(target, language);
      return index < 0 ? `${text}${language === 'it' ? ' (il resto)' : ' (the rest)'}` : text;
    });
    const way = language === 'it' ? `ora ${now}, prima ${old}` : `now ${now}, before ${old}`;
    ways.set(way, [...(ways.get(way) ?? []), originText(name, language)]);
  }
  return [...ways].map(
    ([way, names]) => `${language === 'it' ? 'Chiamate da' : 'Calls from'} ${listed(names, language)}: ${way}.`,
  );
}

/** A place at which changes cannot be taken back, in one sentence. */
export function describeConflict(
  { path, what }: { readonly path: string; readonly what?: string },
  language: IssueLanguage,
): string {
  const place = `${shown(path)}${what === undefined ? '' : ` (${quoted(what, language)})`}`;
  return language === 'it'
    ? `Nel frattempo qualcuno ha cambiato lo stesso punto: ${place}. Rileggi il piano e decidi che cosa deve valere.`
    : `Somebody has changed the same place meanwhile: ${place}. Read the plan again and decide what is to hold.`;
}
