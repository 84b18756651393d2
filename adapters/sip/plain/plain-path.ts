import type { Call, CallerMasking, Clock, Decision } from '../../../engine/index.ts';
import type { SipCounters } from '../counters.ts';
import type { Refusal } from '../messages/refusal.ts';
import { overloaded } from '../redirect/outcome-lines.ts';
import { ANSWER_SLOT_BYTES } from '../transactions/answer-slots.ts';
import { hashKeyBytes, type KeyHash } from '../transactions/key-hash.ts';
import type { TransactionTable } from '../transactions/transaction-table.ts';
import type { Peer } from '../transport/flow.ts';
import { SIP_PORT } from '../transport/reply-port.ts';
import type { Trunk, Trunks } from '../trunks/trunk.ts';
import { ascii, isText } from './byte-classes.ts';
import { type AnswerText, answerTextOf } from './plain-redirect.ts';
import { FIELD, PlainRequest } from './plain-request.ts';
import type { PlainVia } from './plain-via.ts';
import { headBound, writeAnswer } from './write-answer.ts';
import { copyBytes, copyLowerCase, writeBytes, writePort } from './write-bytes.ts';

export type PlainPathOptions = {
  readonly engine: { decide(call: Call): Decision };
  readonly clock: Clock;
  readonly trunks: Trunks;
  readonly counters: SipCounters;
  /** `host:port` of every address listened on. */
  readonly own: ReadonlySet<string>;
  readonly table: TransactionTable;
  /** Of the caller in receipts. */
  readonly masking: CallerMasking;
};

const INVITE_LETTER = 0x49;
const ACK_LETTER = 0x41;
/** More than a head of MAX_PLAIN_BYTES and all Contacts take. */
const LONG_ANSWER_BYTES = 65_536;
const KEY_BYTES = 16_384;
const OVER_UDP = ascii(' udp:');
/** Of one call at a time. */
const keyBytes = Buffer.alloc(KEY_BYTES);
const long = Buffer.alloc(LONG_ANSWER_BYTES);

/**
 * The short way of a datagram that holds an INVITE or an ACK as nearly all of them come: from its bytes to the answer's
 * bytes, by the same rules as the long way, whose answer it is byte for byte. What is not of that form is left alone.
 */
export class PlainPath {
  private readonly options: PlainPathOptions;
  private readonly request = new PlainRequest();
  private readonly key: KeyHash = { a: 0, b: 0, c: 0, d: 0 };
  private readonly merge: KeyHash = { a: 0, b: 0, c: 0, d: 0 };
  private readonly isOwnVia = (bytes: Uint8Array, via: PlainVia) => this.isOwn(bytes, via);
  private own: readonly { readonly host: string; readonly port: number }[] = [];

  constructor(options: PlainPathOptions) {
    this.options = options;
  }

  /**
   * Deals with the datagram `bytes[start, end)`, if it can; false leaves everything to the long way.
   * @param isOverloaded whether so much waits that no new call is taken
   */
  take(bytes: Buffer, start: number, end: number, peer: Peer, port: number, isOverloaded: boolean): boolean {
    if (bytes[start] === ACK_LETTER) return this.takeAck(bytes, start, end);
    return bytes[start] === INVITE_LETTER && this.takeInvite(bytes, start, end, peer, port, isOverloaded);
  }

  private takeAck(bytes: Buffer, start: number, end: number): boolean {
    const { request, key, options } = this;
    if (!request.readAck(bytes, start, end)) return false;
    this.hashKey(bytes, request.top);
    if (!options.table.plain.acknowledge(key)) return false;
    options.counters.received++;
    options.counters.requests.ACK++;
    return true;
  }

  private takeInvite(
    bytes: Buffer,
    start: number,
    end: number,
    peer: Peer,
    port: number,
    isOverloaded: boolean,
  ): boolean {
    const { request, key, merge } = this;
    const { trunks, counters, table, own } = this.options;
    const trunk = trunks.find(peer.address);
    if (trunk === undefined || !trunk.allowed || trunk.historyInfo || trunk.dualBilling) return false;
    if (this.own.length !== own.size) this.own = [...own].map(hostAndPortOf);
    if (!request.readInvite(bytes, start, end, trunk.trust, this.isOwnVia)) return false;
    this.hashKey(bytes, request.top);
    if (table.plain.absorb(key)) {
      this.count();
      counters.retransmissions++;
      return true;
    }
    this.hashMerge(bytes, request);
    if (table.plain.isMerged(merge) || this.isKnownElsewhere(bytes)) return false;
    this.count();
    if (isOverloaded || table.isFull) {
      counters.overloaded++;
      this.answer(OVERLOADED, bytes, peer, port, trunk, false);
      return true;
    }
    counters.decisions++;
    const answer = answerTextOf(this.decide(bytes, trunk), trunk, this.options.masking);
    this.answer(answer, bytes, peer, port, trunk, true);
    return true;
  }

  private count(): void {
    this.options.counters.received++;
    this.options.counters.requests.INVITE++;
  }

