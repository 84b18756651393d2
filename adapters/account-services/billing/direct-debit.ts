import type { Actor } from '../../../engine/index.ts';
import type { BackOffice } from '../back-office/back-office.ts';
import type { OrderDesk } from '../back-office/order-desk.ts';
import type { ProductOrder } from '../back-office/tmf.ts';
import { type Sentences, ServiceError } from '../errors.ts';
import { findLine, type Line, mustHave } from '../line/find-line.ts';
import type { Effect, LineBook } from '../line/line-book.ts';
import type { Intent } from '../line/line-record.ts';

/** How bills can be paid. */
export type PaymentWay = {
  readonly way: 'direct-debit' | 'postal-slip' | 'online-card' | 'bank-cash-machine';
} & Sentences;

export type DirectDebitView = {
  readonly line: string;
  /** `none`: it can be requested. `pending`: requested, and not active yet. */
  readonly state: 'none' | 'pending' | 'active';
  /** What the bills are paid by until it is active, else by it. */
  readonly paymentWays: readonly PaymentWay[];
};

export type DirectDebits = {
  /** Scope `services:read`. @throws ServiceError LINE_UNKNOWN */
  state(actor: Actor, line: string): Promise<DirectDebitView>;
  /** Requested already: nothing is changed. Scope `services:write`. @throws ServiceError LINE_UNKNOWN, DIRECT_DEBIT_ACTIVE */
  request(actor: Actor, line: string): Promise<DirectDebitView>;
  /**
   * The bank has agreed: the carrier's only, scope `provisioning`.
   * @throws ServiceError BACK_OFFICE_FOREIGN, BACK_OFFICE_REFUSED when none was requested
   */
  activate(actor: Actor, line: string): Promise<DirectDebitView>;
};

const CATEGORY = 'directDebit';
const OPEN: readonly ProductOrder['state'][] = ['acknowledged', 'pending', 'held', 'inProgress', 'partial'];

export function createDirectDebits(backOffice: BackOffice, desk: OrderDesk | undefined, book: LineBook): DirectDebits {
  const view = async (actor: Actor, text: string) =>
    directDebitOf(backOffice, await findLine(backOffice, actor, 'services:read', text));
  return {
    state: view,
    async request(actor, text) {
      const line = await findLine(backOffice, actor, 'services:write', text);
      await book.perform(line, async () => {
        const { state } = await directDebitOf(backOffice, await findLine(backOffice, actor, 'services:write', text));
        if (state === 'active') throw new ServiceError('DIRECT_DEBIT_ACTIVE');
        return state === 'pending'
          ? undefined
          : { task: 'request-direct-debit', service: line.id, actor, summary: REQUEST_WORDS };
      });
      return view(actor, text);
    },
    async activate(actor, text) {
      mustHave(actor, 'provisioning');
      if (desk === undefined) throw new ServiceError('BACK_OFFICE_FOREIGN');
      const line = await findLine(backOffice, actor, 'services:read', text);
      const order = await openOrder(backOffice, line);
      if (order === undefined) throw new ServiceError('BACK_OFFICE_REFUSED', { more: NONE_REQUESTED });
      await desk.advanceOrder(order.id, { state: 'completed' });
      await book.note(line, (record) => ({
        record,
        entry: { task: 'activate-direct-debit', actor, summary: ACTIVE_WORDS },
      }));
      return view(actor, text);
    },
  };
}

/** How a line's bills are paid now. */
export async function directDebitOf(backOffice: BackOffice, line: Line): Promise<DirectDebitView> {
  const { number } = line;
  if (line.directDebit === 'active') return { line: number, state: 'active', paymentWays: [BY_DEBIT] };
  const state = (await openOrder(backOffice, line)) === undefined ? 'none' : 'pending';
  return { line: number, state, paymentWays: OTHER_WAYS };
}

/** Orders it. */
export async function doRequestDirectDebit(
  backOffice: BackOffice,
  { id, atMs, service, summary }: Intent & { readonly task: 'request-direct-debit' },
): Promise<Effect> {
  const line = await backOffice.service(service);
  if (line === undefined) throw new ServiceError('LINE_UNKNOWN');
  const productCharacteristic = [{ name: 'directDebit', value: 'active' }];
  await backOffice.placeOrder({
    externalId: id,
    category: CATEGORY,
    orderDate: new Date(atMs).toISOString(),
    relatedParty: line.relatedParty,
    productOrderItem: [{ id: '1', action: 'modify', product: { id: service, productCharacteristic } }],
  });
  return { change: (record) => record, summary };
}

async function openOrder(backOffice: BackOffice, { id, customer }: Line): Promise<ProductOrder | undefined> {
  const orders = await backOffice.productOrders({ customer, category: CATEGORY, product: id });
  return orders.find(({ state }) => OPEN.includes(state));
}

const BY_DEBIT: PaymentWay = { way: 'direct-debit', it: 'domiciliazione', en: 'direct debit' };
const OTHER_WAYS: readonly PaymentWay[] = [
  { way: 'postal-slip', it: 'bollettino postale', en: 'postal slip' },
  { way: 'online-card', it: 'carta di credito in rete', en: 'credit card on line' },
  { way: 'bank-cash-machine', it: 'sportello Bancomat', en: 'bank cash machine' },
];
/** Said of a line that has moved, until its direct debit is active again. */
export const WAYS_AFTER_MOVE: Sentences = {
  it: 'La domiciliazione non segue il trasloco: va richiesta di nuovo. Finché non è attiva le fatture si pagano con bollettino postale, con carta di credito in rete o allo sportello Bancomat.',
  en: 'The direct debit does not carry over: request it again. Until it is active the bills are paid by postal slip, by credit card on line or at a bank cash machine.',
};
const REQUEST_WORDS: Sentences = { it: 'Chiesta la domiciliazione', en: 'Direct debit requested' };
const ACTIVE_WORDS: Sentences = { it: 'Domiciliazione attiva', en: 'Direct debit active' };
const NONE_REQUESTED: Sentences = {
  it: 'Nessuna domiciliazione è stata chiesta.',
  en: 'No direct debit was requested.',
};
