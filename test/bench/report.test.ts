import { describe, expect, test } from '@jest/globals';
import { ratioRows } from '../../bench/decide/goals.ts';
import { timeEach } from '../../bench/measure/percentiles.ts';
import { timeRounds } from '../../bench/measure/rounds.ts';
import { throughput } from '../../bench/measure/throughput.ts';
import { readBenchOptions } from '../../bench/options.ts';
import { isMet, type Row } from '../../bench/report/row.ts';
import { renderTable, renderVerdict } from '../../bench/report/table.ts';

const fast: Row = {
  part: 'decide',
  line: 'engine.decide(call)',
  numbers: 100_000,
  value: 640.4,
  unit: 'ns',
  best: 512,
  spread: 0.034,
  p50: 700,
  p99: 1_900,
  p999: 25_040,
  perSecond: 1_500_000.4,
  overCeiling: 2.54,
  goal: { atMost: 900 },
};
const slow: Row = { part: 'load', line: 'ready', value: 0.371, unit: 's', goal: { atMost: 0.3 } };
const graph: Row = { part: 'decide', line: 'object graph', numbers: 100_000, value: 3_202, unit: 'ns' };

describe('the table', () => {
  test('is aligned, part by part, and says which goals were met', () => {
    expect(renderTable([slow, fast, graph])).toBe(
      [
        'DECIDE               numbers    median    best    ±     p50       p99    p99.9   a second  × ceiling      goal',
        'engine.decide(call)  100,000    640 ns  512 ns  3 %  700 ns  1,900 ns  25.0 µs  1,500,000        2.5  ≤ 900 ns  met',
        'object graph         100,000  3,202 ns',
        '',
        'LOAD                 numbers    median    best    ±     p50       p99    p99.9   a second  × ceiling      goal',
        'ready                           0.37 s                                                                ≤ 0.30 s  NOT MET',
      ].join('\n'),
    );
  });

  test('ends in a verdict that names what was missed', () => {
    expect(renderVerdict([fast, graph])).toBe('1 of 1 goals met.');
    expect(renderVerdict([fast, slow])).toBe('1 of 2 goals met. Not met: ready.');
  });

  test('judges both kinds of goal, at the very edge too', () => {
    expect(isMet({ ...fast, value: 900 })).toBe(true);
    expect(isMet({ ...fast, value: 2.9, unit: 'times', goal: { atLeast: 3 } })).toBe(false);
    expect(isMet(graph)).toBeUndefined();
  });

  test('has the ratios of lines of one run', () => {
    const [ratio] = ratioRows([fast, graph], 100_000);
    expect(ratio).toMatchObject({ line: 'object graph / engine.decide(call)', goal: { atLeast: 3 }, unit: 'times' });
    expect(ratio?.value).toBeCloseTo(5);
  });
});

describe('timing', () => {
  test('interleaves the contenders and tells a slow one from a fast one', () => {
    const order: string[] = [];
    const contender = (name: string, steps: number) => ({
      name,
      count: 10,
      run: () => {
        order.push(name);
        let sum = 0;
        for (let i = 0; i < steps; i++) sum = (sum * 31 + i) | 0;
        return sum;
      },
    });
    const [one, hundred] = timeRounds([contender('one', 20_000), contender('hundred', 2_000_000)], {
      budgetMs: 1,
      warmUpRounds: 2,
      minRounds: 4,
    });
    expect(order.slice(0, 4)).toEqual(['one', 'hundred', 'hundred', 'one']);
    expect(one?.turns).toBeGreaterThanOrEqual(4);
    expect(hundred!.medianNs).toBeGreaterThan(one!.medianNs * 5);
    expect(one!.bestNs).toBeLessThanOrEqual(one!.medianNs);
  });

  test('of each operation by itself gives percentiles in order', () => {
    const { p50Ns, p99Ns, p999Ns, sum } = timeEach((index) => index & 1, 5_000);
    expect(sum).toBe(2_500);
    expect(p50Ns).toBeGreaterThan(0);
    expect(p99Ns).toBeGreaterThanOrEqual(p50Ns);
    expect(p999Ns).toBeGreaterThanOrEqual(p99Ns);
  });

  test('counts operations, not batches', () => {
    let runs = 0;
    const perSecond = throughput('count', () => ++runs, 100, 0.01);
    expect(runs).toBeGreaterThan(0);
    expect(perSecond).toBeGreaterThan(10_000);
  });
});

describe('the options', () => {
  test('have defaults', () => {
    const { short, parts, json } = readBenchOptions([]);
    expect({ short, parts: [...parts], json }).toEqual({
      short: false,
      parts: [
        'decide',
        'compile',
        'load',
        'memory',
        'publish',
        'workers',
        'peers',
        'http',
        'sip',
        'fastagi',
        'scaling',
      ],
      json: 'bench/results/latest.json',
    });
    expect([...readBenchOptions(['--only', 'load,compile', '--short']).parts]).toEqual(['load', 'compile']);
  });

  test('refuse what they do not know', () => {
    expect(() => readBenchOptions(['--only', 'speed'])).toThrow('--only knows decide, compile, load, memory');
    expect(() => readBenchOptions(['--fast'])).toThrow('--fast');
  });
});
