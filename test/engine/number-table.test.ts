import { describe, expect, test } from '@jest/globals';
import { NumberTable } from '../../engine/artifact/number-table.ts';
import { chanceFrom } from './sample-plans.ts';

describe('the number table', () => {
  test('agrees with a Map over 200,000 random writes, while it grows from its smallest size', () => {
    const chance = chanceFrom(1);
    const table = new NumberTable();
    const map = new Map<number, number>();
    const keys: number[] = [];
    for (let i = 0; i < 200_000; i++) {
      const known = keys.length > 0 && chance(3) === 0;
      const key = known ? keys[chance(keys.length)]! : 1 + chance(999_999_999);
      const value = [
        4 + chance(1 << 28),
        4 + chance(1 << 28),
        NumberTable.broken,
        NumberTable.withdrawnAt(chance(1_000)),
      ][chance(4)]!;
      if (!map.has(key)) keys.push(key);
      table.set(key, value);
      map.set(key, value);
    }
    expect(table.size).toBe(map.size);
    expect([...map].filter(([key, value]) => table.find(key) !== value)).toEqual([]);
    expect(new Map(table.entries())).toEqual(map);
    for (let i = 0; i < 100_000; i++) {
      const key = 1 + chance(999_999_999);
      if (table.find(key) !== (map.get(key) ?? NumberTable.absent)) throw new Error(`wrong answer for ${key}`);
    }
  });

  test('is at most half full, whatever it was told to expect, and has no more than four times the room it needs', () => {
    for (const expected of [0, 1, 511, 512, 513, 100_000]) {
      const table = new NumberTable(expected);
      for (let i = 1; i <= 5_000; i++) {
        table.set(800_000_000 + i, i);
        expect(table.bytes / 8).toBeGreaterThanOrEqual(2 * table.size);
      }
      expect(table.bytes / 8).toBeLessThanOrEqual(Math.max(1024, 4 * Math.max(5_000, expected)));
    }
  });

  test('room reserved for so many numbers is not outgrown by them', () => {
    for (const expected of [512, 513, 1_000, 65_536]) {
      const table = new NumberTable(expected);
      const { bytes } = table;
      for (let i = 1; i <= expected; i++) table.set(i * 7919, i);
      expect(table.bytes).toBe(bytes);
    }
  });

  test('numbers that follow one another, as a carrier hands them out, are found within few steps', () => {
    const table = new NumberTable();
    for (let i = 0; i < 100_000; i++) table.set(800_000_000 + i, i + 1);
    const begin = performance.now();
    for (let i = 0; i < 100_000; i++) if (table.find(800_000_000 + i) !== i + 1) throw new Error(`lost ${i}`);
    for (let i = 0; i < 100_000; i++) if (table.find(840_000_000 + i) !== NumberTable.absent) throw new Error(`${i}`);
    // Clusters that grow with the table would make this quadratic: minutes, not milliseconds.
    expect(performance.now() - begin).toBeLessThan(10_000);
  });

  test('the number 0, which stands for what could not be read, is never there', () => {
    const table = new NumberTable();
    expect(table.find(0)).toBe(NumberTable.absent);
    table.set(803_123, 4);
    expect(table.find(0)).toBe(NumberTable.absent);
  });

  test('an entry keeps its place whatever it says', () => {
    const table = new NumberTable();
    for (const value of [4, NumberTable.withdrawnAt(1), NumberTable.broken, 8, NumberTable.absent, 12]) {
      table.set(803_123, value);
      expect(table.find(803_123)).toBe(value);
    }
    expect(table.size).toBe(1);
  });
});
