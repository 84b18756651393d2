import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** On a busy machine too. */
const PATIENCE_MS = 5_000;

export type SipAnswer = {
  readonly status: number;
  readonly reason: string;
  /** Lower-case name → values in order. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly text: string;
};

/** A socket of its own that sends requests and gathers answers. */
export type SipClient = {
  readonly port: number;
  send(message: string | Uint8Array): void;
  /** The next answer; rejects when none comes in time. */
  next(withinMs?: number): Promise<SipAnswer>;
  /** Waits, and returns everything that has come and was not taken. */
  rest(ms: number): Promise<readonly SipAnswer[]>;
  /** TCP: until the other side has closed; rejects when it does not within five seconds. */
  untilClosed(): Promise<void>;
  close(): void;
};

export async function udpClient(port: number, host = '127.0.0.1'): Promise<SipClient> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  socket.bind(0, host);
  await once(socket, 'listening');
  const inbox = createInbox();
  socket.on('message', (bytes) => inbox.add(readAnswer(bytes.toString('latin1'))));
  return {
    port: socket.address().port,
    send: (message) => socket.send(bytesOf(message), port, host),
    next: inbox.next,
    rest: inbox.rest,
    untilClosed: () => Promise.reject(new Error('a UDP socket has no other side that could close it')),
    close: () => socket.close(),
  };
}

export async function tcpClient(port: number, host = '127.0.0.1'): Promise<SipClient> {
  const socket = connect(port, host);
  await once(socket, 'connect');
  socket.setNoDelay(true);
  const inbox = createInbox();
  let text = '';
  const closed = new Promise<void>((resolve) => {
    for (const event of ['end', 'close', 'error']) socket.on(event, () => resolve());
  });
  socket.on('data', (bytes) => {
    text += bytes.toString('latin1');
    for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
      inbox.add(readAnswer(text.slice(0, end + 4)));
      text = text.slice(end + 4);
    }
  });
  return {
    port: socket.localPort ?? 0,
    send: (message) => socket.write(bytesOf(message)),
    next: inbox.next,
    rest: inbox.rest,
    untilClosed: () =>
      Promise.race([
        closed,
        sleep(PATIENCE_MS, undefined, { ref: false }).then(() => {
          throw new Error(`not closed within ${PATIENCE_MS} ms`);
        }),
      ]),
    close: () => socket.destroy(),
  };
}

function readAnswer(text: string): SipAnswer {
  const [startLine = '', ...lines] = text.slice(0, text.indexOf('\r\n\r\n')).split('\r\n');
  const [, status = '0', reason = ''] = /^SIP\/2\.0 (\d{3}) (.*)$/.exec(startLine) ?? [];
  const headers: Record<string, string[]> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    headers[name] = [...(headers[name] ?? []), line.slice(colon + 1).trim()];
  }
  return { status: Number(status), reason, headers, text };
}

let requests = 0;

export type RequestDraft = {
  readonly method?: string;
  readonly uri?: string;
  readonly from?: string;
  readonly to?: string;
  readonly callId?: string;
  readonly branch?: string;
  readonly via?: string;
  readonly maxForwards?: string;
  readonly cseq?: string;
  readonly headers?: readonly string[];
  readonly body?: string;
};

/** A request as a switch writes it, with a branch and call id of its own, answered at the port it is sent from. */
export function request(number: string, draft: RequestDraft = {}): string {
  const id = `${process.pid}-${++requests}`;
  const { method = 'INVITE', body = '' } = draft;
  const lines = [
    `${method} ${draft.uri ?? `sip:${number}@127.0.0.1`} SIP/2.0`,
    `Via: ${draft.via ?? `SIP/2.0/UDP 127.0.0.1:9;rport;branch=${draft.branch ?? `z9hG4bK${id}`}`}`,
    `From: ${draft.from ?? '<sip:0212340000@127.0.0.1>'};tag=t${id}`,
    `To: ${draft.to ?? `<sip:${number}@127.0.0.1>`}`,
    `Call-ID: ${draft.callId ?? `call-${id}`}`,
    `CSeq: ${draft.cseq ?? `1 ${method}`}`,
    ...(draft.maxForwards === '' ? [] : [`Max-Forwards: ${draft.maxForwards ?? '70'}`]),
    ...(draft.headers ?? []),
    `Content-Length: ${body.length}`,
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

/**
 * Sends a request and waits for its answer. What belongs to others is passed over: on a slow machine timer G sends the
 * answer of an INVITE that nobody acknowledged again in between.
 */
export async function ask(client: SipClient, message: string): Promise<SipAnswer> {
  client.send(message);
  const transaction = transactionOf(message);
  for (;;) {
    const answer = await client.next();
    if (transactionOf(answer.text) === transaction) return answer;
  }
}

function transactionOf(text: string): string {
  return [/^Call-ID: .*$/m, /^CSeq: .*$/m, /branch=[^;\s]+/].map((part) => part.exec(text)?.[0]).join(' ');
}

/**
 * Until the server has answered a question of its own: what was sent before it has been heard by then, however slow the
 * machine is. Answers that came before that one are taken.
 */
export async function untilHeard(client: SipClient): Promise<void> {
  await ask(client, request('800100001', { method: 'OPTIONS' }));
}

/** The ACK of an INVITE's answer. */
export function ackOf(invite: string, answer: SipAnswer): string {
  return invite
    .replace(/^INVITE /, 'ACK ')
    .replace(/^To: .*$/m, `To: ${answer.headers.to?.[0]}`)
    .replace(/^CSeq: (\d+) INVITE/m, 'CSeq: $1 ACK');
}

function createInbox() {
  const answers: SipAnswer[] = [];
  const waiting: ((answer: SipAnswer) => void)[] = [];
  return {
    add(answer: SipAnswer): void {
      const first = waiting.shift();
      if (first === undefined) answers.push(answer);
      else first(answer);
    },
    next(withinMs = PATIENCE_MS): Promise<SipAnswer> {
      const ready = answers.shift();
      if (ready !== undefined) return Promise.resolve(ready);
      return new Promise((resolve, reject) => {
        const take = (answer: SipAnswer) => {
          clearTimeout(timeout);
          resolve(answer);
        };
        const timeout = setTimeout(() => {
          waiting.splice(waiting.indexOf(take), 1);
          reject(new Error(`no answer within ${withinMs} ms`));
        }, withinMs);
        waiting.push(take);
      });
    },
    async rest(ms: number): Promise<readonly SipAnswer[]> {
      await sleep(ms);
      return answers.splice(0);
    },
  };
}

function bytesOf(message: string | Uint8Array): Uint8Array {
  return typeof message === 'string' ? Buffer.from(message, 'latin1') : message;
}
