import { describe, expect, test } from '@jest/globals';
import { InviteTransaction } from '../../adapters/sip/transactions/invite-transaction.ts';
import { NonInviteTransaction } from '../../adapters/sip/transactions/non-invite-transaction.ts';
import type { TransactionOptions } from '../../adapters/sip/transactions/server-transaction.ts';
import type { Timers } from '../../adapters/sip/transactions/timers.ts';

/** Time that passes when it is told to. */
function handTimers() {
  let nowMs = 0;
  let due: { readonly atMs: number; readonly ring: () => void }[] = [];
  const timers: Timers = {
    start(ms, ring) {
      const entry = { atMs: nowMs + ms, ring };
      due.push(entry);
      return {
        stop: () => {
          due = due.filter((other) => other !== entry);
        },
      };
    },
  };
  const passUntil = (untilMs: number) => {
    for (;;) {
      const next = due.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined) break;
      due = due.filter((other) => other !== next);
      nowMs = next.atMs;
      next.ring();
    }
    nowMs = untilMs;
  };
  return { timers, passUntil, now: () => nowMs, left: () => due.length };
}

function openTransaction<T>(isReliable: boolean, Transaction: new (options: TransactionOptions, timers: Timers) => T) {
  const hand = handTimers();
  const sentAtMs: number[] = [];
  const endedAtMs: number[] = [];
  const transaction = new Transaction(
    {
      response: Buffer.from('x'),
      send: () => sentAtMs.push(hand.now()),
      isReliable,
      onEnd: () => endedAtMs.push(hand.now()),
    },
    hand.timers,
  );
  return { ...hand, transaction, sentAtMs, endedAtMs };
}

describe('RFC 3261 17.2.1', () => {
  test('UDP, no ACK: G at T1, doubled up to T2; H ends it at 64 × T1', () => {
    const { passUntil, sentAtMs, endedAtMs, left } = openTransaction(false, InviteTransaction);
    passUntil(100_000);
    expect(sentAtMs).toEqual([500, 1_500, 3_500, 7_500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500]);
    expect([endedAtMs, left()]).toEqual([[32_000], 0]);
  });

  test('TCP, no ACK: nothing again, H ends it all the same', () => {
    const { passUntil, sentAtMs, endedAtMs } = openTransaction(true, InviteTransaction);
    passUntil(100_000);
    expect([sentAtMs, endedAtMs]).toEqual([[], [32_000]]);
  });

  test.each([
    ['UDP: I keeps it for T4', false, 5_700],
    ['TCP: I is zero', true, 700],
  ])('the ACK ends G and H. %s', (_, isReliable, endMs) => {
    const { transaction, passUntil, sentAtMs, endedAtMs, left } = openTransaction(isReliable, InviteTransaction);
    passUntil(700);
    const before = sentAtMs.length;
    transaction.receiveAck();
    transaction.receiveAck();
    transaction.receiveRequest();
    passUntil(100_000);
    expect([sentAtMs.length - before, endedAtMs, left()]).toEqual([0, [endMs], 0]);
  });
});

test('RFC 3261 17.2.2: J keeps the answer for 64 × T1', () => {
  const { transaction, passUntil, sentAtMs, endedAtMs } = openTransaction(false, NonInviteTransaction);
  passUntil(20_000);
  transaction.receiveRequest();
  passUntil(100_000);
  expect([sentAtMs, endedAtMs]).toEqual([[20_000], [32_000]]);
});
