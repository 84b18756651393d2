import { type BackOffice, characteristic } from '../back-office/back-office.ts';
import { ServiceError } from '../errors.ts';
import type { Effect } from '../line/line-book.ts';
import type { Intent, LineRecord, Relocation, StandIn } from '../line/line-record.ts';
import type { LineRouting } from './line-routing.ts';
import { startOfDay } from './relocation-dates.ts';
import { relocationOrder, seenOrder } from './relocation-order.ts';

type Parts = { readonly backOffice: BackOffice; readonly routing: LineRouting | undefined };
type Book = { read(number: string): Promise<LineRecord> };

/** Orders the relocation, and plans its stand-in. */
export async function doRequest(
  { backOffice, routing }: Parts,
  { id, actor, atMs, service, wish, summary }: Intent & { readonly task: 'request-relocation' },
): Promise<Effect> {
  const line = await backOffice.service(service);
  if (line === undefined) throw new ServiceError('LINE_UNKNOWN');
  const order = await backOffice.placeOrder(relocationOrder(id, line, wish, atMs));
  const { address, date, expectedDate, standIn: wanted } = wish;
  const asked = { state: 'requested' as const, movingDate: date, expectedDate };
  const standIn =
    wanted === undefined ? undefined : await routing?.begin(actor, line.name, wanted, startOfDay(date), id);
  const relocation: Relocation = {
    // Only the dates: what its state brings with it is done when it is followed.
    ...seenOrder(order, asked),
    state: 'requested',
    order: order.id,
    address,
    requestedAtMs: atMs,
    actor,
    ...(standIn === undefined ? {} : { standIn }),
  };
  return { change: (record) => ({ ...record, relocation }), summary };
}

/** Cancels the order; the stand-in goes when that is seen. */
export async function doCancel(
  { backOffice }: Parts,
  { order, reason, summary }: Intent & { readonly task: 'cancel-relocation' },
): Promise<Effect> {
  await backOffice.cancelOrder(order, reason);
  return { change: (record) => record, summary };
}

/** Does what follows from an order that has moved on. */
export async function doFollow(
  { backOffice, routing }: Parts,
  book: Book,
  { id, service, seen, summary }: Intent & { readonly task: 'follow-relocation' },
): Promise<Effect> {
  const line = await backOffice.service(service);
  if (line === undefined) throw new ServiceError('LINE_UNKNOWN');
  // The direct debit does not carry over. One that was asked for since is not `active` yet, and stays.
  if (seen.state === 'active' && characteristic(line.serviceCharacteristic, 'directDebit') === 'active') {
    await backOffice.changeService(service, { serviceCharacteristic: [{ name: 'directDebit', value: 'none' }] });
  }
  const { relocation } = await book.read(line.name);
  const standIn =
    relocation?.standIn === undefined || routing === undefined
      ? undefined
      : await movedStandIn(routing, line.name, relocation, relocation.standIn, seen, id);
  return {
    change: ({ relocation: known, ...record }) => {
      if (known === undefined) return record;
      const { exception: _, ...rest } = known;
      return { ...record, relocation: { ...rest, ...seen, ...(standIn === undefined ? {} : { standIn }) } };
    },
    summary,
  };
}

/** The stand-in after an order has moved on: out when the move is over, on another day when that has changed. */
async function movedStandIn(
  routing: LineRouting,
  line: string,
  { actor, movingDate }: Relocation,
  standIn: StandIn,
  seen: { readonly state: Relocation['state']; readonly movingDate: string },
  key: string,
): Promise<StandIn> {
  const asTimer = { ...actor, from: 'timer' };
  const isOver = seen.state === 'active' || seen.state === 'cancelled';
  const isThere = standIn.state === 'scheduled' || standIn.state === 'in-plan';
  if (!isThere) return standIn;
  if (isOver) return routing.end(asTimer, line, standIn, key);
  if (seen.movingDate === movingDate) return standIn;
  const ended = await routing.end(asTimer, line, standIn, `${key}-end`);
  if (ended.state === 'left') return ended;
  return routing.begin(asTimer, line, standIn, startOfDay(seen.movingDate), key);
}
