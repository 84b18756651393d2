import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { until } from '../store/redis-server.ts';

export type ServerEvent = { readonly id: string; readonly event: string; readonly data: Record<string, unknown> };

export type EventClient = {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** What came so far, comments left out. */
  readonly events: readonly ServerEvent[];
  /** Waits for so many events of a kind. */
  waitFor(event: string, count?: number): Promise<readonly ServerEvent[]>;
  /** Takes nothing more from the connection. */
  pause(): void;
  isOver(): boolean;
  close(): void;
};

/** Listens to server-sent events as a browser would. */
export async function listen(
  url: string,
  token: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<EventClient> {
  const asked: ClientRequest = request(url, { headers: { authorization: `Bearer ${token}`, ...headers } });
  const events: ServerEvent[] = [];
  let over = false;
  let rest = '';
  asked.on('error', () => {
    over = true;
  });
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    asked.on('response', resolve).on('error', reject).end();
  });
  answer.setEncoding('utf8').on('data', (text: string) => {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
      if (field('event') === '') continue;
      events.push({
        id: field('id'),
        event: field('event'),
        data: JSON.parse(field('data')) as Record<string, unknown>,
      });
    }
  });
  for (const end of ['close', 'aborted', 'error']) {
    answer.on(end, () => {
      over = true;
    });
  }
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    events,
    async waitFor(event, count = 1) {
      const found = () => events.filter((each) => each.event === event);
      await until(`${count} ${event}`, async () => found().length >= count);
      return found();
    },
    pause: () => answer.pause(),
    isOver: () => over,
    close: () => asked.destroy(),
  };
}
