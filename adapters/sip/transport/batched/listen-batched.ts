import { isIPv6 } from 'node:net';
import { MESSAGES_PER_TURN } from '../../limits.ts';
import { addressBytes } from '../../trunks/address-range.ts';
import { receiveDatagram } from '../datagram.ts';
import type { Peer, Transport, TransportEvents } from '../flow.ts';
import { hostAndPort, type SipListener } from '../listener.ts';
import { Peers } from '../peers.ts';
import { RECEIVE_BUFFER_BYTES } from '../udp.ts';
import { ADDRESS_BYTES, addressText, MessageBatch, socketAddress } from './message-batch.ts';
import { Outgoing } from './outgoing.ts';
import { SystemCallError, type SystemCalls } from './system-calls.ts';

const MESSAGES = 64;
/** The largest datagram and some: places a power of two apart would fall on the same lines of the cache. */
const PLACE_BYTES = 65_536 + 320;
const SOL_SOCKET = 1;
const SO_RCVBUF = 8;
const SO_REUSEPORT = 15;
const SO_RCVBUFFORCE = 33;
const SO_MEMINFO = 55;
const IPPROTO_IPV6 = 41;
const IPV6_V6ONLY = 26;
/** Of SO_MEMINFO: bytes that wait, bytes that may, and how many datagrams were dropped for want of room. */
const MEMINFO = { waitingBytes: 0, roomBytes: 1, dropped: 8, words: 9 } as const;
/** What the kernel reckons for a datagram of a kilobyte. */
const KERNEL_BYTES = 2_304;
/** Of the kernel's room; beyond it calls are refused, before their datagrams are dropped unseen. */
const FULL_SHARE = 0.75;

export type BatchedOptions = {
  /** Several processes listen on one port; the kernel gives each source to one of them. */
  readonly sharesPort: boolean;
};

/**
 * Listens for datagrams with recvmmsg(2) and sendmmsg(2): many for each system call when many come, and no more waiting
 * than by one at a time when few do. @throws SystemCallError when the address cannot be listened on
 */
export function listenBatched(
  { host, port }: SipListener,
  events: TransportEvents,
  calls: SystemCalls,
  { sharesPort }: BatchedOptions,
): Transport {
  const family = isIPv6(host) ? 6 : 4;
  const descriptor = calls.openSocket(family);
  try {
    if (family === 6) calls.setOption(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, 1);
    if (sharesPort) calls.setOption(descriptor, SOL_SOCKET, SO_REUSEPORT, 1);
    enlargeBuffer(calls, descriptor);
    calls.bind(descriptor, socketAddress(family, addressBytes(host)!, port));
    const socket = new BatchedSocket(calls, descriptor, family, events);
    const bound = Buffer.from(new ArrayBuffer(ADDRESS_BYTES));
    calls.boundAddress(descriptor, bound);
    return {
      host: addressText(family, bound, 0),
      port: bound.readUInt16BE(2),
      dropped: () => socket.dropped(),
      close: async () => socket.close(),
    };
  } catch (error) {
    calls.close(descriptor);
    throw error instanceof SystemCallError ? error.at(hostAndPort(host, port)) : error;
  }
}

class BatchedSocket {
  private readonly calls: SystemCalls;
  private readonly descriptor: number;
  private readonly family: 4 | 6;
  private readonly events: TransportEvents;
  private readonly incoming: MessageBatch;
  private readonly addressWords: Int32Array;
  private readonly outgoing: Outgoing;
  private readonly watch: { close(): void };
  private readonly memory = new Int32Array(32);
  private readonly byNumber = new Peers<number>(() => this.heardPeer());
  private readonly byText = new Peers<string>(() => this.heardPeer());
  /** Where the address lies of which a peer is being made. */
  private addressAt = 0;
  private isReceiving = false;
  private isFlushDue = false;
  private isClosed = false;

