import type { Actor, Clock } from '../../../engine/index.ts';
import type { BackOffice } from '../back-office/back-office.ts';
import type { OrderDesk } from '../back-office/order-desk.ts';
import { type DirectDebitView, directDebitOf, WAYS_AFTER_MOVE } from '../billing/direct-debit.ts';
import { inBoth, type Sentences, ServiceError } from '../errors.ts';
import { findLine, type Line, mustHave } from '../line/find-line.ts';
import type { LineBook } from '../line/line-book.ts';
import type { LineRecord, Relocation, StandIn, StandInWish } from '../line/line-record.ts';
import type { LineRouting } from './line-routing.ts';
import { readRequest } from './read-request.ts';
import { expectedDate, instantOfDate, isMovingDate } from './relocation-dates.ts';
import { isSameOrder, seenOrder } from './relocation-order.ts';
import {
  CANCEL_WORDS,
  DEBIT_WILL_DROP,
  dateWanted,
  EXCEPTION_WANTED,
  expectedWords,
  MAX_REASON,
  NO_ROUTING,
  requestWords,
  SEEN_WORDS,
  TOO_LONG,
} from './relocation-words.ts';

export type RelocationView = Omit<Relocation, 'actor' | 'requestedAtMs' | 'standIn'> & {
  readonly line: string;
  /** ISO 8601. */
  readonly requestedAt: string;
  readonly standIn?: Omit<StandIn, 'sites' | 'fromMs'> & { readonly from: string; readonly sites: readonly string[] };
  /** Of the line's bills. When the line is active at its new address it must be asked for again. */
  readonly directDebit: DirectDebitView;
  readonly notes: readonly Sentences[];
};

export type RelocationRequest = {
  readonly address: string;
  /** `YYYY-MM-DD`, the day on which the line moves. */
  readonly date: string;
  readonly standIn?: StandInWish;
};

/** What the carrier says of a relocation, where the back office is the one in the store. */
export type RelocationAdvance = {
  /** `schedule`: the day is fixed. `exception`: special technical needs, and a new date. */
  readonly step: 'schedule' | 'exception' | 'activate' | 'cancel';
  /** `YYYY-MM-DD`: of an exception when the line should be active; needed there. */
  readonly date?: string;
  /** Of an exception or a cancellation. */
  readonly reason?: string;
};

export type Relocations = {
  /** Scope `services:read`. @throws ServiceError LINE_UNKNOWN, RELOCATION_UNKNOWN */
  state(actor: Actor, line: string): Promise<RelocationView>;
  /**
   * The same request again, by the same actor, is answered again. Scope `services:write`; a stand-in needs what changing
   * its plan needs.
   * @throws ServiceError LINE_UNKNOWN, NOT_FIXED, BAD_REQUEST, RELOCATION_OPEN, STAND_IN_REFUSED
   */
  request(actor: Actor, line: string, request: RelocationRequest): Promise<RelocationView>;
  /** Scope `services:write`. One that is cancelled stays so. @throws ServiceError RELOCATION_UNKNOWN, RELOCATION_OVER */
  cancel(actor: Actor, line: string, reason?: string): Promise<RelocationView>;
  /** The carrier's only, scope `provisioning`. @throws ServiceError BACK_OFFICE_FOREIGN, RELOCATION_UNKNOWN, RELOCATION_OVER */
  advance(actor: Actor, line: string, advance: RelocationAdvance): Promise<RelocationView>;
  /** Reads the order again and does what follows from it. Safe to be called any number of times. @param actor who moved it on */
  follow(line: Line, actor?: Actor): Promise<LineRecord>;
};

export type RelocationParts = {
  readonly backOffice: BackOffice;
  /** Absent where the carrier's own systems move orders on. */
  readonly desk: OrderDesk | undefined;
  readonly book: LineBook;
  readonly clock: Clock;
  readonly routing: LineRouting | undefined;
};

/** Whoever acts when an order was moved on elsewhere. */
const CARRIER: Actor = { id: 'back-office', role: 'carrier', from: 'timer' };

