import { z } from 'zod';
import { inBoth, ServiceError } from '../errors.ts';
import { type BackOffice, partyIn, type ServiceFilter } from './back-office.ts';
import type { BillingRate, CustomerBill, NewProductOrder, ProductOrder, Service } from './tmf.ts';
import { TmfClient, type TmfClientOptions } from './tmf-client.ts';
import { billingRateSchema, customerBillSchema, productOrderSchema, serviceSchema } from './tmf-schemas.ts';

const SERVICE = '/tmf-api/serviceInventory/v4/service';
const ORDER = '/tmf-api/productOrderingManagement/v4/productOrder';
const CANCEL = '/tmf-api/productOrderingManagement/v4/cancelProductOrder';
const BILL = '/tmf-api/customerBillManagement/v4/customerBill';
const RATE = '/tmf-api/customerBillManagement/v4/appliedCustomerBillingRate';

/** Resources of one page, and of one list in all: what a customer has in one month on one line is far less. */
const PAGE = 200;
const MAX_LISTED = 10_000;

/**
 * The carrier's own systems, spoken to in TM Forum's shapes. Reading and what says how a thing shall be (`PATCH`) are
 * sent again when no answer comes; an order is looked for by its `externalId` before it is sent, and after an answer
 * that did not come, so that there is one of it.
 * @throws RangeError for a base that is no http(s) URL
 */
export function createHttpBackOffice(options: TmfClientOptions): BackOffice {
  const client = new TmfClient(options);
  const read = async <T extends Named>(path: string, id: string, schema: z.ZodType<T>) => {
    const found = await client.ask({ method: 'GET', path: `${path}/${encodeURIComponent(id)}`, isSafe: true }, schema);
    return found && mustBe(found, id);
  };
  return {
    async services(filter) {
      // A system may not know a filter: what it lets through is held against it here.
      const takes = (service: Service) => isAskedFor(service, filter);
      return list(client, SERVICE, serviceSchema, serviceQuery(filter), filter.limit ?? MAX_LISTED, takes);
    },
    service: (id) => read<Service>(SERVICE, id, serviceSchema),
    async changeService(id, change) {
      const path = `${SERVICE}/${encodeURIComponent(id)}`;
      const changed = await client.ask<Service>({ method: 'PATCH', path, body: change, isSafe: true }, serviceSchema);
      return changed === undefined ? missing(`service ${id}`) : mustBe(changed, id);
    },
    async productOrders({ customer, category, product }) {
      const query = { 'relatedParty.id': customer, category };
      const isAbout = (order: ProductOrder) => order.productOrderItem.some((item) => item.product.id === product);
      const takes = (order: ProductOrder) => order.category === category && isOf(order, customer) && isAbout(order);
      return list(client, ORDER, productOrderSchema, query, MAX_LISTED, takes);
    },
    productOrder: (id) => read<ProductOrder>(ORDER, id, productOrderSchema),
    placeOrder: (order) => placeOrder(client, order),
    async cancelOrder(id, reason) {
      const order = await read<ProductOrder>(ORDER, id, productOrderSchema);
      if (order === undefined) missing(`productOrder ${id}`);
      if (order?.state === 'cancelled') return;
      const body = { cancellationReason: reason, productOrder: { id } };
      const ask = { method: 'POST', path: CANCEL, body, isSafe: true } as const;
      try {
        if ((await client.ask(ask, z.object({ id: z.string() }))) === undefined) missing('cancelProductOrder');
      } catch (error) {
        // Sent again it finds what is cancelled already, which is no error.
        const now = await read<ProductOrder>(ORDER, id, productOrderSchema);
        if (now?.state !== 'cancelled') throw error;
      }
    },
    async customerBills({ customer, billingAccount }) {
      const query = { 'relatedParty.id': customer, 'billingAccount.id': billingAccount };
      const takes = (bill: CustomerBill) => bill.billingAccount.id === billingAccount && isOf(bill, customer);
      const found = await list(client, BILL, customerBillSchema, query, MAX_LISTED, takes);
      return found.sort((a, b) => Date.parse(b.billDate) - Date.parse(a.billDate));
    },
    async billingRates({ customer, product, fromMs, toMs }) {
      const query = {
        'product.id': product,
        'date.gte': new Date(fromMs).toISOString(),
        'date.lt': new Date(toMs).toISOString(),
      };
      const isWithin = (atMs: number) => atMs >= fromMs && atMs < toMs;
      const takes = (rate: BillingRate) =>
        rate.product.id === product && isOf(rate, customer) && isWithin(Date.parse(rate.date));
      const found = await list(client, RATE, billingRateSchema, query, MAX_LISTED, takes);
      return found.sort((a, b) => Date.parse(b.date) - Date.parse(a.date));
    },
  };
}

