import type { Source } from '../messages/build-response.ts';
import type { Head } from '../messages/head.ts';

/** Where a message came from, and the way back. */
export type Flow = {
  readonly source: Source;
  /** TCP: what is sent arrives, or the connection is lost. */
  readonly isReliable: boolean;
  /** Sends to `port` at the source's address; over TCP on the message's own connection, whatever the port. */
  send(response: Buffer, port: number): void;
};

/** A host that sends datagrams: what does not change from one to the next. */
export type Peer = {
  /** As `plainAddress` has it. */
  readonly address: string;
  /** Sends `bytes[start, end)`, which may change as soon as this returns, to a port of it. */
  send(bytes: Buffer, start: number, end: number, port: number): void;
};

/** What a transport hands up: a message's head, and why it could not be taken as a whole, if so. */
export type Arrival = {
  readonly head: Head;
  readonly flow: Flow;
  readonly fault: FramingFault | undefined;
};

/** `too-large` asks for 513, `bad-length` for 400. */
export type FramingFault = 'too-large' | 'bad-length';

/** What a transport tells its server. */
export type TransportEvents = {
  /** Whether anything from this address is read at all. */
  admits(address: string): boolean;
  /**
   * A datagram `bytes[start, end)`, before anything of it is read; false: it is to be read and handed to `onArrival`.
   * @param waiting how many more wait in the socket, as far as that is known
   */
  onDatagram(bytes: Buffer, start: number, end: number, peer: Peer, port: number, waiting: number): boolean;
  /** @param waiting as of `onDatagram`; 0 on a connection, whose sender is held back */
  onArrival(arrival: Arrival, waiting: number): void;
  /** Something that is no SIP message. */
  onNoise(source: Source): void;
  onError(error: Error): void;
};

export type Transport = {
  /** The address and port that it is bound to. */
  readonly host: string;
  readonly port: number;
  /** Datagrams that the kernel had no room for; absent where it does not tell. */
  dropped?(): number;
  close(): Promise<void>;
};
