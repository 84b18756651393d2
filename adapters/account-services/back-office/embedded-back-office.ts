import type { Clock, DocumentStore } from '../../../engine/index.ts';
import {
  type BackOffice,
  type BillFilter,
  type OrderFilter,
  partyIn,
  type RateFilter,
  type ServiceChange,
  type ServiceFilter,
  withCharacteristics,
} from './back-office.ts';
import { ifLost, ownerOf, refuse, Shelves } from './embedded-shelves.ts';
import type { OrderAdvance, OrderDesk } from './order-desk.ts';
import type { Provisioned, Provisions } from './provisions.ts';
import type { BillingRate, CustomerBill, NewProductOrder, Place, ProductOrder, Service } from './tmf.ts';

export type EmbeddedBackOffice = BackOffice & OrderDesk;

/** Shelves of the store. */
const SERVICE = 'service';
const ORDER = 'product-order';
const BILL = 'customer-bill';
const RATE = 'billing-rate';
/** What needs nobody's hands: a line that changes its contract. */
const AT_ONCE = ['contractTransfer'];
const OVER: readonly ProductOrder['state'][] = ['completed', 'cancelled', 'rejected', 'failed'];

/**
 * The back office in the store of the plans: inventory, orders and bills as documents. The carrier fills it with
 * `provision` and moves orders on with `advanceOrder`.
 */
export function createEmbeddedBackOffice(documents: DocumentStore, clock: Clock): EmbeddedBackOffice {
  return new Embedded(documents, clock);
}

class Embedded implements EmbeddedBackOffice {
  readonly #shelves: Shelves;
  readonly #clock: Clock;

  constructor(documents: DocumentStore, clock: Clock) {
    this.#shelves = new Shelves(documents);
    this.#clock = clock;
  }

  async services({ serviceType, customer, name, nameContains, after, limit }: ServiceFilter) {
    const found: Service[] = [];
    const takes = (service: Service) =>
      serviceType.includes(service.serviceType) &&
      (customer === undefined || partyIn(service.relatedParty, 'customer') === customer) &&
      (name === undefined || service.name === name) &&
      (nameContains === undefined || service.name.includes(nameContains)) &&
      (after === undefined || service.id > after);
    if (name !== undefined && !serviceType.includes('contract')) {
      // A line's id is its number: among a million it is read, not looked for.
      const line = await this.service(name);
      return line !== undefined && takes(line) ? [line] : [];
    }
    const all =
      customer === undefined
        ? this.#shelves.everybodys<Service>(SERVICE)
        : this.#shelves.ofOwner<Service>(SERVICE, customer);
    for await (const service of all) {
      if (limit !== undefined && found.length >= limit) break;
      if (takes(service)) found.push(service);
    }
    return found;
  }

  service(id: string): Promise<Service | undefined> {
    return this.#shelves.read<Service>(SERVICE, id);
  }

