import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Provisions } from '../../adapters/account-services/back-office/provisions.ts';
import type { Characteristic } from '../../adapters/account-services/back-office/tmf.ts';

/** How the next requests go wrong: each once, in order. */
export type Misbehaviour =
  | 'ok'
  | '500'
  | '503'
  | '401'
  /** Never answers. */
  | 'silence'
  /** Does it, and never answers. */
  | 'silence-after'
  /** The request is carried out twice, as by a network that delivers it twice. */
  | 'twice'
  | 'cut'
  /** Says that it was done, and does nothing. */
  | 'nothing-done'
  /** Answers with another resource than the one asked for. */
  | 'another'
  | 'no-json'
  | 'wrong-shape'
  | 'redirect';

type Resource = { id: string; [key: string]: unknown };
type Answer = { readonly status: number; readonly body: unknown };

/** A carrier's systems as far as TMF638, TMF622 and TMF678 show them: a real HTTP server that can misbehave on order. */
export class TmfServer {
  readonly requests: string[] = [];
  readonly misbehave: Misbehaviour[] = [];
  /** What it does with filters, as systems differ: knows them, or takes no notice. */
  knowsFilters = true;
  /** Whether orders of this category are carried out at once. */
  readonly atOnce = ['contractTransfer'];
  readonly resources: Record<'service' | 'productOrder' | 'customerBill' | 'appliedCustomerBillingRate', Resource[]>;
  readonly #server: Server;
  readonly #held: ServerResponse[] = [];
  #orders = 0;

  constructor({ services, productOrders, customerBills, billingRates }: Provisions) {
    this.resources = structuredClone({
      service: services,
      productOrder: productOrders,
      customerBill: customerBills,
      appliedCustomerBillingRate: billingRates,
    }) as unknown as TmfServer['resources'];
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const { port } = this.#server.address() as { port: number };
    return `http://127.0.0.1:${port}`;
  }

  async close(): Promise<void> {
    for (const response of this.#held) response.destroy();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** What the carrier's people do with an order. */
  moveOn(id: string, change: Readonly<Record<string, unknown>>): void {
    const order = this.resources.productOrder.find((each) => each.id === id)!;
    Object.assign(order, change);
    if (change.state === 'completed') this.#carryOut(order);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://x');
    this.requests.push(`${request.method} ${url.pathname}`);
    const text = await bodyOf(request);
    const fault = this.misbehave.shift() ?? 'ok';
    if (fault === 'silence') return void this.#held.push(response);
    if (fault === 'cut') return void response.destroy();
    if (fault === '500' || fault === '503' || fault === '401') return send(response, Number(fault), { code: fault });
    if (fault === 'redirect') return void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
    if (fault === 'no-json') return void response.writeHead(200).end('<html>');
    if (fault === 'wrong-shape')
      return send(response, 200, url.pathname.split('/').length > 5 ? { id: 7 } : [{ id: 7 }]);
    if (fault === 'another') return send(response, 200, this.#another(url));
    if (fault === 'nothing-done') return send(response, 200, this.#answer('GET', url, '').body);
    let answer = this.#answer(request.method ?? '', url, text);
    if (fault === 'twice') answer = this.#answer(request.method ?? '', url, text);
    if (fault === 'silence-after') return void this.#held.push(response);
    return send(response, answer.status, answer.body);
  }

  #answer(method: string, url: URL, text: string): Answer {
    const [, , , , kind = '', id] = url.pathname.split('/').map(decodeURIComponent);
    if (kind === 'cancelProductOrder') return this.#cancel(JSON.parse(text) as { productOrder: { id: string } });
    const all = this.resources[kind as keyof TmfServer['resources']];
    if (method === 'GET' && id === undefined) return { status: 200, body: this.#list(all, url.searchParams) };
    if (method === 'POST') return this.#order(JSON.parse(text) as Resource);
    const found = all.find((each) => each.id === id);
    if (found === undefined) return { status: 404, body: { code: '60', reason: 'Not found' } };
    if (method === 'PATCH') patch(found, JSON.parse(text) as { serviceCharacteristic: Characteristic[] });
    return { status: 200, body: found };
  }

  #another(url: URL): Resource | undefined {
    const [, , , , kind = '', id] = url.pathname.split('/').map(decodeURIComponent);
    return this.resources[kind as keyof TmfServer['resources']].find((each) => each.id !== id);
  }

  #list(all: readonly Resource[], query: URLSearchParams): readonly Resource[] {
    const offset = Number(query.get('offset') ?? 0);
    const limit = Number(query.get('limit') ?? all.length);
    const filters = [...query].filter(([name]) => !['offset', 'limit', 'sort'].includes(name));
    const found = all.filter((each) => !this.knowsFilters || filters.every(([name, value]) => fits(each, name, value)));
    return [...found].sort((a, b) => (a.id < b.id ? -1 : 1)).slice(offset, offset + limit);
  }

  #order(order: Resource): Answer {
    const placed: Resource = { ...order, id: `PO-${++this.#orders}`, state: 'acknowledged' };
    this.resources.productOrder.push(placed);
    if (this.atOnce.includes(String(order.category))) this.moveOn(placed.id, { state: 'completed' });
    return { status: 201, body: placed };
  }

  #cancel({ productOrder: { id } }: { productOrder: { id: string } }): Answer {
    const order = this.resources.productOrder.find((each) => each.id === id);
    if (order?.state === 'completed' || order?.state === 'cancelled') {
      return { status: 409, body: { code: '409', reason: `The order is ${order.state}` } };
    }
    if (order !== undefined) order.state = 'cancelled';
    return { status: 201, body: { id: `CPO-${id}`, state: 'done' } };
  }

  #carryOut(order: Resource): void {
    const items = order.productOrderItem as {
      product: { id: string; productCharacteristic?: Characteristic[]; place?: unknown };
    }[];
    for (const { product } of items) {
      const service = this.resources.service.find(({ id }) => id === product.id);
      if (service === undefined) continue;
      patch(service, { serviceCharacteristic: product.productCharacteristic ?? [] });
      if (product.place !== undefined) service.place = product.place;
    }
  }
}

function patch(
  service: Resource,
  { serviceCharacteristic: changes }: { serviceCharacteristic: Characteristic[] },
): void {
  const kept = service.serviceCharacteristic as Characteristic[];
  service.serviceCharacteristic = [
    ...kept.filter(({ name }) => !changes.some((each) => each.name === name)),
    ...changes,
  ];
}

/** TMF630's filters, as far as they are asked with. */
function fits(resource: Resource, name: string, value: string): boolean {
  const [path = '', operator] = /\.(gt|gte|lt|lte|regex)$/.test(name) ? cut(name) : [name, undefined];
  const values = valuesAt(resource, path.split('.'));
  switch (operator) {
    case 'regex':
      return values.some((each) => new RegExp(`^${value}$`).test(each));
    case 'gt':
      return values.some((each) => each > value);
    case 'gte':
      return values.some((each) => Date.parse(each) >= Date.parse(value));
    case 'lt':
      return values.some((each) => Date.parse(each) < Date.parse(value));
    default:
      return value.split(',').some((wanted) => values.includes(wanted));
  }
}

function cut(name: string): readonly [string, string] {
  const dot = name.lastIndexOf('.');
  return [name.slice(0, dot), name.slice(dot + 1)];
}

function valuesAt(value: unknown, path: readonly string[]): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((each) => valuesAt(each, path));
  const [first, ...rest] = path;
  if (first === undefined) return [String(value)];
  return typeof value === 'object' && value !== null ? valuesAt((value as Record<string, unknown>)[first], rest) : [];
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
