import { type AddressInfo, BlockList, createServer, isIPv4, isIPv6, type Server, type Socket } from 'node:net';
import type { Call, CallerMasking, Decision } from '../../engine/index.ts';
import { answerCommands, badRequestCommands, notReadyCommands } from './agi-answer.ts';
import { AgiConnection, type AgiEnding } from './agi-connection.ts';
import { AGI_LIMITS, type AgiLimits } from './agi-limits.ts';
import type { AskedByAgi } from './agi-request.ts';

export const FASTAGI_PORT = 4573;

/** What decides: an engine, or whatever counts its decisions. */
export type Decider = { decide(call: Call): Decision };

export type FastAgiOptions = {
  /** An IPv4 or IPv6 address to listen on. */
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Undefined until the plans are loaded: then calls are answered not-ready. */
  readonly decider: () => Decider | undefined;
  /** Of the receipt that goes into the switch's call detail record. */
  readonly masking: CallerMasking;
  /** Addresses and networks (`192.0.2.0/24`, `2001:db8::/32`) whose connections are taken; absent: this host's own. */
  readonly allowed?: readonly string[];
  readonly limits?: Partial<AgiLimits>;
  /** For the log: how a connection ended, or that it was not taken. No caller's digits. */
  readonly onEvent?: (event: FastAgiEvent) => void;
};

export type FastAgiEvent = {
  readonly kind: AgiEnding | 'not-allowed' | 'too-many';
  /** The other side's address. */
  readonly from: string;
  readonly detail?: string;
};

export type FastAgiServer = {
  readonly host: string;
  readonly port: number;
  /** Connections by how they ended, since the start. */
  readonly counts: Readonly<Record<FastAgiEvent['kind'], number>>;
  /** Takes no more connections, and ends those under way when they are answered, or after a time. */
  close(): Promise<void>;
};

/** Calls under way may take so long once the server is told to close. */
const DRAIN_MS = 1_000;
const LOOPBACK = ['127.0.0.0/8', '::1'];

/**
 * Listens for Asterisk's `AGI(agi://host/decide)`.
 * @throws Error with the system's `code` (EADDRINUSE, …) when it cannot listen; RangeError for a network that is none
 */
export async function startFastAgi(options: FastAgiOptions): Promise<FastAgiServer> {
  const allowed = readNetworks(options.allowed ?? LOOPBACK);
  const limits: AgiLimits = { ...AGI_LIMITS, ...options.limits };
  const counts: Record<FastAgiEvent['kind'], number> = {
    ...{ answered: 0, hangup: 0, refused: 0, dropped: 0, late: 0, oversized: 0, strange: 0 },
    ...{ 'not-allowed': 0, 'too-many': 0 },
  };
  const open = new Set<AgiConnection>();
  const tell = (event: FastAgiEvent) => {
    counts[event.kind]++;
    options.onEvent?.(event);
  };
  const server = createServer((socket) => {
    const from = addressOf(socket);
    const kind = !isAllowed(allowed, from) ? 'not-allowed' : open.size >= limits.connections ? 'too-many' : undefined;
    if (kind !== undefined) {
      socket.on('error', () => {});
      socket.destroy();
      tell({ kind, from });
      return;
    }
    const connection = new AgiConnection(socket, limits, {
      answer: (asked) => answerOf(asked, options),
      onEnd: (ending, detail) => tell({ kind: ending, from, ...(detail === undefined ? {} : { detail }) }),
    });
    open.add(connection);
    socket.on('close', () => open.delete(connection));
  });
  const { address, port } = await listen(server, options);
  return { host: address, port, counts, close: () => closeServer(server, open) };
}

function answerOf(asked: AskedByAgi | { readonly fault: string }, options: FastAgiOptions) {
  if ('fault' in asked) return badRequestCommands(asked.fault);
  const decider = options.decider();
  if (decider === undefined) return notReadyCommands();
  return answerCommands(decider.decide(asked.call), options.masking, asked.isPersonal);
}

function listen(server: Server, { host, port }: FastAgiOptions): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve(server.address() as AddressInfo);
    });
  });
}

function closeServer(server: Server, open: ReadonlySet<AgiConnection>): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(() => {
      for (const connection of open) connection.close();
    }, DRAIN_MS);
    server.close(() => {
      clearTimeout(late);
      resolve();
    });
  });
}

/** An IPv4 address that comes over an IPv6 socket, as IPv4. */
function addressOf(socket: Socket): string {
  return (socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
}

function isAllowed(allowed: BlockList, address: string): boolean {
  return isIPv4(address) ? allowed.check(address, 'ipv4') : isIPv6(address) && allowed.check(address, 'ipv6');
}

/** @throws RangeError naming the entry */
function readNetworks(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(entry) ?? [];
    const family = isIPv4(address) ? 'ipv4' : isIPv6(address) ? 'ipv6' : undefined;
    const most = family === 'ipv4' ? 32 : 128;
    if (family === undefined || Number(bits ?? 0) > most) {
      throw new RangeError(`"${entry}" is no address or network; write 192.0.2.10, 192.0.2.0/24 or 2001:db8::/32.`);
    }
    list.addSubnet(address, Number(bits ?? most), family);
  }
  return list;
}
