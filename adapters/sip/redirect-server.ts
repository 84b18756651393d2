import type { Call, CallerMasking, Clock, Decision, NodeState } from '../../engine/index.ts';
import { readIntelligentNumber } from '../../rules/index.ts';
import { countRequest, type SipCounters } from './counters.ts';
import { readVia, type Via } from './grammar/via.ts';
import { MAX_PLAIN_ANSWERS, MAX_PLAIN_TRANSACTIONS, MAX_TRANSACTIONS } from './limits.ts';
import { buildResponse } from './messages/build-response.ts';
import { headerTokens, headerValue, type RequestHead } from './messages/head.ts';
import { readRequest, type SipRequest } from './messages/read-request.ts';
import { type Refusal, refuse } from './messages/refusal.ts';
import { tagOf } from './messages/tag.ts';
import { PlainPath } from './plain/plain-path.ts';
import { answerInvite, callOf, dialledOn } from './redirect/answer-invite.ts';
import { findLoop } from './redirect/find-loop.ts';
import { notReady, overloaded } from './redirect/outcome-lines.ts';
import type { Timers } from './transactions/timers.ts';
import { branchKey, transactionKey } from './transactions/transaction-key.ts';
import { TransactionTable } from './transactions/transaction-table.ts';
import type { Arrival, Flow, Peer } from './transport/flow.ts';
import { replyPort } from './transport/reply-port.ts';
import { WorkQueue } from './transport/work-queue.ts';
import type { Trunk, Trunks } from './trunks/trunk.ts';

/** What decides: an engine, or whatever counts its decisions. */
export type SipDecider = {
  decide(call: Call): Decision;
  /** Absent: always ready. */
  readonly state?: NodeState;
};

export type RedirectOptions = {
  readonly engine: SipDecider;
  readonly clock: Clock;
  readonly trunks: Trunks;
  readonly timers: Timers;
  readonly counters: SipCounters;
  /** `host:port` of every address listened on. */
  readonly own: ReadonlySet<string>;
  /** How much of the caller the receipts hide. */
  readonly masking: CallerMasking;
  /** Messages that may wait; otherwise as many as are done within a tenth of a second, as measured. */
  readonly maxWaiting?: number | undefined;
};

const ALLOW = 'Allow: INVITE, ACK, CANCEL, OPTIONS';
/**
 * Extensions that ask nothing of a server which answers finally at once and has no dialogs: no provisional answer is to
 * be acknowledged (RFC 3262), no dialog refreshed (RFC 4028). The next hop is asked for them again.
 */
const SUPPORTED = ['100rel', 'timer', 'histinfo'];
/** RFC 3261 11.2: what a 200 to OPTIONS should tell. */
const CAPABILITIES = [
  ALLOW,
  'Accept: application/sdp',
  'Accept-Encoding: identity',
  'Accept-Language: en',
  `Supported: ${SUPPORTED.join(', ')}`,
];

/** The redirect server of RFC 3261 8.3: every request gets its final answer at once, every retransmission the same one. */
export class RedirectServer {
  private readonly options: RedirectOptions;
  private readonly table: TransactionTable;
  private readonly queue: WorkQueue<Arrival>;
  private readonly plain: PlainPath;

  constructor(options: RedirectOptions) {
    this.options = options;
    this.table = new TransactionTable({
      timers: options.timers,
      nowMs: () => performance.now(),
      limit: MAX_TRANSACTIONS,
      maxPlainTransactions: MAX_PLAIN_TRANSACTIONS,
      maxPlainAnswers: MAX_PLAIN_ANSWERS,
    });
    this.plain = new PlainPath({ ...options, table: this.table });
    this.queue = new WorkQueue({
      work: (arrival) => this.answer(arrival, false),
      refuse: (arrival) => this.answer(arrival, true),
      limit: options.maxWaiting,
      nowMs: () => performance.now(),
    });
  }

  /** Server transactions that are not over. */
  get transactions(): number {
    return this.table.size;
  }

  /**
   * The short way of a datagram, tried before it is parsed; false leaves it to `receive`. In order: while something
   * waits, everything does.
   * @param waiting messages that wait in the transport, as far as it knows
   */
  receivePlain(bytes: Buffer, start: number, end: number, peer: Peer, port: number, waiting: number): boolean {
    if (this.queue.length > 0) return false;
    return this.plain.take(bytes, start, end, peer, port, waiting > this.queue.limit);
  }

  /** @param waiting messages that wait in the transport, as far as it knows */
  receive(arrival: Arrival, waiting = 0): void {
    this.options.counters.received++;
    if (arrival.head.kind === 'request') countRequest(this.options.counters, arrival.head.method);
    // What is read from the sockets in a turn is done in it: how much more there is only they can tell.
    if (waiting > this.queue.limit) this.answer(arrival, true);
    else this.queue.offer(arrival);
  }

  close(): void {
    this.queue.close();
    this.table.close();
  }

  private answer({ head, flow, fault }: Arrival, isOverloaded: boolean): void {
    if (head.kind === 'response') {
      // RFC 3261 18.1.2 and 16.7: an answer that belongs to no client transaction of ours, which has none, is dropped.
      this.options.counters.noise++;
      return;
    }
    if (head.method === 'ACK') {
      this.acknowledge(head, flow);
      return;
    }
    if (fault !== undefined) {
      const refusal = fault === 'too-large' ? refuse(513, 'Message Too Large') : refuse(400, 'Bad Content-Length');
      this.sendStateless(head, flow, head.fault === undefined ? refusal : refuse(400, head.fault));
      return;
    }
    const { request, refusal } = readRequest(head);
    if (request === undefined) this.sendStateless(head, flow, refusal);
    else this.answerRequest(request, head, flow, isOverloaded);
  }

