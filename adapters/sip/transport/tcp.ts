import { once } from 'node:events';
import { type AddressInfo, createServer, isIPv6, type Socket } from 'node:net';
import { IDLE_CONNECTION_MS, MAX_CONNECTIONS, MAX_UNSENT_BYTES, MAX_WAIT_MS, PARTIAL_MESSAGE_MS } from '../limits.ts';
import type { Flow, Transport, TransportEvents } from './flow.ts';
import { plainAddress, type SipListener } from './listener.ts';
import { type Framed, StreamFraming } from './stream-framing.ts';

/** Whoever does not close its side is not waited for longer than this. */
const DESTROY_AFTER_MS = 1_000;
const PONG = Buffer.from('\r\n', 'latin1');

/** Listens for connections. Rejects when the address cannot be listened on. */
export async function listenTcp({ host, port }: SipListener, events: TransportEvents): Promise<Transport> {
  const open = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    // A peer that goes away in the middle of an answer is nothing that ends a server.
    socket.on('error', (error) => events.onError(error));
    serve(socket, events);
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.listen({ host, port, ipv6Only: isIPv6(host) });
  await once(server, 'listening');
  server.on('error', (error) => events.onError(error));
  const bound = server.address() as AddressInfo;
  return {
    host: bound.address,
    port: bound.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.end();
        setTimeout(() => {
          for (const socket of open) socket.destroy();
        }, DESTROY_AFTER_MS).unref();
      }),
  };
}

function serve(socket: Socket, events: TransportEvents): void {
  const { remoteAddress = '', remotePort = 0 } = socket;
  if (!events.admits(remoteAddress)) {
    socket.destroy();
    return;
  }
  const flow = flowOf(socket, plainAddress(remoteAddress), remotePort);
  const framing = new StreamFraming();
  let partial: NodeJS.Timeout | undefined;
  socket.setTimeout(IDLE_CONNECTION_MS, () => socket.destroy());
  socket.on('close', () => clearTimeout(partial));
  socket.on('data', (chunk: Buffer) => {
    const wasInside = framing.isInside;
    const found = framing.push(chunk);
    for (const framed of found) take(framed, flow, socket, events);
    if (wasInside && framing.isInside && found.length === 0) return;
    clearTimeout(partial);
    partial = framing.isInside ? setTimeout(() => socket.destroy(), PARTIAL_MESSAGE_MS).unref() : undefined;
  });
}

function take(framed: Framed, flow: Flow, socket: Socket, events: TransportEvents): void {
  if (framed.kind === 'ping') {
    socket.write(PONG);
    return;
  }
  if (framed.head === undefined) events.onNoise(flow.source);
  else events.onArrival({ head: framed.head, flow, fault: framed.kind === 'broken' ? framed.fault : undefined }, 0);
  if (framed.kind === 'broken') endSoon(socket);
}

/**
 * RFC 3261 18.3 knows no way on in a stream whose next message cannot be found. What waits is answered first; and what
 * still comes is read, or else the kernel would reset the connection and take the answer from the peer.
 */
function endSoon(socket: Socket): void {
  setTimeout(() => socket.end(), MAX_WAIT_MS).unref();
  setTimeout(() => socket.destroy(), DESTROY_AFTER_MS).unref();
}

function flowOf(socket: Socket, address: string, port: number): Flow {
  return {
    source: { address, port },
    isReliable: true,
    send: (response) => {
      if (socket.writable) socket.write(response);
      // A peer that asks and does not read would fill the memory.
      if (socket.writableLength > MAX_UNSENT_BYTES) socket.destroy();
    },
  };
}
