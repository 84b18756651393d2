import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import { receiveDatagram } from './datagram.ts';
import type { Peer, Transport, TransportEvents } from './flow.ts';
import { plainAddress, type SipListener } from './listener.ts';
import { Peers } from './peers.ts';

/** What the kernel keeps while we are busy; it gives what it may. Bytes. */
export const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;

/** Listens for datagrams. Rejects when the address cannot be listened on. */
export async function listenUdp({ host, port }: SipListener, events: TransportEvents): Promise<Transport> {
  const family = isIPv6(host) ? 6 : 4;
  // Answers go to the address that a packet came from: looking it up each time would cost a turn of the event loop.
  const socket = createSocket({
    type: `udp${family}`,
    ipv6Only: family === 6,
    lookup: (name, _options, callback) => callback(null, name, family),
  });
  // Asked for first: with this lookup it listens before `bind` returns.
  const listening = once(socket, 'listening');
  socket.bind({ address: host, port });
  try {
    await listening;
  } catch (error) {
    socket.close();
    throw error;
  }
  // Linux tells of an unreachable peer here: that answer is lost, and RFC 3261's timers see to it.
  socket.on('error', (error) => events.onError(error));
  enlargeBuffer(socket);
  const peers = new Peers<string>((address) => peerAt(address, socket, events));
  socket.on('message', (bytes, { address, port: from }) => {
    if (!events.admits(address)) return;
    receiveDatagram(bytes, 0, bytes.length, peers.find(address), from, events, 0, false);
  });
  const bound = socket.address();
  return {
    host: bound.address,
    port: bound.port,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function peerAt(address: string, socket: Socket, events: TransportEvents): Peer {
  return {
    address: plainAddress(address),
    send(bytes, start, end, port) {
      // The socket may keep it for a while.
      const copy = Buffer.allocUnsafe(end - start);
      bytes.copy(copy, 0, start, end);
      socket.send(copy, port, address, (error) => {
        if (error !== null) events.onError(error);
      });
    },
  };
}

function enlargeBuffer(socket: Socket): void {
  try {
    socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES);
  } catch {
    // The system's own size will do: what does not fit is sent again.
  }
}
