import { Counter, Gauge, type Registry } from 'prom-client';

/** What a SIP server counts, as it stands; read whenever the page is. */
export type SipFigures = {
  readonly requests: Readonly<Record<string, number>>;
  /** Answers by status. */
  readonly responses: Readonly<Record<number, number>>;
  readonly retransmissions: number;
  readonly overloaded: number;
  readonly ignored: number;
  readonly noise: number;
  readonly transportErrors: number;
  readonly dropped: readonly (() => number)[];
};

export type SipSource = {
  readonly figures: SipFigures;
  /** Server transactions that are not over. */
  readonly transactions: () => number;
  /** What UDP goes by. */
  readonly udpTransport: 'batched' | 'dgram' | undefined;
};

/** Puts a SIP server's figures on the page. */
export function addSipMetrics(registry: Registry, { figures, transactions, udpTransport }: SipSource): void {
  const registers = [registry];
  const labelled = (name: string, help: string, label: string, counts: () => Readonly<Record<string, number>>) => {
    const collect = function (this: Counter) {
      this.reset();
      for (const [key, count] of Object.entries(counts())) this.inc({ [label]: key }, count);
    };
    new Counter({ name, help, labelNames: [label], registers, collect });
  };
  labelled('instrada_sip_requests_total', 'SIP requests that came, by method', 'method', () => figures.requests);
  labelled('instrada_sip_responses_total', 'Final answers, once each, by status', 'status', () => figures.responses);
  labelled('instrada_sip_unanswered_total', 'Datagrams and messages not answered, by reason', 'reason', () => ({
    'no-trunk': figures.ignored,
    'no-message': figures.noise,
    'no-room': figures.dropped.reduce((sum, dropped) => sum + dropped(), 0),
  }));
  const counter = (name: string, help: string, value: () => number) => {
    const collect = function (this: Counter) {
      this.reset();
      this.inc(value());
    };
    new Counter({ name, help, registers, collect });
  };
  counter('instrada_sip_retransmissions_total', 'Requests that came again', () => figures.retransmissions);
  counter('instrada_sip_overloaded_total', 'Requests refused because too much waited', () => figures.overloaded);
  counter('instrada_sip_transport_errors_total', 'Errors of sockets and connections', () => figures.transportErrors);
  new Gauge({
    name: 'instrada_sip_transactions',
    help: 'Server transactions that are not over',
    registers,
    collect() {
      this.set(transactions());
    },
  });
  if (udpTransport === undefined) return;
  const kind = new Gauge({
    name: 'instrada_sip_udp_transport',
    help: 'Always 1 for each process; the label tells what UDP goes by',
    labelNames: ['kind'],
    registers,
  });
  kind.set({ kind: udpTransport }, 1);
}

/** Puts a FastAGI server's connections, by how they ended, on the page. */
export function addFastAgiMetrics(registry: Registry, counts: Readonly<Record<string, number>>): void {
  new Counter({
    name: 'instrada_fastagi_sessions_total',
    help: 'FastAGI connections, by how they ended',
    labelNames: ['ending'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [ending, count] of Object.entries(counts)) this.inc({ ending }, count);
    },
  });
}

/** The Kamailios that the engine answers over their evapi: how many there are, and how many are connected now. */
export function addEvapiMetrics(registry: Registry, configured: number, connected: () => number): void {
  new Gauge({
    name: 'instrada_evapi_connections',
    help: 'Kamailios that ask over evapi, by whether they are connected',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      this.set({ state: 'connected' }, connected());
      this.set({ state: 'away' }, configured - connected());
    },
  });
}
