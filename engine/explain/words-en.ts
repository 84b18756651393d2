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
  mobile: 'mobile phone',
  nomadic: 'nomadic number',
  foreign: 'abroad',
  service: 'service number',
  'geographic-other': 'geographic number of no district',
  withheld: 'withheld number',
  unknown: 'unknown origin',
};

const REASONS: Readonly<Record<RejectReason, string>> = {
  'caller-not-allowed': 'the caller is not allowed',
  'out-of-area': 'the call comes from out of area',
  closed: 'the service is closed',
  'not-in-service': 'the number is not in service',
};

const OTHERWISE = 'the branch “otherwise” is followed';

export const englishWords: Words = {
  call,
  unknownNumber: (number) =>
    number === undefined
      ? 'The number dialled cannot be read.'
      : `The number ${number} has no plan: it does not exist or was withdrawn.`,
  notReady: (number) =>
    `This node cannot answer yet${number === undefined ? '' : ` for the number ${number}`}: it has no sound plan to follow.`,
  lost: (path) =>
    `From here (${path || 'the beginning'}) the trail cannot be followed: the plan given is not the one of the decision.`,
  through: (subroutes) => `Shared route ${subroutes.map((name) => `“${name}”`).join(', then ')}.`,
  override,
  callers,
  districts,
  calendar,
  split,
  site: (step) => siteText(step, SITES),
  announce: ({ found }) => ({
    title: `Announcement: “${labelOr(found.label, found.announcement)}”`,
    reasons: [`The caller hears ${oneLine(found.uri)}.`],
  }),
  reject: ({ found }) => ({ title: `Call refused: ${REASONS[found.reason]}`, reasons: [] }),
};

function call({ number, label, version, callId, at, timeZone, caller, withheld }: Explanation): readonly string[] {
  const from =
    caller === undefined
      ? withheld
        ? 'from a withheld number'
        : 'without a readable number'
      : `from ${shownNumber(caller)}`;
  const to = number === undefined ? '' : ` to ${number}${label === undefined ? '' : ` “${oneLine(label)}”`}`;
  const when = at === undefined ? [] : [instant(at, timeZone)];
  const plan = version === undefined ? [] : [`plan version ${version}`];
  return [`Call ${from}${to}`, [...when, ...plan, `id ${oneLine(callId)}`].join(' · ')];
}

function instant(at: string, timeZone = 'UTC'): string {
  const { date, time } = shown.wallTime(at);
  return `${shown.shownDay(date, 'en')}, ${time} (${timeZone})`;
}

function callers({ asked, found }: ExplainedCallers): StepText {
  return { title: `Who calls: ${who(asked)}`, reasons: [callerReason(found, asked.caller)] };
}

function who({ caller, withheld }: ExplainedCallers['asked']): string {
  if (caller === undefined) return withheld ? 'a withheld number' : 'no readable number';
  if (isMasked(caller)) return `${caller}${withheld ? ', who asked not to show the number' : ''}`;
  const origin = ORIGINS[originOfNumber(caller)]!;
  const place = districtOfCode(origin)?.name ?? CLASSES[origin] ?? origin;
  return `${shownNumber(caller)} (${place})${withheld ? ', who asked not to show the number' : ''}`;
}

function callerReason(found: ExplainedCallers['found'], caller: string | undefined): string {
  switch (found.match) {
    case 'withheld':
      return 'The plan has a branch for callers who do not show their number: it is followed.';
    case 'otherwise':
      return caller === undefined
        ? `Without a number there is nothing to look for in the lists: ${OTHERWISE}.`
        : `It is in none of the lists: ${OTHERWISE}.`;
    case 'case':
      return `It is in a list of case ${found.case + 1}, which is followed; the digits kept do not tell by which entry.`;
    case 'entry':
      return found.entry.endsWith('*')
        ? `It begins like the entry ${found.entry} of the list “${found.list}”: case ${found.case + 1} is followed.`
        : `It is in the list “${found.list}”: case ${found.case + 1} is followed.`;
  }
}

function districts({ asked, found }: ExplainedDistricts): StepText {
  const { origin, district } = asked;
  const place =
    district === undefined
      ? (CLASSES[origin] ?? origin)
      : district.country === 'SM'
        ? `${district.name}, district ${origin}`
        : `${district.name}, district ${origin} (seated in the province of ${district.province}, ${district.region})`;
  const reason =
    found.match === 'otherwise'
      ? `No case has this origin: ${OTHERWISE}.`
      : found.match === 'area'
        ? `It is in the area “${found.area}”: case ${found.case + 1} is followed.`
        : `Case ${found.case + 1} names this very origin and is followed.`;
  return { title: `From where: ${place}`, reasons: [reason] };
}

function calendar({ asked, found }: ExplainedCalendar): StepText {
  const name = labelOr(asked.label, asked.calendar);
  const next =
    found.case === undefined ? `No case has this period: ${OTHERWISE}.` : `Case ${found.case + 1} is followed.`;
  const change = found.changesAt === undefined ? '' : ` The period changes ${changeTime(found.changesAt, asked.date)}.`;
  return {
    title: `When: ${shown.shownDay(asked.date, 'en')}, ${asked.time} (${asked.timeZone})`,
    reasons: [`Calendar “${name}”: period “${found.period}”, ${periodReason(asked.time, found)}.`, next + change],
  };
}

