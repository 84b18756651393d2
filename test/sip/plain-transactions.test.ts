import { describe, expect, test } from '@jest/globals';
import { PlainTransactions } from '../../adapters/sip/transactions/plain-transactions.ts';
import type { Timers } from '../../adapters/sip/transactions/timers.ts';
import type { Peer } from '../../adapters/sip/transport/flow.ts';

/** Timers may ring so much later than RFC 3261 has them. */
const TICK_MS = 20;

function open(maxTransactions = 1 << 20) {
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
  const sentAtMs: number[] = [];
  const texts: string[] = [];
  const peer: Peer = {
    address: '127.0.0.1',
    send(bytes, start, end) {
      sentAtMs.push(nowMs);
      texts.push(bytes.toString('latin1', start, end));
    },
  };
  const transactions = new PlainTransactions({ timers, nowMs: () => nowMs, maxTransactions, maxAnswers: 1 << 16 });
  const passUntil = (untilMs: number) => {
    for (;;) {
      const next = due.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined) break;
      due = due.filter((other) => other !== next);
      nowMs = Math.max(nowMs, next.atMs);
      next.ring();
    }
    nowMs = untilMs;
  };
  const add = (id: number) => {
    const slot = transactions.slots.take();
    const text = `answer ${id}`;
    transactions.slots.bytesOf(slot).write(text, transactions.slots.startOf(slot), 'latin1');
    transactions.add(keyOf(id), keyOf(-id), slot, text.length, peer, 5060);
  };
  return { transactions, passUntil, add, sentAtMs, texts };
}

function keyOf(id: number) {
  return { a: Math.imul(id, 0x9e3779b1), b: id, c: ~id, d: 7 };
}

describe('RFC 3261 17.2.1 for many', () => {
  test('no ACK: G at T1, doubled up to T2; H ends it at 64 × T1', () => {
    const { transactions, passUntil, add, sentAtMs, texts } = open();
    add(1);
    passUntil(31_900);
    expect(transactions.size).toBe(1);
    passUntil(40_000);
    const expected = [500, 1_500, 3_500, 7_500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500];
    expect(sentAtMs).toHaveLength(expected.length);
    for (const [i, atMs] of expected.entries()) expect(Math.abs(sentAtMs[i]! - atMs)).toBeLessThanOrEqual(TICK_MS);
    expect([transactions.size, transactions.has(keyOf(1)), new Set(texts)]).toEqual([0, false, new Set(['answer 1'])]);
  });

  test('the ACK ends G and H; I keeps it for T4; a copy is no longer merging', () => {
    const { transactions, passUntil, add, sentAtMs } = open();
    add(1);
    passUntil(700);
    expect([sentAtMs.length, transactions.isMerged(keyOf(-1))]).toEqual([1, true]);
    expect([transactions.acknowledge(keyOf(1)), transactions.acknowledge(keyOf(2))]).toEqual([true, false]);
    expect([transactions.absorb(keyOf(1)), transactions.isMerged(keyOf(-1))]).toEqual([true, false]);
    passUntil(5_600);
    expect(transactions.has(keyOf(1))).toBe(true);
    passUntil(5_800);
    expect([transactions.has(keyOf(1)), sentAtMs.length]).toEqual([false, 1]);
  });

  test('100,000 at a time, every third without ACK, each found and each forgotten', () => {
    const { transactions, passUntil, add, sentAtMs } = open();
    for (let id = 1; id <= 100_000; id++) {
      add(id);
      if (id % 3 > 0 || id > 30_000) transactions.acknowledge(keyOf(id));
    }
    expect(transactions.size).toBe(100_000);
    for (let id = 1; id <= 100_000; id += 7) expect(transactions.has(keyOf(id))).toBe(true);
    passUntil(600);
    expect(sentAtMs).toHaveLength(10_000);
    passUntil(6_000);
    expect(transactions.size).toBe(10_000);
    for (let id = 200_000; id < 250_000; id++) add(id);
    for (let id = 200_000; id < 250_000; id++) expect(transactions.acknowledge(keyOf(id))).toBe(true);
    passUntil(60_000);
    expect([transactions.size, transactions.has(keyOf(3))]).toEqual([0, false]);
  });

  test('full: said, until one is over', () => {
    const { transactions, passUntil, add } = open(4);
    for (let id = 1; id <= 4; id++) add(id);
    expect(transactions.isFull).toBe(true);
    passUntil(33_000);
    expect([transactions.isFull, transactions.size]).toEqual([false, 0]);
  });
});
