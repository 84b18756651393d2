import type { Provisioned, Provisions } from './provisions.ts';
import type { OrderState, ProductOrder } from './tmf.ts';

/** What the carrier does in its own systems; a back office that is the carrier's does not offer it. */
export type OrderDesk = {
  provision(provisions: Provisions): Promise<Provisioned>;
  /** Moves an order on; a completed one is carried out. @throws ServiceError BACK_OFFICE_REFUSED when it is over */
  advanceOrder(id: string, advance: OrderAdvance): Promise<ProductOrder>;
};

export type OrderAdvance = {
  readonly state?: OrderState;
  /** ISO 8601. */
  readonly expectedDate?: string;
  /** A special technical need, in words. */
  readonly exception?: string;
};
