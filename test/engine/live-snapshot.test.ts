import { describe, expect, test } from '@jest/globals';
import { type Decision, decideCall, LiveSnapshot } from '../../engine/index.ts';
import { planHash } from '../../rules/index.ts';
import { artifactOf, chanceFrom, oneSitePlan } from './sample-plans.ts';

const NUMBER = '800123456';
const destinationOf = (version: number) => `+39021${String(version).padStart(7, '0')}`;
/** Version v routes to a destination that has v in it. */
const versionOf = (number: string, version: number) => artifactOf(oneSitePlan(number, destinationOf(version)), version);
const decide = (live: LiveSnapshot, called = NUMBER) => decideCall(live.current, { called }, 0, 'x');

function expectVersion(decision: Decision, number: string, version: number): void {
  const seen = [decision.number, decision.version, decision.targets[0]?.destination, decision.targets[0]?.site];
  const due = [number, version, destinationOf(version), 'a'];
  if (seen.join() !== due.join()) expect(seen).toEqual(due);
}

function broken(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  copy[40]! ^= 1;
  return copy;
}

describe('one number', () => {
  test('not ready until the load is complete, then unknown; an unreadable number is unknown at once', () => {
    const live = new LiveSnapshot();
    expect(decide(live).outcome).toBe('not-ready');
    expect(decide(live, 'alice').outcome).toBe('unknown-number');
    expect(decide(live, '0212345678').outcome).toBe('unknown-number');
    live.completeLoad();
    expect(decide(live).outcome).toBe('unknown-number');
    expect(decide(live).toJSON()).toMatchObject({ targets: [], trail: '', outOfService: [], degraded: false });
  });

  test('serves as soon as it is installed, while others are still being loaded', () => {
    const live = new LiveSnapshot();
    expect(live.install(NUMBER, versionOf(NUMBER, 3))).toEqual({ live: true, version: 3 });
    expectVersion(decide(live), NUMBER, 3);
    expect(live.served(NUMBER)).toEqual({ version: 3, hash: planHash(oneSitePlan(NUMBER, destinationOf(3))) });
  });

  test('an older version does not replace a newer one; the same again does no harm', () => {
    const live = new LiveSnapshot();
    live.install(NUMBER, versionOf(NUMBER, 3));
    expect(live.install(NUMBER, versionOf(NUMBER, 2))).toEqual({ live: false, newer: 3 });
    expectVersion(decide(live), NUMBER, 3);
    expect(live.install(NUMBER, versionOf(NUMBER, 3))).toEqual({ live: true, version: 3 });
    expectVersion(decide(live), NUMBER, 3);
  });

  test('a broken artifact leaves the last good version in place', () => {
    const live = new LiveSnapshot();
    live.install(NUMBER, versionOf(NUMBER, 3));
    expect(live.install(NUMBER, broken(versionOf(NUMBER, 4))).live).toBe(false);
    expectVersion(decide(live), NUMBER, 3);
    live.completeLoad();
    expectVersion(decide(live), NUMBER, 3);
  });

  test('a broken artifact without a good version is not ready, before and after the load, until a whole one comes', () => {
    const live = new LiveSnapshot();
    live.install(NUMBER, broken(versionOf(NUMBER, 4)));
    expect(decide(live).outcome).toBe('not-ready');
    live.completeLoad();
    expect(decide(live).outcome).toBe('not-ready');
    expect(live.served(NUMBER)).toBeUndefined();
    live.install(NUMBER, versionOf(NUMBER, 3));
    expectVersion(decide(live), NUMBER, 3);
  });

  test('withdrawn is unknown; an older version does not bring it back, a newer one does', () => {
    const live = new LiveSnapshot();
    live.install(NUMBER, versionOf(NUMBER, 3));
    expect(live.withdraw(NUMBER, 2)).toBe(false);
    expectVersion(decide(live), NUMBER, 3);
    expect(live.withdraw(NUMBER, 4)).toBe(true);
    expect(decide(live).outcome).toBe('unknown-number');
    expect(live.install(NUMBER, versionOf(NUMBER, 3))).toEqual({ live: false, newer: 4 });
    expect(decide(live).outcome).toBe('unknown-number');
    live.install(NUMBER, versionOf(NUMBER, 5));
    expectVersion(decide(live), NUMBER, 5);
  });

  test('another number’s artifact under its key is refused', () => {
    const live = new LiveSnapshot();
    live.completeLoad();
    expect(live.install(NUMBER, versionOf('840123456', 1)).live).toBe(false);
    expect(decide(live).outcome).toBe('not-ready');
    expect(decide(live, '840123456').outcome).toBe('unknown-number');
  });

  test('the status of its sites outlives its versions, and does not touch another number', () => {
    const live = new LiveSnapshot();
    for (const number of [NUMBER, '840123456']) live.install(number, versionOf(number, 1));
    live.setOutOfService(NUMBER, ['a']);
    expect(decide(live).degraded).toBe(true);
    expect(decide(live, '840123456').degraded).toBe(false);
    live.install(NUMBER, versionOf(NUMBER, 2));
    expect(decide(live).outOfService).toEqual(['a']);
    expect(live.outOfService(NUMBER)).toEqual(['a']);
    live.setOutOfService(NUMBER, []);
    expect(decide(live).degraded).toBe(false);
  });
});

