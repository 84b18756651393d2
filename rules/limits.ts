/**
 * Every limit of Instrada, in one file, each with its reason. A test holds each at its edge.
 * They bound the time and memory that one customer's plan can take from the others on a node.
 */

/** Text of one plan, bytes. A plan of 100,000 caller entries is about 2 MiB; twice that leaves room for the rest. */
export const MAX_PLAN_BYTES = 4 * 1024 * 1024;
/** Nesting of JSON values. The deepest legal plan (four steps with their cases) needs fewer than 30. */
export const MAX_PLAN_DEPTH = 64;
/** Sites of a plan: the largest customers have a few hundred branches. */
export const MAX_SITES = 500;
/** Announcements of a plan: same order as sites. */
export const MAX_ANNOUNCEMENTS = 500;
/** Destinations of one site; a switch that rings more in series has lost its caller. */
export const MAX_DESTINATIONS = 16;
/** Entries of all caller lists of a plan together: a national bank's customers by prefix and number. */
export const MAX_CALLER_ENTRIES = 100_000;
/** Caller lists, areas and calendars of a plan, each. */
export const MAX_NAMED_LISTS = 1_000;
/** Cases of one step: a branch number and its two neighbours (withheld, otherwise) stay in a small integer. */
export const MAX_CASES = 255;
/** Shares of one split: with two decimals, 64 is more sites than a call centre spreads over. */
export const MAX_SHARES = 64;
/** Subroutes of a plan. */
export const MAX_SUBROUTES = 1_000;
/** Entries of `days` of one calendar: a year of single dates and some. */
export const MAX_SPECIAL_DAYS = 400;
/** Entries of `week` of one calendar. */
export const MAX_WEEK_ENTRIES = 200;
/** Windows of one entry: one every half hour. */
export const MAX_WINDOWS = 48;
/** A label, in characters (code points). */
export const MAX_LABEL_CHARACTERS = 200;
/** A SIP URI, characters: RFC 3261 sets none; switches commonly cut at 256. */
export const MAX_URI_CHARACTERS = 255;
/** Steps of the compiled tree, nodes. Bounds what shared subroutes and cases can amount to. */
export const MAX_COMPILED_NODES = 200_000;
/** A call id up to this long is hashed without allocating; a longer one costs an allocation. Characters. */
export const MAX_CALL_ID_CHARACTERS = 1_024;
/** Caller or called text longer than this is read as unknown: no SIP header of use is longer. Characters. */
export const MAX_ADDRESS_CHARACTERS = 1_024;
/** `validUntil` looks this far ahead, days. */
export const VALID_UNTIL_DAYS = 400;
/** Calls of one `decide:batch` request. */
export const MAX_BATCH_CALLS = 10_000;
/** One line of an NDJSON file of calls, bytes. */
export const MAX_CALL_LINE_BYTES = 64 * 1024;
/** A publication's note and actor, characters. */
export const MAX_NOTE_CHARACTERS = 1_000;
/** Values (objects, lists, texts, numbers) of one plan: four times what the largest legal plan of a customer needs. */
export const MAX_PLAN_VALUES = 500_000;
/** Keys of one object: twice the largest map, so that what is told is mostly the map's own limit. */
export const MAX_OBJECT_KEYS = 2_000;
/** Issues reported for one plan; who has more than these has one mistake many times. */
export const MAX_PLAN_ISSUES = 200;
/** Edits of one request, which are one version. Each may go through a list of 100,000 callers, some 10 ms. */
export const MAX_EDITS = 100;
