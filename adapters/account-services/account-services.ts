import { randomUUID } from 'node:crypto';
import type { Actor, Clock, DocumentStore } from '../../engine/index.ts';
import type { BackOffice } from './back-office/back-office.ts';
import type { OrderDesk } from './back-office/order-desk.ts';
import { type Provisioned, readProvisions } from './back-office/provisions.ts';
import { createDirectDebits, type DirectDebits, doRequestDirectDebit } from './billing/direct-debit.ts';
import { createPersonalBillings, type PersonalBillings } from './billing/personal-billing.ts';
import { ServiceError } from './errors.ts';
import { isLive, LINE_TYPES, lineOf, mustHave } from './line/find-line.ts';
import { type Doer, type Effect, LineBook, type LineKey } from './line/line-book.ts';
import type { Intent, LineRecord } from './line/line-record.ts';
import { createLines, type Lines } from './line/lines.ts';
import { doCancel, doFollow, doRequest } from './relocation/do-relocation.ts';
import type { LineRouting } from './relocation/line-routing.ts';
import { doRefresh, refreshStandIn } from './relocation/refresh-stand-in.ts';
import { dayBefore, startOfDay } from './relocation/relocation-dates.ts';
import { createRelocations, type Relocations } from './relocation/relocations.ts';
import { createSimBlocks, doSimIntent, type SimBlocks } from './sim/sim-blocks.ts';
import { createTransfers, doTransfer, type Transfers } from './transfer/transfers.ts';

export type AccountServiceOptions = {
  /** Where records and journals of the lines are kept. */
  readonly documents: DocumentStore;
  readonly backOffice: BackOffice;
  /** Of a back office in the store; absent where the carrier's own systems move orders on. */
  readonly desk?: OrderDesk;
  readonly clock: Clock;
  /** Absent: no line can be stood in for. */
  readonly routing?: LineRouting;
  /** Names of what is asked for; random ones by default. */
  readonly ids?: { next(): string };
  /** How often an open relocation is looked at, milliseconds. */
  readonly lookEveryMs?: number;
};

/** The customer area's other requests. Every method checks the actor's scope and whose the line is first. */
export type AccountServices = {
  readonly lines: Lines;
  readonly relocations: Relocations;
  readonly transfers: Transfers;
  readonly directDebits: DirectDebits;
  readonly personalBillings: PersonalBillings;
  readonly sims: SimBlocks;
  /** Writes what the carrier provides. Scope `provisioning`. @throws ServiceError BAD_REQUEST, BACK_OFFICE_FOREIGN */
  provision(actor: Actor, provisions: unknown): Promise<Provisioned>;
  /**
   * Looks at the lines that are due: takes up what was left undone, follows relocations. To be called now and then, on
   * any number of nodes. @returns how many were looked at
   */
  settleDue(): Promise<number>;
  /** Looks at one line now. However often, what follows is done once. @param service the id of its TMF638 service */
  settle(service: string): Promise<void>;
};

const PROVISIONED = { it: 'Linea importata', en: 'Line imported' };
const LOOK_EVERY_MS = 300_000;
const DUE_AT_ONCE = 100;

export function createAccountServices(options: AccountServiceOptions): AccountServices {
  const { documents, backOffice, desk, clock, routing, ids = { next: randomUUID } } = options;
  const book: LineBook = new LineBook(
    documents,
    clock,
    ids,
    doerOf(options, () => book),
  );
  const relocations = createRelocations({ backOffice, desk, book, clock, routing });
  const settle = (line: LineKey) => settleLine(options, book, relocations, line);
  return {
    lines: createLines(backOffice, book),
    relocations,
    transfers: createTransfers(backOffice, book, clock),
    directDebits: createDirectDebits(backOffice, desk, book),
    personalBillings: createPersonalBillings(backOffice, clock),
    sims: createSimBlocks(backOffice, book),
    async provision(actor, provisions) {
      mustHave(actor, 'provisioning');
      if (desk === undefined) throw new ServiceError('BACK_OFFICE_FOREIGN');
      const read = readProvisions(provisions);
      const provisioned = await desk.provision(read);
      for (const line of read.services.filter(({ serviceType }) => serviceType !== 'contract').map(lineOf)) {
        await book.note(line, (record) => ({ record, entry: { task: 'provision', actor, summary: PROVISIONED } }));
      }
      return provisioned;
    },
    async settleDue() {
      const due = await book.due(DUE_AT_ONCE);
      let settled = 0;
      for (const line of due) {
        // One line whose systems do not answer holds up no other.
        await settle(line).then(
          () => settled++,
          () => {},
        );
      }
      return settled;
    },
    async settle(id) {
      const service = await backOffice.service(id);
      if (service === undefined || service.serviceType === 'contract') return;
      await settle({ number: service.name, customer: lineOf(service).customer });
    },
  };
}

/** Does what is pending, follows what the carrier has done since, and says when to look again. */
async function settleLine(
  { backOffice, clock, routing, lookEveryMs = LOOK_EVERY_MS }: AccountServiceOptions,
  book: LineBook,
  relocations: Relocations,
  key: LineKey,
): Promise<void> {
  await book.settle(key.number);
  const found = await backOffice.services({ serviceType: LINE_TYPES, name: key.number });
  const service = found.find((each) => each.name === key.number && isLive(each));
  if (service === undefined) return book.setDue(key, undefined);
  const line = lineOf(service);
  const followed = await relocations.follow(line);
  const record = routing === undefined ? followed : await refreshStandIn(book, routing, line);
  return book.setDue(key, nextLook(record, clock.now(), lookEveryMs));
}

/** As soon as the next pause is over, or something is to happen. */
function nextLook({ relocation }: LineRecord, nowMs: number, lookEveryMs: number): number | undefined {
  if (relocation?.state !== 'requested' && relocation?.state !== 'scheduled') return undefined;
  const { movingDate } = relocation;
  const moments = [nowMs + lookEveryMs, dayBefore(movingDate), startOfDay(movingDate) + 1_000];
  return Math.min(...moments.filter((moment) => moment > nowMs));
}

function doerOf(options: AccountServiceOptions, book: () => LineBook): Doer {
  const { backOffice, routing } = options;
  return async (intent: Intent): Promise<Effect> => {
    switch (intent.task) {
      case 'block-sim':
      case 'unblock-sim':
        return doSimIntent(backOffice, intent);
      case 'request-relocation':
        return doRequest({ backOffice, routing }, intent);
      case 'cancel-relocation':
        return doCancel({ backOffice, routing }, intent);
      case 'follow-relocation':
        return doFollow({ backOffice, routing }, book(), intent);
      case 'refresh-stand-in': {
        const { line } = intent;
        return doRefresh(routing, line, await book().read(line), intent);
      }
      case 'transfer':
        return doTransfer(backOffice, intent);
      case 'request-direct-debit':
        return doRequestDirectDebit(backOffice, intent);
    }
  };
}
