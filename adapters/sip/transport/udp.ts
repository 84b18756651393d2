import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import { MAX_BODY_BYTES, MAX_HEAD_BYTES } from '../limits.ts';
import { parseHead } from '../messages/parse-head.ts';
import type { Flow, FramingFault, Transport, TransportEvents } from './flow.ts';
import { plainAddress, type SipListener } from './listener.ts';

/** What the kernel keeps while we are busy; it gives what it may. Bytes. */
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;
const HEAD_END = Buffer.from('\r\n\r\n', 'latin1');

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
  socket.on('message', (bytes, remote) => receive(bytes, remote, socket, events));
  const bound = socket.address();
  return {
    host: bound.address,
    port: bound.port,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function receive(bytes: Buffer, remote: RemoteInfo, socket: Socket, events: TransportEvents): void {
  if (!events.admits(remote.address) || isKeepAlive(bytes)) return;
  const flow: Flow = {
    source: { address: plainAddress(remote.address), port: remote.port },
    isReliable: false,
    send: (response, port) => {
      socket.send(response, port, remote.address, (error) => {
        if (error !== null) events.onError(error);
      });
    },
  };
  const headEnd = bytes.indexOf(HEAD_END);
  const isTooLarge = headEnd > MAX_HEAD_BYTES || (headEnd < 0 && bytes.length > MAX_HEAD_BYTES);
  const textEnd = isTooLarge ? MAX_HEAD_BYTES : headEnd < 0 ? bytes.length : headEnd;
  const head = parseHead(bytes.toString('latin1', 0, textEnd));
  if (head === undefined) {
    events.onNoise(flow.source);
    return;
  }
  const fault = isTooLarge ? 'too-large' : lengthFault(head.contentLength, headEnd, bytes.length);
  events.onArrival({ head, flow, fault });
}

/**
 * RFC 3261 18.3: "If there are additional bytes in the transport packet beyond the end of the body, they MUST be
 * discarded. If the transport packet ends before the end of the message body, this is considered an error. … If the
 * message is a request, the element SHOULD generate a 400 (Bad Request) response." Without a length the packet's end is it.
 */
function lengthFault(contentLength: number | undefined, headEnd: number, total: number): FramingFault | undefined {
  if (headEnd < 0) return 'bad-length';
  if (contentLength === undefined) return undefined;
  if (contentLength > MAX_BODY_BYTES) return 'too-large';
  return contentLength < 0 || headEnd + HEAD_END.length + contentLength > total ? 'bad-length' : undefined;
}

/** Blank lines, as RFC 5626 3.5.1 and many gateways send them, and the four zero bytes of others. */
function isKeepAlive(bytes: Buffer): boolean {
  return bytes.length <= 4 && bytes.every((byte) => byte === 0x0d || byte === 0x0a || byte === 0);
}

function enlargeBuffer(socket: Socket): void {
  try {
    socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES);
  } catch {
    // The system's own size will do: what does not fit is sent again.
  }
}