  private decide(bytes: Buffer, trunk: Trunk): Decision {
    const { request } = this;
    const { digitsStart, digitsEnd } = request.isAsserted ? request.asserted : request.from;
    return this.options.engine.decide({
      called: bytes.toString('latin1', request.calledStart, request.calledEnd),
      caller: bytes.toString('latin1', digitsStart, digitsEnd),
      callerFormat: trunk.callerFormat,
      withheld: false,
      at: this.options.clock.now(),
      callId: bytes.toString('latin1', request.starts[FIELD.callId], request.ends[FIELD.callId]),
    });
  }

  /** @param isKept whether a transaction keeps the answer; a refusal for overload takes no memory */
  private answer(answer: AnswerText, bytes: Buffer, peer: Peer, port: number, trunk: Trunk, isKept: boolean): void {
    const { request, key, merge } = this;
    const { table, counters } = this.options;
    const { status, statusLine, lines } = answer;
    counters.responses[status] = (counters.responses[status] ?? 0) + 1;
    const bound = headBound(request) + statusLine.length + lines.length;
    const { slots } = table.plain;
    const slot = isKept && bound <= ANSWER_SLOT_BYTES ? slots.take() : -1;
    const out = slot >= 0 ? slots.bytesOf(slot) : bound <= long.length ? long : Buffer.alloc(bound);
    const start = slot >= 0 ? slots.startOf(slot) : 0;
    const end = writeAnswer(out, start, statusLine, lines, request, bytes, key, peer, port);
    const { rportStart, port: sentByPort } = request.top;
    const isToSource = trunk.symmetric || rportStart > 0;
    const replyPort = isToSource ? port : sentByPort > 0 ? sentByPort : SIP_PORT;
    peer.send(out, start, end, replyPort);
    if (slot >= 0) table.plain.add(key, merge, slot, end - start, peer, replyPort);
    else if (isKept) {
      const kept = Buffer.from(out.subarray(start, end));
      const send = () => peer.send(kept, 0, kept.length, replyPort);
      table.addInvite(this.keyText(bytes), this.mergeText(bytes), kept, send, false);
    }
  }

  /** Whether the long way has a transaction that this INVITE may belong to. */
  private isKnownElsewhere(bytes: Buffer): boolean {
    const { table } = this.options;
    return table.hasLongInvites && table.knowsLongInvite(this.keyText(bytes), this.mergeText(bytes));
  }

  /** As `transactionKey` has it. */
  private hashKey(bytes: Buffer, via: PlainVia): void {
    hashKeyBytes(this.key, keyBytes, this.writeKey(bytes, via));
  }

  private writeKey(bytes: Buffer, { branchStart, branchEnd, hostStart, hostEnd, port }: PlainVia): number {
    let end = copyBytes(keyBytes, 0, bytes, branchStart, branchEnd);
    end = copyLowerCase(keyBytes, writeBytes(keyBytes, end, OVER_UDP), bytes, hostStart, hostEnd);
    keyBytes[end++] = 0x3a;
    return port === 0 ? end : writePort(keyBytes, end, port);
  }

  /** As `mergeKey` has it. */
  private hashMerge(bytes: Buffer, request: PlainRequest): void {
    hashKeyBytes(this.merge, keyBytes, this.writeMerge(bytes, request));
  }

  private writeMerge(bytes: Buffer, { starts, ends, from }: PlainRequest): number {
    let end = copyBytes(keyBytes, 0, bytes, starts[FIELD.callId]!, ends[FIELD.callId]!);
    keyBytes[end++] = 0x20;
    end = copyBytes(keyBytes, end, bytes, from.tagStart, from.tagEnd);
    keyBytes[end++] = 0x20;
    return copyBytes(keyBytes, end, bytes, starts[FIELD.cseq]!, ends[FIELD.cseq]! - ' INVITE'.length);
  }

  private keyText(bytes: Buffer): string {
    return keyBytes.toString('latin1', 0, this.writeKey(bytes, this.request.top));
  }

  private mergeText(bytes: Buffer): string {
    return keyBytes.toString('latin1', 0, this.writeMerge(bytes, this.request));
  }

  private isOwn(bytes: Uint8Array, { hostStart, hostEnd, port }: PlainVia): boolean {
    const bracket = bytes[hostStart] === 0x5b ? 1 : 0;
    for (const own of this.own) {
      const isPort = own.port === (port === 0 ? SIP_PORT : port);
      if (isPort && isText(bytes, hostStart + bracket, hostEnd - bracket, own.host)) return true;
    }
    return false;
  }
}

function textOf({ status, reason, headers }: Refusal): AnswerText {
  const lines = `${headers.join('\r\n')}\r\nContent-Length: 0\r\n\r\n`;
  return { status, statusLine: `SIP/2.0 ${status} ${reason}\r\n`, lines };
}

const OVERLOADED = textOf(overloaded());

function hostAndPortOf(text: string): { readonly host: string; readonly port: number } {
  const colon = text.lastIndexOf(':');
  const host = text.slice(0, colon);
  return { host: host.startsWith('[') ? host.slice(1, -1) : host, port: Number(text.slice(colon + 1)) };
}
