import type { Actor } from '../../../engine/index.ts';
import type { BackOffice } from '../back-office/back-office.ts';
import { type Sentences, ServiceError } from '../errors.ts';
import { findLine, isLive, isWithin, LINE_TYPES, type Line, lineOf, mustHave, reachOf } from './find-line.ts';
import type { JournalEntry, JournalReport } from './journal.ts';
import type { LineBook } from './line-book.ts';

export type LineView = Omit<Line, 'id'> & { readonly contractName: string };
export type LinesPage = {
  readonly lines: readonly LineView[];
  /** Give it as `after` to go on; absent at the end. */
  readonly after?: string;
};

export type LineSearch = {
  /** Digits of the number, in any spelling; absent: all lines. */
  readonly digits?: string;
  readonly after?: string;
  readonly limit?: number;
};

export type Lines = {
  /** The customer's lines whose number contains these digits. Scope `services:read`. @throws ServiceError BAD_REQUEST */
  search(actor: Actor, search: LineSearch): Promise<LinesPage>;
  /** Scope `services:read`. @throws ServiceError LINE_UNKNOWN */
  line(actor: Actor, number: string): Promise<LineView>;
  /** What was done with a line, oldest first. Scope `audit:read`. @throws ServiceError LINE_UNKNOWN */
  journal(
    actor: Actor,
    number: string,
    page?: { readonly after?: number; readonly limit?: number },
  ): Promise<readonly JournalEntry[]>;
  /** Recomputes the chain of a line's journal. The carrier's only. */
  verifyJournal(actor: Actor, number: string): Promise<JournalReport>;
};

const MAX_PAGE = 200;

export function createLines(backOffice: BackOffice, book: LineBook): Lines {
  return {
    async search(actor, { digits, after, limit = MAX_PAGE }) {
      mustHave(actor, 'services:read');
      const nameContains = digits === undefined ? undefined : readDigits(digits);
      const reach = reachOf(actor);
      const most = Math.min(Math.max(1, Math.floor(limit)), MAX_PAGE);
      const found = await backOffice.services({
        serviceType: LINE_TYPES,
        ...reach,
        ...(nameContains === undefined ? {} : { nameContains }),
        ...(after === undefined ? {} : { after }),
        limit: most,
      });
      const last = found.length < most ? undefined : found.at(-1)?.id;
      const lines = found.filter(isLive).map(lineOf);
      const own = lines.filter(
        ({ customer, number }) => isWithin(reach, customer) && number.includes(nameContains ?? ''),
      );
      const names = await contractNames(backOffice, own);
      return { lines: own.map((line) => viewOf(line, names)), ...(last === undefined ? {} : { after: last }) };
    },
    async line(actor, number) {
      const line = await findLine(backOffice, actor, 'services:read', number);
      return viewOf(line, await contractNames(backOffice, [line]));
    },
    async journal(actor, number, page = {}) {
      mustHave(actor, 'audit:read');
      const line = await findLine(backOffice, actor, 'services:read', number);
      return book.journal(line.number, { limit: 1_000, ...page });
    },
    async verifyJournal(actor, number) {
      if (actor.role !== 'carrier') throw new ServiceError('NOT_ALLOWED');
      const line = await findLine(backOffice, actor, 'services:read', number);
      return book.verify(line.number);
    },
  };
}

/** Digits that a number may contain: separators dropped, a country code as the numbers have it. @throws ServiceError BAD_REQUEST */
function readDigits(text: string): string {
  const written = text.replace(/[\s./()-]/g, '');
  // Of all others two noughts may stand in the middle of a number.
  const digits = written.replace(/^0039/, '+39');
  if (/^\+?\d{2,15}$/.test(digits)) return digits;
  throw new ServiceError('BAD_REQUEST', { more: DIGITS_WANTED });
}

async function contractNames(backOffice: BackOffice, lines: readonly Line[]): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(lines.map(({ contract }) => contract))].filter((id) => id !== '');
  const contracts = await Promise.all(ids.map((id) => backOffice.service(id)));
  return new Map(contracts.flatMap((each) => (each === undefined ? [] : [[each.id, each.name] as const])));
}

function viewOf({ id: _, ...line }: Line, names: ReadonlyMap<string, string>): LineView {
  return { ...line, contractName: names.get(line.contract) ?? line.contract };
}

const DIGITS_WANTED: Sentences = {
  it: 'Cercare da 2 a 15 cifre del numero.',
  en: 'Search for 2 to 15 digits of the number.',
};
