import type { CallerMasking, Clock } from '../../engine/index.ts';
import { createSipCounters, type SipCounters } from './counters.ts';
import { RedirectServer, type SipDecider } from './redirect-server.ts';
import { systemTimers } from './transactions/timers.ts';
import { type ChosenUdp, chooseUdp, type UdpTransport } from './transport/choose-udp.ts';
import type { Transport, TransportEvents } from './transport/flow.ts';
import { hostAndPort, listenerText, type SipListener } from './transport/listener.ts';
import { listenTcp } from './transport/tcp.ts';
import type { Trunks } from './trunks/trunk.ts';

/** Where the server tells what happens: a pino logger, or one like it. */
export type SipLog = {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
};

export type SipServerOptions = {
  readonly engine: SipDecider;
  readonly clock: Clock;
  readonly listeners: readonly SipListener[];
  readonly trunks: Trunks;
  readonly log: SipLog;
  /** How much of the caller the receipts hide; the last three digits by default. */
  readonly masking?: CallerMasking;
  /** Counted into, where given: for a metrics page. */
  readonly metrics?: SipCounters;
  /** Messages that may wait for their turn; by default as many as are done within a tenth of a second, as measured. */
  readonly maxWaiting?: number;
  /** How datagrams are received and sent; by default as fast as can be had here. */
  readonly udpTransport?: UdpTransport;
  /** Several processes listen on the same UDP ports: the kernel gives each source address and port to one of them. */
  readonly sharesPort?: boolean;
};

export type SipServer = {
  /** What is listened on, with the ports that were taken. */
  readonly addresses: readonly SipListener[];
  /** What UDP goes by; undefined where no listener is for UDP. */
  readonly udpTransport: 'batched' | 'dgram' | undefined;
  readonly counters: SipCounters;
  /** Server transactions that are not over. */
  transactions(): number;
  /** Stops listening and forgets all transactions. */
  close(): Promise<void>;
};

/** One line in so many packets from strangers is logged: a scanner sends thousands. */
const LOGGED_ONE_IN = 1_000;

/**
 * Listens for SIP and answers by the engine's decisions. Rejects, with nothing left open, when an address cannot be
 * listened on.
 */
export async function startSipServer(options: SipServerOptions): Promise<SipServer> {
  const { engine, clock, trunks, log, listeners, metrics, maxWaiting, masking = 'last3' } = options;
  const counters = metrics ?? createSipCounters();
  const own = new Set<string>();
  const server = new RedirectServer({
    engine,
    clock,
    trunks,
    timers: systemTimers,
    counters,
    own,
    masking,
    maxWaiting,
  });
  const events = eventsOf(server, trunks, counters, log);
  const open: Transport[] = [];
  const close = async () => {
    await Promise.all(open.map((transport) => transport.close()));
    server.close();
  };
  const addresses: SipListener[] = [];
  let udp: ChosenUdp | undefined;
  try {
    if (listeners.some(({ transport }) => transport === 'udp')) udp = await chooseAndTell(options);
    for (const listener of listeners) {
      const listen = listener.transport === 'udp' && udp !== undefined ? udp.listen : listenTcp;
      const transport = await listen(listener, events);
      open.push(transport);
      const address = { transport: listener.transport, host: transport.host, port: transport.port };
      addresses.push(address);
      own.add(hostAndPort(address.host, address.port));
      counters.dropped.push(() => transport.dropped?.() ?? 0);
      log.info({ sip: listenerText(address) }, 'SIP listens');
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { addresses, udpTransport: udp?.kind, counters, transactions: () => server.transactions, close };
}

async function chooseAndTell({ udpTransport = 'auto', sharesPort = false, log }: SipServerOptions): Promise<ChosenUdp> {
  const udp = await chooseUdp(udpTransport, sharesPort);
  if (udp.because !== undefined) log.warn({ because: udp.because }, 'SIP over UDP goes one datagram at a time');
  return udp;
}

function eventsOf(server: RedirectServer, trunks: Trunks, counters: SipCounters, log: SipLog): TransportEvents {
  return {
    admits(address) {
      if (trunks.unknownSource === 'refuse' || trunks.find(address) !== undefined) return true;
      if (counters.ignored++ % LOGGED_ONE_IN === 0) log.info({ address }, 'SIP from an address of no trunk: ignored');
      return false;
    },
    onDatagram: (bytes, start, end, peer, port, waiting) => {
      return server.receivePlain(bytes, start, end, peer, port, waiting);
    },
    onArrival: (arrival, waiting) => server.receive(arrival, waiting),
    onNoise(source) {
      if (counters.noise++ % LOGGED_ONE_IN === 0) log.info({ ...source }, 'no SIP message: not answered');
    },
    onError(error) {
      if (counters.transportErrors++ % LOGGED_ONE_IN === 0) log.warn({ error: error.message }, 'SIP transport');
    },
  };
}
