import { connect, type Socket } from 'node:net';
import type { Call, CallerMasking, Clock, Decision } from '../../engine/index.ts';
import { answerText, loopText, unavailableText } from './answer.ts';
import { NetstringReader, writeNetstring } from './netstring.ts';
import { readQuestion } from './question.ts';

/** Where evapi listens unless told otherwise. */
export const EVAPI_PORT = 8448;

/** Where a Kamailio's evapi listens. */
export type EvapiAddress = { readonly host: string; readonly port: number };

/** What decides: an engine, or whatever counts its decisions. */
export type EvapiDecider = { decide(call: Call): Decision };

export type EvapiOptions = {
  readonly addresses: readonly EvapiAddress[];
  /** Undefined until the plans are loaded: then calls are answered not-ready. */
  readonly decider: () => EvapiDecider | undefined;
  readonly clock: Clock;
  /** Of the receipt that goes into the switch's call detail record. */
  readonly masking: CallerMasking;
  /** Milliseconds before a connection is tried again: the first time, and at most. */
  readonly backoff?: { readonly firstMs: number; readonly lastMs: number };
  /** For the log: no caller's digits. */
  readonly onEvent?: (event: EvapiEvent) => void;
};

/** `strange`: a question that could not be read; `detail` says what to mend. */
export type EvapiEvent = {
  readonly kind: 'connected' | 'away' | 'strange';
  readonly to: string;
  readonly detail?: string;
};

const BACKOFF = { firstMs: 200, lastMs: 5_000 };
/**
 * Answers that Kamailio does not take away, bytes. Beyond, no more questions are read: they wait in Kamailio, which gives
 * each a second and a half.
 */
const MAX_UNSENT_BYTES = 256 * 1024;

/** Connections to Kamailios that ask over them, each made again whenever it ends. */
export class EvapiClient {
  private readonly options: EvapiOptions;
  private readonly links: readonly Link[];

  constructor(options: EvapiOptions) {
    this.options = options;
    this.links = options.addresses.map((address) => new Link(address, this.options));
  }

  /** How many Kamailios are connected. */
  get connected(): number {
    return this.links.filter((link) => link.isUp).length;
  }

  /** Ends all connections, when what was answered is sent. */
  close(): void {
    for (const link of this.links) link.close();
  }
}

/** One Kamailio. */
class Link {
  private readonly address: EvapiAddress;
  private readonly options: EvapiOptions;
  private readonly name: string;
  private socket: Socket | undefined;
  private timer: NodeJS.Timeout | undefined;
  private waitMs: number;
  private isClosed = false;
  private toldAway = false;
  isUp = false;

  constructor(address: EvapiAddress, options: EvapiOptions) {
    this.address = address;
    this.options = options;
    this.name = evapiAddressText(address);
    this.waitMs = (options.backoff ?? BACKOFF).firstMs;
    this.open();
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
    this.socket?.destroySoon();
  }

  private open(): void {
    const socket = connect(this.address);
    this.socket = socket;
    const reader = new NetstringReader();
    let why: string | undefined;
    socket.setNoDelay(true);
    // A half-open connection, after a cut cable, is found out.
    socket.setKeepAlive(true, 10_000);
    socket.on('connect', () => {
      this.isUp = true;
      this.toldAway = false;
      this.waitMs = (this.options.backoff ?? BACKOFF).firstMs;
      this.tell('connected');
    });
    socket.on('data', (chunk) => {
      const messages = reader.take(chunk);
      if (messages === undefined) {
        why = 'what came is no netstring: set netstring_format to 1';
        socket.destroy();
        return;
      }
      for (const message of messages) this.answer(message, socket);
      if (socket.writableLength > MAX_UNSENT_BYTES) socket.pause();
    });
    socket.on('drain', () => socket.resume());
    socket.on('error', (error) => {
      why ??= error.message;
    });
    socket.on('close', () => this.closed(why ?? 'the connection was ended'));
  }

  /** Told once, not at each attempt: a Kamailio may be away for days. */
  private closed(why: string): void {
    this.isUp = false;
    if (this.isClosed) return;
    if (!this.toldAway) this.tell('away', why);
    this.toldAway = true;
    this.timer = setTimeout(() => this.open(), this.waitMs);
    this.waitMs = Math.min(this.waitMs * 2, (this.options.backoff ?? BACKOFF).lastMs);
  }

  private answer(message: string, socket: Socket): void {
    const { decider, clock, masking } = this.options;
    const { transaction, asked } = readQuestion(message, clock.now());
    if ('fault' in asked) this.tell('strange', asked.fault);
    if (transaction === undefined) return;
    const node = decider();
    let text: string;
    if ('loop' in asked) text = loopText(transaction);
    else if ('fault' in asked || node === undefined) text = unavailableText(transaction);
    else text = answerText(transaction, node.decide(asked.call), { contactHost: asked.contactHost, masking });
    socket.write(writeNetstring(text));
  }

  private tell(kind: EvapiEvent['kind'], detail?: string): void {
    this.options.onEvent?.({ kind, to: this.name, ...(detail === undefined ? {} : { detail }) });
  }
}

/** `127.0.0.1:8448`, `[::1]:8448` */
export function evapiAddressText({ host, port }: EvapiAddress): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
