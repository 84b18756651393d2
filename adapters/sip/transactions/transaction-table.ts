import type { SipRequest } from '../messages/read-request.ts';
import { InviteTransaction } from './invite-transaction.ts';
import { hashKeyText, type KeyHash } from './key-hash.ts';
import { NonInviteTransaction } from './non-invite-transaction.ts';
import { PlainTransactions } from './plain-transactions.ts';
import type { SendAgain, ServerTransaction } from './server-transaction.ts';
import type { Timers } from './timers.ts';
import { mergeKey } from './transaction-key.ts';

export type TableOptions = {
  readonly timers: Timers;
  /** Milliseconds, from any beginning. */
  readonly nowMs: () => number;
  /** Transactions held at once, each kind. */
  readonly limit: number;
  readonly maxPlainTransactions: number;
  readonly maxPlainAnswers: number;
};

const hash: KeyHash = { a: 0, b: 0, c: 0, d: 0 };

/** All server transactions, so that one request is decided once whatever the network makes of it. */
export class TransactionTable {
  /** Those of the INVITEs that came in the plain form. */
  readonly plain: PlainTransactions;
  private readonly timers: Timers;
  private readonly limit: number;
  private readonly invites = new Map<string, { readonly transaction: InviteTransaction; readonly merge: string }>();
  private readonly others = new Map<string, ServerTransaction>();
  /** INVITEs that are not acknowledged yet, by what their copies have in common: the transaction's key. */
  private readonly merging = new Map<string, string>();

  constructor({ timers, nowMs, limit, maxPlainTransactions, maxPlainAnswers }: TableOptions) {
    this.timers = timers;
    this.limit = limit;
    this.plain = new PlainTransactions({
      timers,
      nowMs,
      maxTransactions: maxPlainTransactions,
      maxAnswers: maxPlainAnswers,
    });
  }

  get size(): number {
    return this.invites.size + this.others.size + this.plain.size;
  }

  get isFull(): boolean {
    return this.invites.size + this.others.size >= this.limit || this.plain.isFull;
  }

  /** Whether any INVITE came in another form than the plain one. */
  get hasLongInvites(): boolean {
    return this.invites.size > 0;
  }

  /** Whether an INVITE of another form has this key, or waits for its ACK with this merge key. */
  knowsLongInvite(key: string, merge: string): boolean {
    return this.invites.has(key) || this.merging.has(merge);
  }

  /** Whether the request is a retransmission; its answer, if it has one to send, is sent again. */
  absorb(key: string, method: string): boolean {
    const transaction = method === 'INVITE' ? this.invites.get(key)?.transaction : this.others.get(`${method} ${key}`);
    transaction?.receiveRequest();
    return transaction !== undefined || (method === 'INVITE' && this.plain.absorb(hashOf(key)));
  }

  /** RFC 3261 17.2.3: an ACK matches the INVITE transaction of its branch. One that matches none is of no use to anyone. */
  acknowledge(key: string): void {
    const invite = this.invites.get(key);
    if (invite === undefined) {
      this.plain.acknowledge(hashOf(key));
      return;
    }
    this.forgetMerge(invite.merge, key);
    invite.transaction.receiveAck();
  }

  /** RFC 3261 9.2: whether there is a transaction that this CANCEL could cancel. */
  hasInvite(key: string): boolean {
    return this.invites.has(key) || this.plain.has(hashOf(key));
  }

  /**
   * RFC 3261 8.2.2.2: "If the request has no tag in the To header field, the UAS core MUST check the request against
   * ongoing transactions. If the From tag, Call-ID, and CSeq exactly match those associated with an ongoing transaction,
   * but the request does not match that transaction …, the UAS core SHOULD generate a 482". An acknowledged INVITE is
   * not ongoing here: a proxy that asks again after it has our answer is not a fork that joins again.
   */
  isMerged(key: string, request: SipRequest): boolean {
    const merge = mergeKey(request);
    const other = this.merging.get(merge);
    return (other !== undefined && other !== key) || this.plain.isMerged(hashOf(merge));
  }

  /** Keeps the answer that was just sent to a request, for its retransmissions. */
  add(key: string, request: SipRequest, response: Buffer, send: SendAgain, isReliable: boolean): void {
    if (request.method === 'INVITE') {
      this.addInvite(key, mergeKey(request), response, send, isReliable);
      return;
    }
    // Timer J is zero on a reliable transport: nothing to keep.
    if (isReliable) return;
    const otherKey = `${request.method} ${key}`;
    const onEnd = () => this.others.delete(otherKey);
    this.others.set(otherKey, new NonInviteTransaction({ response, send, isReliable, onEnd }, this.timers));
  }

  addInvite(key: string, merge: string, response: Buffer, send: SendAgain, isReliable: boolean): void {
    const onEnd = () => {
      this.invites.delete(key);
      this.forgetMerge(merge, key);
    };
    // The first of the copies is the one that the others are compared with.
    if (!this.merging.has(merge) && !this.plain.isMerged(hashOf(merge))) this.merging.set(merge, key);
    const transaction = new InviteTransaction({ response, send, isReliable, onEnd }, this.timers);
    this.invites.set(key, { transaction, merge });
  }

  close(): void {
    this.plain.close();
    for (const { transaction } of this.invites.values()) transaction.stop();
    for (const transaction of this.others.values()) transaction.stop();
    this.invites.clear();
    this.others.clear();
    this.merging.clear();
  }

  private forgetMerge(merge: string, key: string): void {
    if (this.merging.get(merge) === key) this.merging.delete(merge);
  }
}

/** The plain transactions are found by this. Reused. */
function hashOf(key: string): KeyHash {
  hashKeyText(hash, key);
  return hash;
}
