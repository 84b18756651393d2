import type { SipRequest } from '../messages/read-request.ts';
import { InviteTransaction } from './invite-transaction.ts';
import { NonInviteTransaction } from './non-invite-transaction.ts';
import type { SendAgain, ServerTransaction } from './server-transaction.ts';
import type { Timers } from './timers.ts';
import { mergeKey } from './transaction-key.ts';

/** All server transactions, so that one request is decided once whatever the network makes of it. */
export class TransactionTable {
  private readonly timers: Timers;
  private readonly limit: number;
  private readonly invites = new Map<string, { readonly transaction: InviteTransaction; readonly merge: string }>();
  private readonly others = new Map<string, ServerTransaction>();
  /** INVITEs that are not acknowledged yet, by what their copies have in common: the transaction's key. */
  private readonly merging = new Map<string, string>();

  /** @param limit of transactions held at once */
  constructor(timers: Timers, limit: number) {
    this.timers = timers;
    this.limit = limit;
  }

  get size(): number {
    return this.invites.size + this.others.size;
  }

  get isFull(): boolean {
    return this.size >= this.limit;
  }

  /** Whether the request is a retransmission; its answer, if it has one to send, is sent again. */
  absorb(key: string, method: string): boolean {
    const transaction = method === 'INVITE' ? this.invites.get(key)?.transaction : this.others.get(`${method} ${key}`);
    transaction?.receiveRequest();
    return transaction !== undefined;
  }

  /** RFC 3261 17.2.3: an ACK matches the INVITE transaction of its branch. One that matches none is of no use to anyone. */
  acknowledge(key: string): void {
    const invite = this.invites.get(key);
    if (invite === undefined) return;
    this.forgetMerge(invite.merge, key);
    invite.transaction.receiveAck();
  }

  /** RFC 3261 9.2: whether there is a transaction that this CANCEL could cancel. */
  hasInvite(key: string): boolean {
    return this.invites.has(key);
  }

  /**
   * RFC 3261 8.2.2.2: "If the request has no tag in the To header field, the UAS core MUST check the request against
   * ongoing transactions. If the From tag, Call-ID, and CSeq exactly match those associated with an ongoing transaction,
   * but the request does not match that transaction …, the UAS core SHOULD generate a 482". An acknowledged INVITE is
   * not ongoing here: a proxy that asks again after it has our answer is not a fork that joins again.
   */
  isMerged(key: string, request: SipRequest): boolean {
    const other = this.merging.get(mergeKey(request));
    return other !== undefined && other !== key;
  }

  /** Keeps the answer that was just sent to a request, for its retransmissions. */
  add(key: string, request: SipRequest, response: Buffer, send: SendAgain, isReliable: boolean): void {
    if (request.method === 'INVITE') {
      const merge = mergeKey(request);
      const onEnd = () => {
        this.invites.delete(key);
        this.forgetMerge(merge, key);
      };
      // The first of the copies is the one that the others are compared with.
      if (!this.merging.has(merge)) this.merging.set(merge, key);
      const transaction = new InviteTransaction({ response, send, isReliable, onEnd }, this.timers);
      this.invites.set(key, { transaction, merge });
      return;
    }
    // Timer J is zero on a reliable transport: nothing to keep.
    if (isReliable) return;
    const otherKey = `${request.method} ${key}`;
    const onEnd = () => this.others.delete(otherKey);
    this.others.set(otherKey, new NonInviteTransaction({ response, send, isReliable, onEnd }, this.timers));
  }

  close(): void {
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
