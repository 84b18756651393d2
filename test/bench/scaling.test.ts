import { describe, expect, test } from '@jest/globals';
import { measureScaling, type ScalingSeries, scalingRows } from '../../bench/scaling/bench-scaling.ts';
import { drawScaling } from '../../bench/scaling/draw-scaling.ts';
import { fitExponent } from '../../bench/scaling/exponent.ts';
import { type Dimension, GROWN_SIZES, grownCalls, grownPlan } from '../../bench/scaling/grown-plan.ts';
import { preparePlan } from '../../rules/index.ts';
import { decidePlainly } from '../oracle/plain-reader.ts';

const DIMENSIONS = Object.keys(GROWN_SIZES) as Dimension[];

describe('the fitted exponent', () => {
  test.each([
    [0, (_: number) => 150],
    [1, (x: number) => 3 * x],
    [2, (x: number) => x * x],
    [0.5, (x: number) => 7 * Math.sqrt(x)],
  ])('is %d for such a power', (power, f) => {
    expect(fitExponent([1, 10, 100, 1_000].map((x) => ({ x, y: f(x) })))).toBeCloseTo(power);
  });
});

describe('grown plans', () => {
  test.each(DIMENSIONS)('are right at every size of %s, and answer in several ways', (dimension) => {
    for (const size of GROWN_SIZES[dimension].filter((each) => each <= 1_000)) {
      const plan = grownPlan('seed', dimension, size);
      const { plan: prepared, issues } = preparePlan(plan);
      expect(issues.filter((issue) => issue.level === 'error')).toEqual([]);
      expect(prepared?.number).toBe(plan.number);
      expect(countOf(dimension, plan)).toBe(size);
    }
    const plan = grownPlan('seed', dimension, GROWN_SIZES[dimension][1]!);
    const answers = grownCalls('seed', plan, 300).map((call) => decidePlainly(plan, call, 1, { validUntil: false }));
    const outcomes = new Set(answers.map(({ outcome, targets }) => `${outcome} ${targets[0]?.site}`));
    expect(outcomes.size).toBeGreaterThanOrEqual(dimension === 'callers' ? 1 : 2);
    expect([...outcomes].some((outcome) => outcome.startsWith('route'))).toBe(true);
  });
});

describe('the picture', () => {
  const series: ScalingSeries[] = (['decide', 'compile', 'memory'] as const).flatMap((quantity) =>
    (['numbers', ...DIMENSIONS] as const).map((against, i) => {
      const points = [1_000, 10_000, 1_000_000].map((x) => ({ x, y: 100 * x ** (i / 3) }));
      return { quantity, against, points, exponent: fitExponent(points) };
    }),
  );

  test('is well-formed, with each line, its exponent, both axes and the command', () => {
    const svg = drawScaling(series, 'npm run bench -- --only scaling && <more>');
    expect(unclosed(svg)).toEqual([]);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    for (const { quantity, against } of series) expect(svg).toContain(`data-series="${quantity} ${against}"`);
    expect(svg.match(/<polyline /g)).toHaveLength(12);
    expect(svg.match(/<circle /g)).toHaveLength(36);
    expect(svg).toContain('calendar days of one plan: 0.67');
    expect(svg.match(/>how many</g)).toHaveLength(3);
    expect(svg).toContain('>1M<');
    expect(svg).toContain('100 ns<');
    expect(svg).toContain('>npm run bench -- --only scaling &amp;&amp; &lt;more&gt;<');
    expect(svg).toContain('prefers-color-scheme:dark');
  });

  test('keeps every point on its panel', () => {
    const svg = drawScaling(series, 'x');
    for (const [, cx, cy] of svg.matchAll(/<circle class="d\d" cx="([^"]+)" cy="([^"]+)"/g)) {
      expect(Number(cx)).toBeGreaterThanOrEqual(0);
      expect(Number(cx)).toBeLessThanOrEqual(300);
      expect(Number(cy)).toBeGreaterThanOrEqual(0);
      expect(Number(cy)).toBeLessThanOrEqual(260);
    }
  });
});

test('measuring gives twelve lines, judged', () => {
  const series = measureScaling('seed', [10, 40], 1, 100);
  const rows = scalingRows(series);
  expect(rows).toHaveLength(12);
  expect(rows[0]).toMatchObject({ line: 'decide against numbers, 10 to 40', unit: 'exponent', goal: { atMost: 0.2 } });
  for (const { points } of series) for (const { y } of points) expect(y).toBeGreaterThan(0);
  const memory = series.find(({ quantity, against }) => quantity === 'memory' && against === 'callers')!;
  expect(memory.exponent).toBeGreaterThan(0.1);
  expect(memory.exponent).toBeLessThan(1.1);
});

function countOf(dimension: Dimension, plan: ReturnType<typeof grownPlan>): number | undefined {
  if (dimension === 'callers') return plan.callerLists?.clienti?.length;
  if (dimension === 'days') return plan.calendars?.ufficio?.days?.length;
  return 'split' in plan.route ? plan.route.split.shares.length : undefined;
}

/** Tags that are opened and not closed, or closed and not opened. */
function unclosed(xml: string): string[] {
  const open: string[] = [];
  const faults: string[] = [];
  for (const [, slash, name = '', rest = ''] of xml.matchAll(/<(\/?)([a-z]+)((?:\s+[\w:-]+="[^"<]*")*\s*\/?)>/g)) {
    if (slash === '/') {
      if (open.pop() !== name) faults.push(`</${name}>`);
    } else if (!rest.endsWith('/')) open.push(name);
  }
  const marks = xml.split('<').length - 1;
  const tags = [...xml.matchAll(/<\/?[a-z]+(?:\s+[\w:-]+="[^"<]*")*\s*\/?>/g)].length;
  return [...faults, ...open, ...(marks === tags ? [] : [`${marks - tags} marks that begin no tag`])];
}