export function createRelocations(parts: RelocationParts): Relocations {
  const { backOffice, book, clock } = parts;
  const follow = (line: Line, actor?: Actor) => followRelocation(parts, line, actor);
  const view = async (actor: Actor, text: string): Promise<RelocationView> => {
    const line = await findLine(backOffice, actor, 'services:read', text);
    const { relocation } = await follow(line);
    if (relocation === undefined) throw new ServiceError('RELOCATION_UNKNOWN');
    const now = await findLine(backOffice, actor, 'services:read', text);
    return viewOf(line, relocation, await directDebitOf(backOffice, now));
  };
  return {
    follow,
    state: view,
    async request(actor, text, request) {
      const line = await findLine(backOffice, actor, 'services:write', text);
      const { address, date, standIn } = readRequest(line, request, clock.now());
      await follow(line);
      await book.perform(line, async ({ relocation }) => {
        if (relocation?.state === 'requested' || relocation?.state === 'scheduled') {
          // Sent again because its answer was lost: the same answer.
          if (isAsAsked(relocation, actor, { address, date, ...(standIn && { standIn }) })) return undefined;
          throw new ServiceError('RELOCATION_OPEN', {
            more: inBoth(`${relocation.order}, ${relocation.expectedDate}`),
          });
        }
        if (standIn !== undefined) await mustStandIn(parts, actor, line, standIn);
        const expected = expectedDate(date, clock.now());
        const wish = { address, date, expectedDate: expected, ...(standIn === undefined ? {} : { standIn }) };
        return {
          task: 'request-relocation',
          service: line.id,
          wish,
          actor,
          summary: requestWords(address, date, expected),
        };
      });
      return view(actor, text);
    },
    async cancel(actor, text, reason = 'cancelled by the customer') {
      const line = await findLine(backOffice, actor, 'services:write', text);
      if (reason.length > MAX_REASON) throw new ServiceError('BAD_REQUEST', { more: TOO_LONG });
      await follow(line);
      await book.perform(line, ({ relocation }) => {
        if (relocation === undefined) throw new ServiceError('RELOCATION_UNKNOWN');
        if (relocation.state === 'active') throw new ServiceError('RELOCATION_OVER');
        if (relocation.state === 'cancelled') return undefined;
        return { task: 'cancel-relocation', order: relocation.order, reason, actor, summary: CANCEL_WORDS };
      });
      return view(actor, text);
    },
    async advance(actor, text, advance) {
      mustHave(actor, 'provisioning');
      const line = await findLine(backOffice, actor, 'services:read', text);
      await advanceOrder(parts, (await follow(line)).relocation, advance);
      await follow(line, actor);
      return view(actor, text);
    },
  };
}

async function followRelocation(
  { backOffice, book }: RelocationParts,
  line: Line,
  actor: Actor = CARRIER,
): Promise<LineRecord> {
  const { record } = await book.perform(line, async ({ relocation }) => {
    if (relocation === undefined || relocation.state === 'active' || relocation.state === 'cancelled') return undefined;
    const order = await backOffice.productOrder(relocation.order);
    if (order === undefined) return undefined;
    const seen = seenOrder(order, relocation);
    if (isSameOrder(seen, relocation)) return undefined;
    const summary = SEEN_WORDS[seen.state];
    return { task: 'follow-relocation', service: line.id, seen, actor, summary };
  });
  return record;
}

function isAsAsked(relocation: Relocation, actor: Actor, { address, date, standIn }: RelocationRequest): boolean {
  const { standIn: placed } = relocation;
  return (
    relocation.actor.id === actor.id &&
    relocation.address === address &&
    relocation.movingDate === date &&
    placed?.number === standIn?.number &&
    placed?.destination === standIn?.destination
  );
}

/** @throws ServiceError STAND_IN_REFUSED */
async function mustStandIn({ routing }: RelocationParts, actor: Actor, line: Line, wish: StandInWish): Promise<void> {
  const why = routing === undefined ? NO_ROUTING : await routing.refusal(actor, line.number, wish);
  if (why !== undefined) throw new ServiceError('STAND_IN_REFUSED', { more: why });
}

async function advanceOrder(
  { desk, clock }: RelocationParts,
  relocation: Relocation | undefined,
  { step, date, reason }: RelocationAdvance,
): Promise<void> {
  if (desk === undefined) throw new ServiceError('BACK_OFFICE_FOREIGN');
  if (relocation === undefined) throw new ServiceError('RELOCATION_UNKNOWN');
  if (relocation.state === 'active' || relocation.state === 'cancelled') throw new ServiceError('RELOCATION_OVER');
  if (date !== undefined && !isMovingDate(date, clock.now())) {
    throw new ServiceError('BAD_REQUEST', { more: step === 'exception' ? EXCEPTION_WANTED : dateWanted(clock.now()) });
  }
  const expected = date === undefined ? {} : { expectedDate: instantOfDate(date) };
  switch (step) {
    case 'schedule':
      await desk.advanceOrder(relocation.order, { state: 'inProgress', ...expected });
      return;
    case 'exception': {
      const isComplete = date !== undefined && (reason ?? '').trim() !== '';
      if (!isComplete || reason === undefined) throw new ServiceError('BAD_REQUEST', { more: EXCEPTION_WANTED });
      await desk.advanceOrder(relocation.order, { exception: reason.slice(0, MAX_REASON), ...expected });
      return;
    }
    case 'activate':
      await desk.advanceOrder(relocation.order, { state: 'completed' });
      return;
    case 'cancel':
      await desk.advanceOrder(relocation.order, { state: 'cancelled' });
  }
}

function viewOf(line: Line, relocation: Relocation, directDebit: DirectDebitView): RelocationView {
  const { actor: _, requestedAtMs, standIn, ...rest } = relocation;
  const notes: Sentences[] = [];
  if (relocation.state === 'active') {
    if (directDebit.state !== 'active') notes.push(WAYS_AFTER_MOVE);
  } else if (relocation.state !== 'cancelled') {
    notes.push(expectedWords(relocation), DEBIT_WILL_DROP);
  }
  if (standIn?.why !== undefined) notes.push(standIn.why);
  const shown = standIn === undefined ? undefined : shownStandIn(standIn);
  return {
    line: line.number,
    ...rest,
    requestedAt: new Date(requestedAtMs).toISOString(),
    ...(shown === undefined ? {} : { standIn: shown }),
    directDebit,
    notes,
  };
}

function shownStandIn({ sites, fromMs, ...rest }: StandIn): NonNullable<RelocationView['standIn']> {
  return { ...rest, from: new Date(fromMs).toISOString(), sites: sites.map(({ site }) => site) };
}
