import { setTimeout as sleep } from 'node:timers/promises';
import { type Clock, type DocumentStore, EngineError, type StoredDocument } from '../../../engine/index.ts';
import { type Sentences, ServiceError } from '../errors.ts';
import { entryOf } from './entry-of-intent.ts';
import {
  type JournalDraft,
  type JournalEntry,
  type JournalReport,
  NO_JOURNAL,
  nextEntry,
  readEntry,
  readJournal,
  verifyEntries,
} from './journal.ts';
import { type Intent, type LineRecord, NEW_RECORD } from './line-record.ts';
import { mayComeOut, sentencesOf, unlessItsOwn } from './outcomes.ts';

/** What doing an intent comes to. */
export type Effect = {
  /** How the record of the line changes with it. */
  readonly change: (record: LineRecord) => LineRecord;
  /** How it came out, for the journal. */
  readonly summary: Sentences;
};

/** Does an intent; safe to do again. @throws ServiceError, EngineError */
export type Doer = (intent: Intent) => Promise<Effect>;

export type LineKey = { readonly number: string; readonly customer: string };
type Draft = Omit<Intent, 'id' | 'atMs'>;
type Stored = { readonly revision: number; readonly record: LineRecord; readonly dueMs: number | undefined };

const SHELF = 'line';
/** Writers of one line that are let pass before giving up, and pauses of WAIT_MS for one who is at it: ten seconds. */
const MAX_TRIES = 400;
const WAIT_MS = 25;
/** After this long what was asked is taken up by whoever looks: whoever asked is gone. */
const HELD_MS = 60_000;
const LONGEST_PAUSE_MS = 600_000;

/**
 * The records and journals of the lines. What is to be done is written down first, with the journal's line that it was
 * asked for; then it is done in the carrier's systems; then the record and the journal say how it came out. Whoever
 * finds something written down and not done, does it: a crash in between loses nothing and does nothing twice.
 */
export class LineBook {
  readonly #documents: DocumentStore;
  readonly #clock: Clock;
  readonly #ids: { next(): string };
  readonly #do: Doer;

  constructor(documents: DocumentStore, clock: Clock, ids: { next(): string }, doer: Doer) {
    this.#documents = documents;
    this.#clock = clock;
    this.#ids = ids;
    this.#do = doer;
  }

