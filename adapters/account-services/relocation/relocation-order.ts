import type { NewProductOrder, OrderState, ProductOrder, Service } from '../back-office/tmf.ts';
import type { RelocationState, RelocationWish, SeenOrder } from '../line/line-record.ts';
import { dateOfInstant, instantOfDate } from './relocation-dates.ts';

/** What the carrier is asked: to put a line at another address. */
export function relocationOrder(
  externalId: string,
  { id, relatedParty }: Service,
  { address, date, expectedDate }: RelocationWish,
  requestedAtMs: number,
): NewProductOrder {
  return {
    externalId,
    category: 'lineRelocation',
    orderDate: new Date(requestedAtMs).toISOString(),
    requestedCompletionDate: instantOfDate(date),
    expectedCompletionDate: instantOfDate(expectedDate),
    relatedParty,
    productOrderItem: [
      { id: '1', action: 'modify', product: { id, place: [{ role: 'installationAddress', name: address }] } },
    ],
  };
}

/** What an order says of the relocation; dates it has lost are the known ones. */
export function seenOrder(order: ProductOrder, known: SeenOrder): SeenOrder {
  const expectedDate = dateOfInstant(order.expectedCompletionDate) ?? known.expectedDate;
  const note = order.note?.findLast(({ id }) => id === 'technicalException');
  return {
    state: STATES[order.state],
    movingDate: dateOfInstant(order.requestedCompletionDate) ?? known.movingDate,
    expectedDate,
    ...(note === undefined ? {} : { exception: { reason: note.text, date: expectedDate } }),
  };
}

export function isSameOrder(one: SeenOrder, other: SeenOrder): boolean {
  return (
    one.state === other.state &&
    one.movingDate === other.movingDate &&
    one.expectedDate === other.expectedDate &&
    one.exception?.reason === other.exception?.reason &&
    one.exception?.date === other.exception?.date
  );
}

/** TMF622's states as the customer knows them. */
const STATES: Readonly<Record<OrderState, RelocationState>> = {
  acknowledged: 'requested',
  pending: 'requested',
  held: 'requested',
  inProgress: 'scheduled',
  partial: 'scheduled',
  assessingCancellation: 'scheduled',
  pendingCancellation: 'scheduled',
  completed: 'active',
  cancelled: 'cancelled',
  rejected: 'cancelled',
  failed: 'cancelled',
};
