import { z } from 'zod';
import {
  MAX_ANNOUNCEMENTS,
  MAX_DESTINATIONS,
  MAX_LABEL_CHARACTERS,
  MAX_NAMED_LISTS,
  MAX_SITES,
  MAX_SPECIAL_DAYS,
  MAX_SUBROUTES,
  MAX_URI_CHARACTERS,
  MAX_WEEK_ENTRIES,
  MAX_WINDOWS,
} from '../limits.ts';
import { calendarStepShape } from '../steps/calendar.ts';
import { callersShape } from '../steps/callers.ts';
import { districtsShape } from '../steps/districts.ts';
import { nameShape, type StepSchema, textListShape } from '../steps/shape-words.ts';
import { splitShape } from '../steps/split.ts';
import type { IssueCode } from './issues.data.ts';
import { type Plan, REJECT_REASONS, type Step, WEEKDAYS } from './plan.ts';

/**
 * The shape of a plan, once: the parser, the JSON Schema and the page read it from here. What a text means (a date, a
 * destination, a name that must exist) is checked apart, by `check-plan.ts`.
 */

const labelShape = z
  .string()
  .refine((text) => characters(text) <= MAX_LABEL_CHARACTERS, {
    message: 'LIMIT_LABEL',
    params: { max: MAX_LABEL_CHARACTERS },
  })
  .refine((text) => !/\p{Surrogate}/u.test(text), 'LABEL_TEXT')
  .meta({ maxLength: MAX_LABEL_CHARACTERS });

/** The forms of a step, in the order of the format's table. */
export const STEP_KEYS = [
  'callers',
  'districts',
  'calendar',
  'split',
  'site',
  'announce',
  'reject',
  'subroute',
] as const;
/** The ways in which an entry of `days` names its dates: the keys of each. */
export const DAY_FORMS = [
  ['on'],
  ['from', 'to'],
  ['yearly'],
  ['yearlyFrom', 'yearlyTo'],
  ['holidays'],
  ['eveOf'],
] as const;

/** One option for each of STEP_KEYS, in its order. */
const stepShape: StepSchema = z
  .lazy(
    (): z.ZodType<Step> =>
      z.union([
        callersShape(stepShape),
        districtsShape(stepShape),
        calendarStepShape(stepShape),
        splitShape(stepShape),
        z.strictObject({ site: nameShape, overflow: textListShape(nameShape, 0).exactOptional() }),
        z.strictObject({ announce: nameShape }),
        z.strictObject({ reject: z.enum(REJECT_REASONS) }),
        z.strictObject({ subroute: nameShape }),
      ]),
  )
  .meta({ id: 'step' });

/** The members of a site; an edit of a site has them too. */
export const siteMembers = {
  label: labelShape.exactOptional(),
  destinations: textListShape(uriText(), 1, { max: MAX_DESTINATIONS, code: 'LIMIT_DESTINATIONS' }),
  ringSeconds: z.int().min(5, 'RING_SECONDS').max(120, 'RING_SECONDS').exactOptional(),
};
const siteShape = z.strictObject(siteMembers);

const windowsLimit = { max: MAX_WINDOWS, code: 'LIMIT_WINDOWS' } as const;
export const hoursShape = textListShape(z.string(), 1, windowsLimit);
/** Windows, or none at all. */
export const anyHoursShape = textListShape(z.string(), 0, windowsLimit);
const dayTail = { period: nameShape, hours: hoursShape.exactOptional() };

/** One option for each of DAY_FORMS, in its order. */
export const dayShape = z.union([
  z.strictObject({ on: z.string(), ...dayTail }),
  z.strictObject({ from: z.string(), to: z.string(), ...dayTail }),
  z.strictObject({ yearly: z.string(), ...dayTail }),
  z.strictObject({ yearlyFrom: z.string(), yearlyTo: z.string(), ...dayTail }),
  z.strictObject({ holidays: textListShape(z.string(), 1), ...dayTail }),
  z.strictObject({ eveOf: textListShape(z.string(), 1), ...dayTail }),
]);

const calendarShape = z.strictObject({
  label: labelShape.exactOptional(),
  days: z.array(dayShape).max(MAX_SPECIAL_DAYS, 'LIMIT_DAYS').exactOptional(),
  week: z
    .array(z.strictObject({ days: textListShape(z.enum(WEEKDAYS), 1), hours: hoursShape, period: nameShape }))
    .max(MAX_WEEK_ENTRIES, 'LIMIT_WEEK')
    .exactOptional(),
  otherwise: nameShape,
});

const announcementShape = z.strictObject({ label: labelShape.exactOptional(), uri: uriText() });

export const planSchema: z.ZodType<Plan> = z
  .strictObject({
    schemaVersion: z.literal(1, 'SCHEMA_VERSION'),
    number: z.string(),
    label: labelShape.exactOptional(),
    timeZone: z.string().exactOptional(),
    sites: mapOf(siteShape, MAX_SITES, 'LIMIT_SITES'),
    announcements: mapOf(announcementShape, MAX_ANNOUNCEMENTS, 'LIMIT_ANNOUNCEMENTS').exactOptional(),
    callerLists: mapOf(textListShape(z.string(), 0), MAX_NAMED_LISTS, 'LIMIT_CALLER_LISTS').exactOptional(),
    areas: mapOf(textListShape(nameShape, 0), MAX_NAMED_LISTS, 'LIMIT_AREAS').exactOptional(),
    calendars: mapOf(calendarShape, MAX_NAMED_LISTS, 'LIMIT_CALENDARS').exactOptional(),
    subroutes: mapOf(stepShape, MAX_SUBROUTES, 'LIMIT_SUBROUTES').exactOptional(),
    route: stepShape,
  })
  .meta({ title: 'Routing plan of an Intelligent Number (Instrada, schemaVersion 1)' });

/** The JSON Schema (draft 2020-12) of a plan: shape only, as `parsePlan` reads it. */
export function planJsonSchema(): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(planSchema, { target: 'draft-2020-12', io: 'output' });
}

function uriText() {
  return z.string().max(MAX_URI_CHARACTERS, 'LIMIT_URI');
}

function mapOf<T extends z.ZodType>(value: T, max: number, code: IssueCode) {
  return z
    .record(nameShape, value)
    .refine((map) => Object.keys(map).length <= max, { message: code, params: { max } })
    .meta({ maxProperties: max });
}

/** Code points, as JSON Schema counts; a text of more UTF-16 units than twice the limit is not counted through. */
function characters(text: string): number {
  if (text.length > 2 * MAX_LABEL_CHARACTERS) return text.length;
  let count = 0;
  for (const _ of text) count++;
  return count;
}