  async read(number: string): Promise<LineRecord> {
    return (await this.#read(number)).record;
  }

  /**
   * Does one thing with a line.
   * @param plan what to do, given the record as it is; undefined: nothing. It may be asked several times
   * @returns the record afterwards, and whether anything was done by this call
   * @throws what `plan` throws; ServiceError LINE_BUSY; what doing it throws, `pending` when it goes on being tried
   */
  async perform(
    line: LineKey,
    plan: (record: LineRecord) => Promise<Draft | undefined> | Draft | undefined,
  ): Promise<{ readonly record: LineRecord; readonly isDone: boolean }> {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const stored = await this.#read(line.number);
      if (stored.record.pending !== undefined) {
        if (!(await this.#takeUp(line, stored))) await sleep(WAIT_MS);
        continue;
      }
      const draft = await plan(stored.record);
      if (draft === undefined) return { record: stored.record, isDone: false };
      const atMs = this.#clock.now();
      const intent = { ...draft, id: this.#ids.next(), atMs } as Intent;
      const asked = entryOf(line, intent, atMs, 'asked', intent.summary);
      const heldUntilMs = atMs + HELD_MS;
      const { attempts: _, ...record } = stored.record;
      const isWritten = await this.#write(
        line,
        stored,
        { ...record, pending: intent, heldUntilMs },
        asked,
        heldUntilMs,
      );
      if (isWritten) return { record: await this.#finish(line, intent), isDone: true };
    }
    throw new ServiceError('LINE_BUSY');
  }

  /** Changes a record without anything to be done elsewhere. */
  async note(
    line: LineKey,
    plan: (record: LineRecord) => {
      readonly record: LineRecord;
      readonly entry: Omit<Draft, 'task'> & { task: string };
    },
  ): Promise<LineRecord> {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const stored = await this.#read(line.number);
      const { record, entry } = plan(stored.record);
      const atMs = this.#clock.now();
      const told = entryOf(line, { ...entry, id: this.#ids.next() }, atMs, 'done', entry.summary);
      if (await this.#write(line, stored, record, told, stored.dueMs)) return record;
    }
    throw new ServiceError('LINE_BUSY');
  }

  /** Takes up what was left undone. @returns whether anything was */
  async settle(number: string): Promise<boolean> {
    const document = await this.#documents.document(SHELF, number);
    return document !== undefined && this.#takeUp({ number, customer: document.owner }, storedOf(document));
  }

  /** Says when the line must be looked at again; undefined: never. */
  async setDue(line: LineKey, dueMs: number | undefined): Promise<void> {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const stored = await this.#read(line.number);
      if (stored.record.pending !== undefined || stored.dueMs === dueMs) return;
      if (await this.#write(line, stored, stored.record, undefined, dueMs)) return;
    }
  }

  /** Numbers of the lines that must be looked at, with whose they are. */
  async due(limit: number): Promise<readonly LineKey[]> {
    const numbers = await this.#documents.documentsDue(SHELF, this.#clock.now(), limit);
    const documents = await Promise.all(numbers.map((number) => this.#documents.document(SHELF, number)));
    return documents.flatMap((document) =>
      document === undefined ? [] : [{ number: document.key, customer: document.owner }],
    );
  }

  /** A line's journal, oldest first. */
  async journal(number: string, page: { readonly after?: number; readonly limit?: number }): Promise<JournalEntry[]> {
    const lines = await this.#documents.journal(SHELF, number, page);
    return lines.map(readEntry).filter((entry) => entry !== undefined);
  }

  /** Recomputes the chain of a line's journal. */
  async verify(number: string): Promise<JournalReport> {
    const { record } = await this.#read(number);
    return verifyEntries(number, readJournal(this.#documents, SHELF, number), record.head);
  }

  /** Does what was left undone, unless whoever asked is still at it. One at a time: an order is not placed by two. */
  async #takeUp(line: LineKey, stored: Stored): Promise<boolean> {
    const { pending, heldUntilMs = 0 } = stored.record;
    if (pending === undefined || this.#clock.now() < heldUntilMs) return false;
    const until = this.#clock.now() + HELD_MS;
    if (!(await this.#write(line, stored, { ...stored.record, heldUntilMs: until }, undefined, until))) return false;
    await this.#finish(line, pending).catch(unlessItsOwn);
    return true;
  }

  /** Does what is pending and writes how it came out, unless somebody else has. */
  async #finish(line: LineKey, intent: Intent): Promise<LineRecord> {
    let effect: Effect;
    try {
      effect = await this.#do(intent);
    } catch (error) {
      if (mayComeOut(error)) {
        await this.#postpone(line, intent);
        if (error instanceof ServiceError)
          throw new ServiceError(error.code, { ...error.details, pending: true }, error);
        throw error;
      }
      await this.#conclude(line, intent, { change: (record) => record, summary: sentencesOf(error) }, 'refused');
      throw error;
    }
    return this.#conclude(line, intent, effect, 'done');
  }

  async #conclude(line: LineKey, intent: Intent, effect: Effect, outcome: 'done' | 'refused'): Promise<LineRecord> {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const stored = await this.#read(line.number);
      if (stored.record.pending?.id !== intent.id) return stored.record;
      const { pending: _, attempts: __, heldUntilMs: ___, ...record } = effect.change(stored.record);
      const entry = entryOf(line, intent, this.#clock.now(), outcome, effect.summary);
      // Whatever was done, its line is looked at soon: there may be something to follow.
      if (await this.#write(line, stored, record, entry, this.#clock.now())) return record;
    }
    throw new ServiceError('LINE_BUSY');
  }

  /** Later, and later each time. */
  async #postpone(line: LineKey, intent: Intent): Promise<void> {
    const stored = await this.#read(line.number);
    if (stored.record.pending?.id !== intent.id) return;
    const attempts = (stored.record.attempts ?? 0) + 1;
    const pauseMs = Math.min(LONGEST_PAUSE_MS, HELD_MS * 2 ** Math.min(attempts, 10));
    // Nobody's: whoever comes by may try before its time.
    const { heldUntilMs: _, ...record } = stored.record;
    await this.#write(line, stored, { ...record, attempts }, undefined, this.#clock.now() + pauseMs);
  }

  async #read(number: string): Promise<Stored> {
    const document = await this.#documents.document(SHELF, number);
    return document === undefined ? { revision: 0, record: NEW_RECORD, dueMs: undefined } : storedOf(document);
  }

  /** @returns whether it was written: false when somebody was faster */
  async #write(
    { number, customer }: LineKey,
    { revision }: Stored,
    record: LineRecord,
    entry: JournalDraft | undefined,
    dueMs: number | undefined,
  ): Promise<boolean> {
    const next = entry === undefined ? undefined : nextEntry(record.head ?? NO_JOURNAL, entry);
    try {
      await this.#documents.writeDocument({
        shelf: SHELF,
        key: number,
        expectedRevision: revision,
        text: JSON.stringify(next === undefined ? record : { ...record, head: next.head }),
        owner: customer,
        dueMs,
        journal: next === undefined ? [] : [next.line],
      });
      return true;
    } catch (error) {
      if (error instanceof EngineError && error.code === 'DOCUMENT_CONFLICT') return false;
      throw error;
    }
  }
}

function storedOf({ revision, text, dueMs }: StoredDocument): Stored {
  return { revision, record: JSON.parse(text) as LineRecord, dueMs };
}
