import { describe, expect, test } from '@jest/globals';
import { findChanges, renderChanges } from '../../bench/compare/changes.ts';
import type { Sample } from '../../bench/compare/probe.ts';

const samples = (values: readonly number[]): Sample[] => values.map((decide) => ({ decide }));

describe('comparing two trees', () => {
  test('flags a line whose runs all lie beyond all runs of the other', () => {
    const [slower] = findChanges(samples([300, 310, 305]), samples([340, 345, 338]));
    expect(slower).toMatchObject({ line: 'decide', beforeNs: 305, nowNs: 340, verdict: 'slower' });
    expect(slower?.change).toBeCloseTo(0.115, 3);
    expect(slower?.noise).toBeCloseTo(10 / 305, 5);
    expect(findChanges(samples([340, 345]), samples([300, 310]))[0]?.verdict).toBe('faster');
  });

  test('flags nothing within the noise, nor what is too small to matter', () => {
    const verdict = (before: readonly number[], now: readonly number[]) =>
      findChanges(samples(before), samples(now))[0]?.verdict;
    expect(verdict([300, 350, 305], [340, 345, 338])).toBe('no change beyond the noise');
    expect(verdict([300, 301, 302], [303, 304, 305])).toBe('no change beyond the noise');
  });

  test('leaves out lines that one tree does not have', () => {
    expect(findChanges([{ a: 1 }], [{ a: 1, b: 2 }]).map((change) => change.line)).toEqual(['a']);
  });

  test('renders aligned, with the verdict last', () => {
    const changes = findChanges([{ 'engine.decide': 1_000, compile: 50 }], [{ 'engine.decide': 1_250, compile: 50 }]);
    expect(renderChanges(changes, 'v1')).toBe(
      [
        '                     v1  this tree   change  noise',
        'engine.decide  1,000 ns   1,250 ns  +25.0 %  0.0 %  SLOWER',
        'compile           50 ns      50 ns   +0.0 %  0.0 %',
      ].join('\n'),
    );
  });
});