function periodReason(time: string, { source, hours, rule }: ExplainedCalendar['found']): string {
  const why = dayReason(rule);
  const weekday = shown.shownWeekday(rule.date, 'en');
  switch (source) {
    case 'window':
      return `window ${hours} ${rule.by === 'week' ? `of ${weekday}` : `(${why})`}`;
    case 'tail': {
      const begun = `because the window ${hours} that began on ${shown.shownDay(rule.date, 'en')} still runs`;
      return rule.by === 'week' ? begun : `${begun} (${why})`;
    }
    case 'whole-day':
      return `the whole day (${why})`;
    case 'otherwise':
      if (rule.by === 'week') return `because no window of ${weekday} holds ${time}`;
      return `because ${time} is outside ${(rule.hours ?? []).join(', ')} (${why})`;
  }
}

function dayReason(rule: ExplainedDayRule): string {
  switch (rule.by) {
    case 'week':
      return shown.shownWeekday(rule.date, 'en');
    case 'on':
      return `on ${shown.shownDateOnly(rule.from, 'en')}`;
    case 'range':
      return `${shown.shownDateOnly(rule.from, 'en')} to ${shown.shownDateOnly(rule.to, 'en')}`;
    case 'yearly':
      return `every year on ${shown.shownMonthDay(rule.from, 'en')}`;
    case 'yearly-range':
      return `every year from ${shown.shownMonthDay(rule.from, 'en')} to ${shown.shownMonthDay(rule.to, 'en')}`;
    case 'holidays':
      return `holiday: ${holidayNames(rule.holidays)}`;
    case 'eveOf':
      return `eve of a holiday: ${holidayNames(rule.holidays)}`;
  }
}

function holidayNames(holidays: Extract<ExplainedDayRule, { by: 'holidays' | 'eveOf' }>['holidays']): string {
  const names = holidays.map(({ name, uncertain }) => (uncertain ? `${name}, date to be confirmed` : name));
  // A national holiday may be a patron's day too: Santo Stefano is Biella's.
  return [...new Set(names)].join('; ');
}

function changeTime(changesAt: string, today: string): string {
  const { date, time } = shown.wallTime(changesAt);
  return date === today ? `at ${time}` : `on ${shown.shownDay(date, 'en')} at ${time}`;
}

function split({ asked, found }: ExplainedSplit): StepText {
  const { placePercent } = asked;
  const place = placePercent === undefined ? 'within one share' : `at ${shown.shownPercent(placePercent, 'en')}`;
  const title =
    asked.by === 'call'
      ? `Distribution: this call falls ${place}`
      : asked.keyIs === 'caller'
        ? `Distribution by caller: ${shownNumber(asked.key)} always falls ${place}`
        : `Distribution by caller: without a number the call counts, which falls ${place}`;
  const { redistribution } = found;
  if (redistribution === undefined) return { title, reasons: [`It is within ${share(found)}.`] };
  return {
    title,
    reasons: [`The first choice is ${share(redistribution.firstChoice)}.`, ...drawn(redistribution, found)],
  };
}

function share({ share: index, percent, fromPercent, toPercent }: ExplainedShare): string {
  const range = `${shown.shownDecimal(fromPercent, 'en')} to ${shown.shownDecimal(toPercent, 'en')}`;
  return `share ${index + 1} (${shown.shownPercent(percent, 'en')}, ${range})`;
}

function drawn({ removed, draws, result }: Redistribution, found: ExplainedShare): readonly string[] {
  const reasons = removed.map(({ share: index, sites }, i) => {
    const out = `Share ${index + 1} is taken out, because out of service: ${sites.join(', ')}.`;
    const draw = draws[i];
    if (draw === undefined) return out;
    const place = `${shown.shownDecimal(draw.placePercent, 'en')} of ${shown.shownDecimal(draw.ofPercent, 'en')}`;
    return `${out} Among the shares that remain the call falls at ${place}, share ${draw.share + 1}.`;
  });
  if (result === 'drawn') return [...reasons, `The call goes to ${share(found)}.`];
  if (result === 'degraded') return [...reasons, 'No share has a site in service: the first choice stands.'];
  return [...reasons, `Only shares of 0% remain: the first that can answer is followed, share ${found.share + 1}.`];
}

const SITES: SitePhrases = {
  destination: 'Destination',
  then: ', then ',
  noneInService: 'None of these sites is in service: they are tried all the same.',
  skipped: 'out of service, skipped',
  ringing: (seconds, each) => `${seconds} seconds${each ? ' each' : ''}`,
};

function override({ found }: ExplainedOverride): StepText {
  const { by, to, until, timeZone, ended } = found;
  const name = labelOr(to.label, 'site' in to ? to.site : to.announcement);
  const target = 'site' in to ? `“${name}”` : `the announcement “${name}”`;
  const setBy = `Set by ${oneLine(by)}`;
  if (until === undefined)
    return { title: `Override: every call to ${target}`, reasons: [`${setBy}, until it is cleared.`] };
  if (!ended)
    return { title: `Override: every call to ${target}`, reasons: [`${setBy}, until ${instant(until, timeZone)}.`] };
  return {
    title: 'Override: it had ended',
    reasons: [
      `${setBy}, it led every call to ${target} until ${instant(until, timeZone)}. From then on the plan answers.`,
    ],
  };
}