  /** 17.1.1.3: an ACK has its INVITE's branch, and gets no answer whatever is wrong with it. Its Via is enough to know it by. */
  private acknowledge(head: RequestHead, flow: Flow): void {
    const via = readVia(headerValue(head.headers, 'via') ?? '');
    if (via === undefined) return;
    const key = branchKey(via, flow.isReliable);
    const request = key === undefined ? readRequest(head).request : undefined;
    if (key !== undefined) this.table.acknowledge(key);
    else if (request !== undefined) this.table.acknowledge(transactionKey(request, flow.isReliable));
  }

  private answerRequest(request: SipRequest, head: RequestHead, flow: Flow, isOverloaded: boolean): void {
    const { options, table } = this;
    const key = transactionKey(request, flow.isReliable);
    if (table.absorb(key, request.method)) {
      options.counters.retransmissions++;
      return;
    }
    const trunk = options.trunks.find(flow.source.address);
    if (trunk?.allowed !== true) {
      // Without a transaction, so that no stranger fills the memory.
      this.sendStateless(head, flow, refuse(403, 'Forbidden'));
      return;
    }
    if (isOverloaded || table.isFull) {
      options.counters.overloaded++;
      this.sendStateless(head, flow, overloaded());
      return;
    }
    const refusal = this.refusalOf(request, trunk, key) ?? this.finalAnswer(request, trunk, key);
    const response = this.build(head, request.via, flow, refusal, key);
    const port = replyPort(request.via, flow.source.port, trunk.symmetric);
    flow.send(response, port);
    table.add(key, request, response, (again) => flow.send(again, port), flow.isReliable);
  }

  /** What RFC 3261 8.2 and 16.3 have refused before anything is decided, in their order. */
  private refusalOf(request: SipRequest, trunk: Trunk, key: string): Refusal | undefined {
    const { method, maxForwards, toTag } = request;
    if (method === 'CANCEL') return undefined;
    // 8.2.1: "If the UAS recognizes but does not support the method of a request, it MUST generate a 405 (Method Not
    // Allowed) response. … The response MUST include an Allow header field".
    if (method !== 'INVITE' && method !== 'OPTIONS') return refuse(405, 'Method Not Allowed', ALLOW);
    // 16.3: "If the request contains a Max-Forwards header field with a field value of zero (0), the element MUST NOT
    // forward the request. If the request was for OPTIONS, the element MAY act as the final recipient and respond".
    if (maxForwards === 0 && method === 'INVITE') return refuse(483, 'Too Many Hops');
    // 8.2.2.3: "If a UAS does not understand an option-tag listed in a Require header field, it MUST respond by
    // generating a response with status code 420 (Bad Extension)", listing them. Proxy-Require is for proxies.
    const strange = headerTokens(request.headers, 'require').filter((tag) => !SUPPORTED.includes(tag.toLowerCase()));
    if (strange.length > 0) return refuse(420, 'Bad Extension', `Unsupported: ${strange.join(', ')}`);
    if (method === 'OPTIONS') return undefined;
    // 12.2.2: a request within a dialog, and there are none: "If the UAS wishes to reject the request because it does
    // not wish to recreate the dialog, it MUST respond to the request with a 481".
    if (toTag !== undefined) return refuse(481, 'Call/Transaction Does Not Exist');
    if (this.table.isMerged(key, request)) return refuse(482, 'Loop Detected');
    const numberOf = (uriText: string) => readIntelligentNumber(dialledOn(trunk, uriText).called);
    const seenIn = findLoop(request, this.options.own, numberOf);
    return seenIn === undefined ? undefined : refuse(482, 'Loop Detected', `X-Instrada-Loop: ${seenIn}`);
  }

  private finalAnswer(request: SipRequest, trunk: Trunk, key: string): Refusal {
    const { engine, clock, counters, masking } = this.options;
    switch (request.method) {
      case 'CANCEL':
        // 9.2: "If the UAS did not find a matching transaction … it SHOULD respond to the CANCEL with a 481". "If it has
        // already sent a final response for the original request, the CANCEL request has no effect", and gets its 200.
        return this.table.hasInvite(key) ? refuse(200, 'OK') : refuse(481, 'Call/Transaction Does Not Exist');
      case 'OPTIONS':
        // 11.2: "The response code chosen MUST be the same that would have been chosen had the request been an INVITE":
        // a node that cannot decide tells those who watch it.
        return engine.state?.kind === 'never-synced' ? notReady() : refuse(200, 'OK', ...CAPABILITIES);
      default:
        counters.decisions++;
        return answerInvite(request, trunk, engine.decide(callOf(request, trunk, clock.now())), masking);
    }
  }

  /** RFC 3261 8.2.7: a stateless server "does not retransmit", and answers a retransmission as if it were the first. */
  private sendStateless(head: RequestHead, flow: Flow, refusal: Refusal): void {
    const symmetric = this.options.trunks.find(flow.source.address)?.symmetric ?? false;
    const viaText = headerValue(head.headers, 'via') ?? '';
    const via = readVia(viaText);
    const key = `${viaText} ${headerValue(head.headers, 'call-id') ?? ''}`;
    flow.send(this.build(head, via, flow, refusal, key), replyPort(via, flow.source.port, symmetric));
  }

  private build({ headers }: RequestHead, via: Via | undefined, flow: Flow, refusal: Refusal, key: string): Buffer {
    const { responses } = this.options.counters;
    responses[refusal.status] = (responses[refusal.status] ?? 0) + 1;
    return buildResponse(headers, flow.source, { ...refusal, via, toTag: tagOf(key) });
  }
}
