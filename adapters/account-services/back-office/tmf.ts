/**
 * What the services need of TM Forum's Open APIs, named as there: TMF638 (service inventory 4.0), TMF622 (product
 * ordering 4.0), TMF678 (customer bill 4.0). Instants are ISO 8601 with an offset, amounts in EUR with decimals.
 */
export type Characteristic = { readonly name: string; readonly value: string | number | boolean | readonly string[] };
/** `customer`: whose it is. `user`: who uses it, an employee of the customer. */
export type RelatedParty = { readonly id: string; readonly role: string; readonly name?: string };
export type Place = { readonly role: string; readonly name: string };
export type Note = {
  readonly id?: string;
  readonly text: string;
  readonly author?: string;
  readonly date?: string;
};
export type Money = { readonly unit: string; readonly value: number };

/** TMF638 `Service`. Lines and contracts are services; what they are is `serviceType`. */
export type Service = {
  readonly id: string;
  /** Of a line its number in E.164 (`+390212345678`), of a contract its number as the bills have it. */
  readonly name: string;
  readonly serviceType: ServiceType;
  readonly state: 'designed' | 'reserved' | 'feasibilityChecked' | 'inactive' | 'active' | 'suspended' | 'terminated';
  readonly description?: string;
  readonly serviceCharacteristic: readonly Characteristic[];
  readonly relatedParty: readonly RelatedParty[];
  readonly place?: readonly Place[];
};
export const SERVICE_TYPES = ['fixedLine', 'mobileLine', 'contract'] as const;
export type ServiceType = (typeof SERVICE_TYPES)[number];
export const SERVICE_STATES = [
  'designed',
  'reserved',
  'feasibilityChecked',
  'inactive',
  'active',
  'suspended',
  'terminated',
] as const;

/** TMF622 `ProductOrder`. */
export type ProductOrder = {
  readonly id: string;
  /** Ours: the same one is never ordered twice. */
  readonly externalId?: string;
  readonly category: string;
  readonly state: OrderState;
  readonly orderDate: string;
  readonly requestedCompletionDate?: string;
  readonly expectedCompletionDate?: string;
  readonly completionDate?: string;
  readonly note?: readonly Note[];
  readonly relatedParty: readonly RelatedParty[];
  readonly productOrderItem: readonly ProductOrderItem[];
  readonly orderTotalPrice?: readonly { readonly price: { readonly taxIncludedAmount: Money } }[];
};
export const ORDER_STATES = [
  'acknowledged',
  'rejected',
  'pending',
  'held',
  'inProgress',
  'cancelled',
  'completed',
  'failed',
  'partial',
  'assessingCancellation',
  'pendingCancellation',
] as const;
export type OrderState = (typeof ORDER_STATES)[number];
export type ProductOrderItem = {
  readonly id: string;
  readonly action: 'add' | 'modify' | 'delete' | 'noChange';
  readonly product: {
    /** The service's id. */
    readonly id: string;
    readonly productCharacteristic?: readonly Characteristic[];
    readonly place?: readonly Place[];
  };
};
/** TMF622 `ProductOrder_Create`. */
export type NewProductOrder = Omit<ProductOrder, 'id' | 'state' | 'completionDate'> & { readonly externalId: string };

/** TMF678 `CustomerBill`. */
export type CustomerBill = {
  readonly id: string;
  readonly billNo: string;
  readonly billDate: string;
  readonly paymentDueDate?: string;
  readonly billingPeriod?: { readonly startDateTime: string; readonly endDateTime: string };
  readonly amountDue: Money;
  readonly remainingAmount: Money;
  readonly state: (typeof BILL_STATES)[number];
  readonly billingAccount: { readonly id: string };
  readonly relatedParty: readonly RelatedParty[];
};
export const BILL_STATES = ['new', 'onHold', 'validated', 'sent', 'partiallyPaid', 'settled'] as const;

/** TMF678 `AppliedCustomerBillingRate`: one call, message or other use of a line, rated. */
export type BillingRate = {
  readonly id: string;
  readonly date: string;
  readonly taxIncludedAmount: Money;
  /** `dialled` as it was dialled, `channel` call or sms, `durationSeconds`. */
  readonly characteristic: readonly Characteristic[];
  /** The line's service. */
  readonly product: { readonly id: string };
  readonly relatedParty: readonly RelatedParty[];
};
