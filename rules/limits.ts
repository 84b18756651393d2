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
/** Text of one document beside the plans, bytes: two plans of the largest size, which is more than waits for a number. */
export const MAX_DOCUMENT_BYTES = 8 * 1024 * 1024;
/** Key of a document, characters: a number, a token's name; with the rest it fits in the 1,978 bytes of a key of LMDB. */
export const MAX_DOCUMENT_KEY_CHARACTERS = 200;
/** Owner of a document, characters: a customer's identifier, which is part of a key too. */
export const MAX_DOCUMENT_OWNER_CHARACTERS = 100;
/** Lines that one write adds to a document's journal: as many as the edits of one request. */
export const MAX_JOURNAL_LINES = 100;
/** One line of a journal, bytes: a hundred edits told in sentences. */
export const MAX_JOURNAL_LINE_BYTES = 64 * 1024;
/** Pending timers of one number, the end of an override beside: a customer who plans a year ahead week by week. */
export const MAX_TIMERS = 64;
/** Ended timers that a number still shows, of those refused and of the others each. */
export const MAX_ENDED_TIMERS = 20;
/** A scheduled edit or an end lies at most this far ahead, days: next year's holidays, and some. */
export const MAX_SCHEDULE_DAYS = 400;
/** A publication that waits for confirmation waits at least this long: a person has to see that it went wrong. */
export const MIN_CONFIRM_MS = 10_000;
/** And at most this long: a day; what may stay longer is an end (`until`). */
export const MAX_CONFIRM_MS = 86_400_000;
/** Requests of one number whose idempotency key is remembered: a client tries again within minutes. */
export const MAX_IDEMPOTENCY_KEYS = 50;
/** An idempotency key, characters: a UUID and a prefix. */
export const MAX_IDEMPOTENCY_KEY_CHARACTERS = 100;
/** Entries of one page of numbers, versions or audit. */
export const MAX_PAGE_ENTRIES = 1_000;
/** Sentences of one audit entry, per language; who changes more at once reads the versions. */
export const MAX_AUDIT_SENTENCES = 12;
