import { z } from 'zod';
import {
  MAX_CONFIRM_MS,
  MAX_NOTE_CHARACTERS,
  MAX_PAGE_ENTRIES,
  MIN_CONFIRM_MS,
  planEditsSchema,
} from '../../../rules/index.ts';
import { MAX_WAIT_FOR_NODES_MS } from '../limits.ts';
import { problemSchema } from '../schemas.ts';
import { countShape, documentedAs } from '../validate.ts';

const INSTANT = '2026-12-24T13:00 in the time zone of the plan, or with an offset: 2026-12-24T13:00:00+01:00';
const instantShape = z.string().max(40);

export const noteShape = z.string().max(MAX_NOTE_CHARACTERS).describe('For the audit').exactOptional();
const untilShape = instantShape.describe(`Reverts by itself then: ${INSTANT}`).exactOptional();
const CONFIRM_WORDS = 'Reverts by itself after so many seconds, unless confirmed (changes/{id}:confirm)';
const WAIT_WORDS = 'Waits so long for all nodes to say that it is live there; the answer says how far it came';
const [minSeconds, maxSeconds] = [MIN_CONFIRM_MS / 1000, MAX_CONFIRM_MS / 1000];

/** What a change may say beside what it changes. */
const changeOptions = {
  note: noteShape,
  until: untilShape,
  confirmWithinSeconds: z.int().min(minSeconds).max(maxSeconds).describe(CONFIRM_WORDS).exactOptional(),
  waitForNodesMs: z.int().min(0).max(MAX_WAIT_FOR_NODES_MS).describe(WAIT_WORDS).exactOptional(),
};
/** Headers of a change, for the documentation; others pass. */
export const repeatHeaders = z.looseObject({
  'idempotency-key': z.string().describe('Sent again with the same key, a request is done once').exactOptional(),
});
export const changeHeaders = repeatHeaders.extend({
  'if-match': z.string().describe('The etag of the plan that was read: 428 without, 412 when stale').exactOptional(),
  'if-none-match': z.string().describe('* for the first plan of a number').exactOptional(),
});

/** The same in a query. */
export const changeQuery = z.strictObject({
  note: noteShape,
  until: untilShape,
  confirmWithinSeconds: countShape(minSeconds, maxSeconds).describe(CONFIRM_WORDS).exactOptional(),
  waitForNodesMs: countShape(0, MAX_WAIT_FOR_NODES_MS).describe(WAIT_WORDS).exactOptional(),
});
export type ChangeOptions = z.infer<typeof changeQuery>;

// Control reads the edits itself: it says of each what is wrong, in either language.
const anyEdits = { edits: z.unknown() };
const shownEdits = { edits: planEditsSchema.describe('One version, all of them or none') };

export const editsBody = documentedAs(
  z.strictObject({ ...anyEdits, ...changeOptions }),
  z.strictObject({ ...shownEdits, ...changeOptions }),
);
export const previewBody = documentedAs(z.strictObject(anyEdits), z.strictObject(shownEdits));

const scheduleOptions = { at: instantShape.describe(`When they take effect: ${INSTANT}`), note: noteShape };
export const scheduleBody = documentedAs(
  z.strictObject({ ...anyEdits, ...scheduleOptions }),
  z.strictObject({ ...shownEdits, ...scheduleOptions }),
);

export const rollbackBody = z.strictObject({
  to: z.int().min(1).describe('The version whose plan is to be the newest again'),
  ...changeOptions,
});

const targetShape = z.union([z.strictObject({ site: z.string() }), z.strictObject({ announce: z.string() })], {
  error: '{ "site": … } / { "announce": … }',
});
export const overrideBody = z.strictObject({
  to: targetShape.describe('Everything to this site or announcement'),
  until: instantShape.describe(`Ends by itself then: ${INSTANT}`).exactOptional(),
  note: noteShape,
  waitForNodesMs: changeOptions.waitForNodesMs,
});
export const endQuery = z.strictObject({ note: noteShape, waitForNodesMs: changeQuery.shape.waitForNodesMs });
export const serviceBody = z.strictObject({ inService: z.boolean(), note: noteShape });
export const withdrawBody = z.strictObject({ note: noteShape, waitForNodesMs: changeOptions.waitForNodesMs });

const limit = countShape(1, MAX_PAGE_ENTRIES).describe('Entries of a page; 100 when absent').exactOptional();
export const numbersQuery = z.strictObject({
  after: z.string().max(15).describe('The last number of the page before').exactOptional(),
  limit,
});
export const historyQuery = z.strictObject({
  before: countShape(1, Number.MAX_SAFE_INTEGER).describe('The last version of the page before').exactOptional(),
  limit,
});
export const auditQuery = z.strictObject({
  after: countShape(0, Number.MAX_SAFE_INTEGER).describe('The last sequence of the page before').exactOptional(),
  limit,
});
export const verifyQuery = z.strictObject({
  sequence: countShape(1, Number.MAX_SAFE_INTEGER).describe('Of an earlier head, with its hash').exactOptional(),
  hash: z.string().max(64).exactOptional(),
});

/** What any of these routes may be refused with. */
export const PROBLEMS = {
  400: problemSchema,
  401: problemSchema,
  403: problemSchema,
  404: problemSchema,
  429: problemSchema,
  503: problemSchema,
};
/** And one that changes a plan. */
export const CHANGE_PROBLEMS = {
  ...PROBLEMS,
  409: problemSchema,
  412: problemSchema,
  413: problemSchema,
  422: problemSchema,
  428: problemSchema,
};