describe('many edits', () => {
  test.each([
    ['while plans are loaded', false],
    ['by moving, while it serves', true],
  ])('the arena grows %s, under decisions that are still read, and under refused artifacts', (_, isComplete) => {
    const live = new LiveSnapshot();
    if (isComplete) live.completeLoad();
    const held: (readonly [Decision, string, number])[] = [];
    for (let i = 0; i < 20_000; i++) {
      const number = String(800_100_000 + (i % 5_000));
      const version = 1 + Math.floor(i / 5_000);
      if (i % 7 === 0) live.install(number, broken(versionOf(number, version)));
      live.install(number, versionOf(number, version));
      if (i % 10 === 0) held.push([decide(live, number), number, version]);
    }
    for (const [decision, number, version] of held) expectVersion(decision, number, version);
  });

  test('100,000 edits of 1,000 numbers: bounded memory, and every old decision gives its own version’s answers', () => {
    const live = new LiveSnapshot();
    live.completeLoad();
    const chance = chanceFrom(11);
    const versions = new Map<string, number>();
    const withdrawn = new Set<string>();
    const held: (readonly [Decision, string, number])[] = [];
    const arenas = new Set<Int32Array>();
    let largest = 0;
    // Ready-made bytes: what is measured is the snapshot. Plans of 1 to 200 destinations, so that lengths differ.
    const makers = new Map<string, (version: number) => Uint8Array>();
    for (let i = 0; i < 1_000; i++) {
      const number = String(800_200_000 + i);
      versions.set(number, 0);
      makers.set(number, (version) => versionOf(number, version));
    }
    const numbers = [...versions.keys()];
    for (let edit = 0; edit < 100_000; edit++) {
      const number = numbers[chance(numbers.length)]!;
      const version = versions.get(number)! + 1;
      versions.set(number, version);
      if (chance(50) === 0) {
        live.withdraw(number, version);
        withdrawn.add(number);
      } else {
        live.install(number, makers.get(number)!(version));
        withdrawn.delete(number);
      }
      arenas.add(live.current.words);
      largest = Math.max(largest, live.current.words.byteLength);
      const asked = numbers[chance(numbers.length)]!;
      const decision = decide(live, asked);
      if (withdrawn.has(asked)) {
        if (decision.outcome !== 'unknown-number') throw new Error(`${asked} is withdrawn`);
      } else if (versions.get(asked)! > 0) {
        expectVersion(decision, asked, versions.get(asked)!);
        if (chance(20) === 0) held.push([decision, asked, versions.get(asked)!]);
      }
    }
    for (const [decision, number, version] of held) expectVersion(decision, number, version);
    // It moved at least twice, and never held more than a few times what one move leaves behind.
    expect(arenas.size).toBeGreaterThan(2);
    expect(largest).toBeLessThan(32 * 1024 * 1024);
    expect(live.size().numbers).toBe(1_000);
  }, 60_000);
});