/** Whether it was sent or not, there is one order of this `externalId` afterwards. */
async function placeOrder(client: TmfClient, order: NewProductOrder): Promise<ProductOrder> {
  const there = await orderOf(client, order);
  if (there !== undefined) return there;
  try {
    const body = { ...order, '@type': 'ProductOrder' };
    const placed = await client.ask<ProductOrder>(
      { method: 'POST', path: ORDER, body, isSafe: false },
      productOrderSchema,
    );
    return placed ?? missing('productOrder');
  } catch (error) {
    // It may have come all the same, although its answer has not.
    const placed = isUncertain(error) ? await orderOf(client, order) : undefined;
    if (placed === undefined) throw error;
    return placed;
  }
}

/** The order of an `externalId`; of several, which two deliveries can make, the first that still counts. */
async function orderOf(client: TmfClient, { externalId }: NewProductOrder): Promise<ProductOrder | undefined> {
  const takes = (order: ProductOrder) => order.externalId === externalId;
  const own = await list(client, ORDER, productOrderSchema, { externalId }, PAGE, takes);
  return own.find(({ state }) => !['cancelled', 'rejected', 'failed'].includes(state)) ?? own[0];
}

function isUncertain(error: unknown): boolean {
  return error instanceof ServiceError && error.code !== 'BACK_OFFICE_REFUSED';
}

/** The resources of a list that are wanted, by id, page by page; of one that comes twice the first. */
async function list<T extends Named>(
  client: TmfClient,
  path: string,
  schema: z.ZodType<T>,
  query: Readonly<Record<string, string>>,
  most: number = MAX_LISTED,
  takes: (each: T) => boolean = () => true,
): Promise<T[]> {
  const seen = new Set<string>();
  const found: T[] = [];
  for (let offset = 0; found.length < most && seen.size < MAX_LISTED; offset += PAGE) {
    const known = seen.size;
    const paged = { ...query, offset: String(offset), limit: String(PAGE) };
    const page = await client.ask({ method: 'GET', path, query: paged, isSafe: true }, z.array(schema).max(PAGE * 10));
    for (const each of page ?? []) {
      if (!seen.has(each.id) && takes(each)) found.push(each);
      seen.add(each.id);
    }
    // A system that knows no offset gives the same page again.
    if ((page?.length ?? 0) < PAGE || seen.size === known) break;
  }
  return found.sort(byId).slice(0, most);
}

/** TMF630: `attribute=value`, several as a list, `.regex` and `.gt` as operators. */
function serviceQuery(filter: ServiceFilter): Readonly<Record<string, string>> {
  const { serviceType, customer, name, nameContains, after } = filter;
  return {
    serviceType: [serviceType].flat().join(','),
    sort: 'id',
    ...(customer === undefined ? {} : { 'relatedParty.id': customer }),
    ...(name === undefined ? {} : { name }),
    ...(nameContains === undefined ? {} : { 'name.regex': `.*${nameContains.replace('+', '\\+')}.*` }),
    ...(after === undefined ? {} : { 'id.gt': after }),
  };
}

function isAskedFor(service: Service, { serviceType, customer, name, nameContains, after }: ServiceFilter): boolean {
  return (
    serviceType.includes(service.serviceType) &&
    (customer === undefined || isOf(service, customer)) &&
    (name === undefined || service.name === name) &&
    (nameContains === undefined || service.name.includes(nameContains)) &&
    (after === undefined || service.id > after)
  );
}

function isOf({ relatedParty }: Pick<Service, 'relatedParty'>, customer: string): boolean {
  return partyIn(relatedParty, 'customer') === customer;
}

function byId(one: Named, other: Named): number {
  return one.id < other.id ? -1 : 1;
}

type Named = { readonly id: string };

/** What was asked for by its id has it: whatever answers with something else is not to be acted upon. */
function mustBe<T extends Named>(found: T, id: string): T {
  if (found.id === id) return found;
  throw new ServiceError('BACK_OFFICE_MALFORMED', { more: inBoth(`(${id}: it answered with ${found.id})`) });
}

function missing(what: string): never {
  throw new ServiceError('BACK_OFFICE_REFUSED', { more: inBoth(`There is no ${what}.`) });
}
