import type {
  BillingRate,
  Characteristic,
  CustomerBill,
  NewProductOrder,
  ProductOrder,
  Service,
  ServiceType,
} from './tmf.ts';

/**
 * The port to the carrier's systems: inventory, orders, bills. It knows no rule of the services.
 *
 * The contract (one suite runs it on every implementation):
 * - Missing is `undefined`; a system that does not answer is `ServiceError BACK_OFFICE_UNAVAILABLE`.
 * - `placeOrder` is idempotent by `externalId`: however often it is sent, there is one order, and it is returned.
 * - `changeService` sets the characteristics named and leaves the others; the same change twice is one change. It is in
 *   force when it resolves.
 * - `cancelOrder` of an order that is cancelled already succeeds; of one that is completed it is BACK_OFFICE_REFUSED.
 * - Lists are in ascending order of id (of bills and uses: the newest first), and every filter named is applied.
 */
export type BackOffice = {
  /** TMF638 `GET /service` */
  services(filter: ServiceFilter): Promise<readonly Service[]>;
  /** TMF638 `GET /service/{id}` */
  service(id: string): Promise<Service | undefined>;
  /** TMF638 `PATCH /service/{id}` @throws ServiceError BACK_OFFICE_REFUSED when there is none */
  changeService(id: string, change: ServiceChange): Promise<Service>;
  /** TMF622 `GET /productOrder` */
  productOrders(filter: OrderFilter): Promise<readonly ProductOrder[]>;
  /** TMF622 `GET /productOrder/{id}` */
  productOrder(id: string): Promise<ProductOrder | undefined>;
  /** TMF622 `POST /productOrder` */
  placeOrder(order: NewProductOrder): Promise<ProductOrder>;
  /** TMF622 `POST /cancelProductOrder` @throws ServiceError BACK_OFFICE_REFUSED */
  cancelOrder(id: string, reason: string): Promise<void>;
  /** TMF678 `GET /customerBill` */
  customerBills(filter: BillFilter): Promise<readonly CustomerBill[]>;
  /** TMF678 `GET /appliedCustomerBillingRate` */
  billingRates(filter: RateFilter): Promise<readonly BillingRate[]>;
};

export type ServiceFilter = {
  readonly serviceType: ServiceType | readonly ServiceType[];
  /** Of the customer; absent: of everybody. */
  readonly customer?: string;
  /** The whole name. */
  readonly name?: string;
  /** Digits that the name contains. */
  readonly nameContains?: string;
  /** Ids after this one. */
  readonly after?: string;
  readonly limit?: number;
};
export type ServiceChange = { readonly serviceCharacteristic: readonly Characteristic[] };
export type OrderFilter = {
  readonly customer: string;
  readonly category: string;
  /** The service that an item is about. */
  readonly product: string;
};
export type BillFilter = { readonly customer: string; readonly billingAccount: string };
export type RateFilter = {
  readonly customer: string;
  readonly product: string;
  /** Epoch milliseconds, half open. */
  readonly fromMs: number;
  readonly toMs: number;
};

/** The first value of a characteristic as text; undefined when there is none. */
export function characteristic(of: readonly Characteristic[], name: string): string | undefined {
  const value = of.find((each) => each.name === name)?.value;
  if (value === undefined) return undefined;
  return typeof value === 'object' ? value[0] : String(value);
}

/** The values of a characteristic. */
export function characteristicList(of: readonly Characteristic[], name: string): readonly string[] {
  const value = of.find((each) => each.name === name)?.value;
  if (value === undefined) return [];
  return typeof value === 'object' ? value : [String(value)];
}

/** The id of the party in a role. */
export function partyIn(
  of: readonly { readonly id: string; readonly role: string }[],
  role: 'customer' | 'user',
): string | undefined {
  return of.find((each) => each.role === role)?.id;
}

/** Characteristics with some of them set anew. */
export function withCharacteristics(
  of: readonly Characteristic[],
  changes: readonly Characteristic[],
): readonly Characteristic[] {
  return [...of.filter(({ name }) => !changes.some((change) => change.name === name)), ...changes];
}