  constructor(calls: SystemCalls, descriptor: number, family: 4 | 6, events: TransportEvents) {
    this.calls = calls;
    this.descriptor = descriptor;
    this.family = family;
    this.events = events;
    this.incoming = new MessageBatch(MESSAGES, MESSAGES * PLACE_BYTES, PLACE_BYTES, (bytes) => calls.addressOf(bytes));
    this.addressWords = new Int32Array(this.incoming.addresses.buffer);
    this.outgoing = new Outgoing(calls, descriptor, family, (error) => events.onError(error));
    this.watch = calls.watch(descriptor, () => this.receive());
  }

  /** Datagrams that the kernel had no room for. */
  dropped(): number {
    if (!this.isClosed) this.calls.option(this.descriptor, SOL_SOCKET, SO_MEMINFO, this.memory);
    return this.memory[MEMINFO.dropped]!;
  }

  close(): void {
    if (this.isClosed) return;
    this.dropped();
    this.outgoing.flush();
    this.isClosed = true;
    this.watch.close();
    this.calls.close(this.descriptor);
  }

  /** A turn: up to MESSAGES_PER_TURN messages; if there are more, libuv calls again when timers and others had theirs. */
  private receive(): void {
    this.isReceiving = true;
    for (let turn = 0; turn < MESSAGES_PER_TURN && !this.isClosed; turn += MESSAGES) {
      const count = this.calls.receive(this.descriptor, this.incoming.headersAt, MESSAGES);
      if (count < 0) {
        this.events.onError(new Error(`recvmmsg errno ${-count}`));
        break;
      }
      const waiting = count === MESSAGES ? this.waiting() : 0;
      for (let i = 0; i < count; i++) this.receiveOne(i, waiting);
      if (!this.isClosed) this.outgoing.flush();
      if (count < MESSAGES) break;
    }
    this.isReceiving = false;
  }

  private receiveOne(i: number, waiting: number): void {
    const { incoming, events } = this;
    const { bytes, addresses } = incoming;
    const at = i * ADDRESS_BYTES;
    this.addressAt = at;
    const peer =
      this.family === 4
        ? this.byNumber.find(this.addressWords[(at >>> 2) + 1]!)
        : this.byText.find(addresses.toString('latin1', at + 8, at + 28));
    if (!events.admits(peer.address)) return;
    const port = (addresses[at + 2]! << 8) | addresses[at + 3]!;
    const start = i * PLACE_BYTES;
    const end = start + Math.min(incoming.lengthOf(i), PLACE_BYTES);
    receiveDatagram(bytes, start, end, peer, port, events, waiting, incoming.isTruncated(i));
  }

  /** How many messages wait in the kernel, about; endless when its room is nearly full. */
  private waiting(): number {
    this.calls.option(this.descriptor, SOL_SOCKET, SO_MEMINFO, this.memory);
    const bytes = this.memory[MEMINFO.waitingBytes]!;
    if (bytes > this.memory[MEMINFO.roomBytes]! * FULL_SHARE) return Number.POSITIVE_INFINITY;
    return Math.floor(bytes / KERNEL_BYTES);
  }

  private heardPeer(): Peer {
    const { addresses } = this.incoming;
    const own = Buffer.from(addresses.subarray(this.addressAt, this.addressAt + ADDRESS_BYTES));
    return {
      address: addressText(this.family, own, 0),
      send: (bytes, start, end, port) => {
        if (this.isClosed) return;
        this.outgoing.add(bytes, start, end, own, port);
        if (!this.isReceiving) this.flushSoon();
      },
    };
  }

  /** What timers and the work queue send goes out together, at the end of their turn. */
  private flushSoon(): void {
    if (this.isFlushDue) return;
    this.isFlushDue = true;
    queueMicrotask(() => {
      this.isFlushDue = false;
      if (!this.isClosed) this.outgoing.flush();
    });
  }
}

/** Beyond the system's limit only for root; else what it gives will do: what does not fit is sent again. */
function enlargeBuffer(calls: SystemCalls, descriptor: number): void {
  for (const option of [SO_RCVBUFFORCE, SO_RCVBUF]) {
    try {
      calls.setOption(descriptor, SOL_SOCKET, option, RECEIVE_BUFFER_BYTES);
      return;
    } catch {
      // The next one asks for less.
    }
  }
}
