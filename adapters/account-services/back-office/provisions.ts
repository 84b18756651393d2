import { z } from 'zod';
import { inBoth, ServiceError } from '../errors.ts';
import type { BillingRate, CustomerBill, ProductOrder, Service } from './tmf.ts';
import { billingRateSchema, customerBillSchema, productOrderSchema, serviceSchema } from './tmf-schemas.ts';

/** What a carrier imports: the TMF resources as its own systems export them. */
export type Provisions = {
  readonly services: readonly Service[];
  readonly productOrders: readonly ProductOrder[];
  readonly customerBills: readonly CustomerBill[];
  readonly billingRates: readonly BillingRate[];
};
/** How many of each were written. */
export type Provisioned = { readonly [K in keyof Provisions]: number };

const MAX_FAULTS = 20;
const MAX_RESOURCES = 100_000;

const number = /^\+[1-9]\d{4,14}$/;
/** The shape of an import, for the documentation of the route too. */
export const provisionsSchema = z.strictObject({
  services: z
    .array(
      serviceSchema.refine(
        ({ serviceType, id, name }) => serviceType === 'contract' || (id === name && number.test(name)),
        'must have its number in E.164, such as +390212345678, as id and as name',
      ),
    )
    .max(MAX_RESOURCES)
    .default([]),
  productOrders: z.array(productOrderSchema).max(MAX_RESOURCES).default([]),
  customerBills: z.array(customerBillSchema).max(MAX_RESOURCES).default([]),
  billingRates: z.array(billingRateSchema).max(MAX_RESOURCES).default([]),
});

/** Reads an import. @throws ServiceError BAD_REQUEST with the place of every fault, up to 20 */
export function readProvisions(value: unknown): Provisions {
  const { data, error } = provisionsSchema.safeParse(value);
  if (data !== undefined) return data;
  const faults = error.issues.slice(0, MAX_FAULTS).map(({ path, message }) => `/${path.join('/')}: ${message}`);
  throw new ServiceError('BAD_REQUEST', { more: inBoth(faults.join('; ')) });
}