  async changeService(id: string, { serviceCharacteristic: changes }: ServiceChange): Promise<Service> {
    return this.#shelves.change<Service>(SERVICE, id, (service) => ({
      ...service,
      serviceCharacteristic: withCharacteristics(service.serviceCharacteristic, changes),
    }));
  }

  async productOrders({ customer, category, product }: OrderFilter): Promise<readonly ProductOrder[]> {
    const found: ProductOrder[] = [];
    for await (const order of this.#shelves.ofOwner<ProductOrder>(ORDER, customer)) {
      const isAbout = order.productOrderItem.some((item) => item.product.id === product);
      if (order.category === category && isAbout) found.push(order);
    }
    return found;
  }

  productOrder(id: string): Promise<ProductOrder | undefined> {
    return this.#shelves.read<ProductOrder>(ORDER, id);
  }

  async placeOrder(order: NewProductOrder): Promise<ProductOrder> {
    // Ids are ours: an order is found by what it was asked under.
    const id = order.externalId;
    const there = await this.productOrder(id);
    if (there === undefined) {
      await this.#shelves.write(ORDER, id, 0, ownerOf(order), { ...order, id, state: 'acknowledged' }).catch(ifLost);
    }
    const isDone = there !== undefined && OVER.includes(there.state);
    if (AT_ONCE.includes(order.category) && !isDone) return this.advanceOrder(id, { state: 'completed' });
    return (await this.productOrder(id)) ?? refuse(`There is no order ${id}.`);
  }

  async cancelOrder(id: string, reason: string): Promise<void> {
    await this.#shelves.change<ProductOrder>(ORDER, id, (order) => {
      if (order.state === 'cancelled') return order;
      if (OVER.includes(order.state)) refuse(`The order ${id} is ${order.state}.`);
      return { ...order, state: 'cancelled', note: [...(order.note ?? []), this.#note('cancellation', reason)] };
    });
  }

  async advanceOrder(id: string, { state, expectedDate, exception }: OrderAdvance): Promise<ProductOrder> {
    const order = await this.productOrder(id);
    if (order === undefined) return refuse(`There is no order ${id}.`);
    // First what it does, which may be done again: an order that says it is done has done it.
    if (state === 'completed' && !OVER.includes(order.state)) await this.#carryOut(order);
    return this.#shelves.change<ProductOrder>(ORDER, id, (now) => {
      if (now.state === state && OVER.includes(now.state)) return now;
      if (OVER.includes(now.state)) refuse(`The order ${id} is ${now.state}.`);
      return {
        ...now,
        ...(state === undefined ? {} : { state }),
        ...(expectedDate === undefined ? {} : { expectedCompletionDate: expectedDate }),
        ...(state === 'completed' ? { completionDate: this.#now() } : {}),
        ...(exception === undefined
          ? {}
          : { note: [...(now.note ?? []), this.#note('technicalException', exception)] }),
      };
    });
  }

  async customerBills({ customer, billingAccount }: BillFilter): Promise<readonly CustomerBill[]> {
    const found: CustomerBill[] = [];
    for await (const bill of this.#shelves.ofOwner<CustomerBill>(BILL, customer)) {
      if (bill.billingAccount.id === billingAccount) found.push(bill);
    }
    return found.sort((a, b) => Date.parse(b.billDate) - Date.parse(a.billDate));
  }

  async billingRates({ customer, product, fromMs, toMs }: RateFilter): Promise<readonly BillingRate[]> {
    const found: BillingRate[] = [];
    // Keys begin with the line and the instant, so that a month of one line is one stretch of them.
    for await (const rate of this.#shelves.ofOwner<BillingRate>(RATE, customer, rateKey(product, fromMs, ''))) {
      if (rate.product.id !== product || Date.parse(rate.date) >= toMs) break;
      found.push(rate);
    }
    return found.reverse();
  }

  /** Writes what the carrier provides; what is there under the same id is replaced. */
  async provision({ services, productOrders, customerBills, billingRates }: Provisions): Promise<Provisioned> {
    for (const service of services) await this.#shelves.put(SERVICE, service.id, service);
    for (const order of productOrders) await this.#shelves.put(ORDER, order.id, order);
    for (const bill of customerBills) await this.#shelves.put(BILL, bill.id, bill);
    for (const rate of billingRates) {
      await this.#shelves.put(RATE, rateKey(rate.product.id, Date.parse(rate.date), rate.id), rate);
    }
    return {
      services: services.length,
      productOrders: productOrders.length,
      customerBills: customerBills.length,
      billingRates: billingRates.length,
    };
  }

  /** Puts what an order's items say onto their services. */
  async #carryOut({ productOrderItem }: ProductOrder): Promise<void> {
    for (const { product } of productOrderItem) {
      const { id, productCharacteristic = [], place = [] } = product;
      await this.#shelves.change<Service>(SERVICE, id, (service) => ({
        ...service,
        serviceCharacteristic: withCharacteristics(service.serviceCharacteristic, productCharacteristic),
        ...(place.length === 0 ? {} : { place: withPlaces(service.place ?? [], place) }),
      }));
    }
  }

  #note(id: string, text: string) {
    return { id, text, date: this.#now() };
  }

  #now(): string {
    return new Date(this.#clock.now()).toISOString();
  }
}

/** Below every one of the same instant when `id` is empty. */
function rateKey(line: string, atMs: number, id: string): string {
  return `${line}/${String(Math.max(0, atMs)).padStart(15, '0')}/${id}`;
}

function withPlaces(of: readonly Place[], changes: readonly Place[]): readonly Place[] {
  return [...of.filter(({ role }) => !changes.some((change) => change.role === role)), ...changes];
}
