import type { SipCall } from './sip-workload.ts';

/** Hexadecimal digits by which a call is known: in branch, Call-ID and From tag. */
const ID_DIGITS = 8;
const ID = '00000000';
const BRANCH = Buffer.from('z9hG4bKb', 'latin1');
const TO = Buffer.from('\r\nTo: ', 'latin1');
const HEX = Buffer.from('0123456789abcdef', 'latin1');

/** A call's packets with a number in them that is set for each use. */
export type Packets = {
  readonly call: SipCall;
  readonly invite: Buffer;
  /** The ACK up to its To field, and from there on. */
  readonly ackHead: Buffer;
  readonly ackTail: Buffer;
};

/** As a switch writes them, without a body. */
export function packetsOf(call: SipCall, port: number): Packets {
  const { called, caller } = call;
  const head = (method: string) =>
    [
      `${method} sip:${called}@127.0.0.1 SIP/2.0`,
      `Via: SIP/2.0/UDP 127.0.0.1:${port};branch=z9hG4bKb${ID};rport`,
      'Max-Forwards: 70',
      `From: "Bench" <sip:${caller}@127.0.0.1>;tag=f${ID}`,
    ].join('\r\n');
  const tail = (method: string) =>
    ['', `Call-ID: ${ID}-bench@127.0.0.1`, `CSeq: 1 ${method}`, 'Content-Length: 0', '', ''].join('\r\n');
  const to = `\r\nTo: <sip:${called}@127.0.0.1>`;
  const contact = `\r\nContact: <sip:bench@127.0.0.1:${port}>\r\nUser-Agent: bench\r\nAllow: INVITE, ACK, CANCEL, OPTIONS, BYE`;
  return {
    call,
    invite: latin1(head('INVITE') + to + contact + tail('INVITE')),
    ackHead: latin1(head('ACK')),
    ackTail: latin1(tail('ACK')),
  };
}

/** Puts a call's number into its packets. */
export function numberPackets({ invite, ackHead, ackTail }: Packets, id: number): void {
  for (const [packet, places] of [
    [invite, placesIn(invite)],
    [ackHead, placesIn(ackHead)],
    [ackTail, placesIn(ackTail)],
  ] as const) {
    for (const place of places) writeId(packet, place, id);
  }
}

const known = new WeakMap<Buffer, readonly number[]>();

function placesIn(packet: Buffer): readonly number[] {
  const found = known.get(packet);
  if (found !== undefined) return found;
  const text = packet.toString('latin1');
  const places: number[] = [];
  for (const before of ['branch=z9hG4bKb', ';tag=f', 'Call-ID: ']) {
    const at = text.indexOf(before);
    if (at >= 0) places.push(at + before.length);
  }
  known.set(packet, places);
  return places;
}

/** The number of the call that `bytes[start, end)` answers; -1 for no answer to any. */
export function idOfAnswer(bytes: Buffer, start: number, end: number): number {
  const at = bytes.indexOf(BRANCH, start);
  if (at < 0 || at + BRANCH.length + ID_DIGITS > end) return -1;
  let id = 0;
  for (let i = at + BRANCH.length; i < at + BRANCH.length + ID_DIGITS; i++) {
    const code = bytes[i]!;
    id = id * 16 + (code < 0x3a ? code - 0x30 : code - 0x57);
  }
  return id;
}

/** The status of an answer. */
export function statusOf(bytes: Buffer, start: number): number {
  return (bytes[start + 8]! - 0x30) * 100 + (bytes[start + 9]! - 0x30) * 10 + bytes[start + 10]! - 0x30;
}

/** Writes the ACK of an answer at `out[at]`, with the answer's To; returns the end. */
export function writeAck(
  out: Buffer,
  at: number,
  { ackHead, ackTail }: Packets,
  answer: Buffer,
  start: number,
): number {
  out.set(ackHead, at);
  let end = at + ackHead.length;
  let i = answer.indexOf(TO, start);
  const lineEnd = answer.indexOf(0x0d, i + TO.length);
  for (; i < lineEnd; i++) out[end++] = answer[i]!;
  out.set(ackTail, end);
  return end + ackTail.length;
}

function writeId(packet: Buffer, at: number, id: number): void {
  for (let i = 0; i < ID_DIGITS; i++) packet[at + i] = HEX[(id >>> (28 - 4 * i)) & 15]!;
}

function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}
