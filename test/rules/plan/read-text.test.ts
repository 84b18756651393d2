import { parse as parseWithMomoa } from '@humanwhocodes/momoa';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { preparePlanText, readPlanText } from '../../../rules/index.ts';
import { scanJson } from '../../../rules/plan/scan-json.ts';
import { examplePlan, examplePlanText } from './plan-examples.ts';

function accepts(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}

describe('the JSON scanner', () => {
  const soup = fc.array(
    fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"b\\n"',
      '"\\u0041"',
      '"\\x"',
      '1',
      '-0',
      '01',
      '1.5e3',
      '1.',
      'true',
      'nul',
      'null',
      ' ',
      '\n',
      '\t',
      '"',
      '\u0001',
      '+',
    ),
    { maxLength: 12 },
  );

  test('takes what JSON.parse takes, and nothing else', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          soup.map((parts) => parts.join('')),
          fc.json(),
          fc.string(),
        ),
        (text) => {
          expect(scanJson(text, 1000).ok).toBe(accepts(() => JSON.parse(text)));
        },
      ),
      { numRuns: 20_000 },
    );
  });

  test('finds each value where a full syntax tree has it', () => {
    const text = examplePlanText();
    const offsets = new Map<string, number>();
    scanJson(text, 64, { value: (path, offset) => offsets.set(path(), offset) });
    const expected = new Map<string, number>();
    const walk = (node: ReturnType<typeof parseWithMomoa>['body'], path: string): void => {
      expected.set(path, node.loc.start.offset);
      if (node.type === 'Array')
        for (const [i, element] of node.elements.entries()) walk(element.value, `${path}/${i}`);
      if (node.type !== 'Object') return;
      for (const member of node.members)
        walk(member.value, `${path}/${'value' in member.name ? member.name.value : ''}`);
    };
    walk(parseWithMomoa(text).body, '');
    expect(offsets).toEqual(expected);
  });
});

describe('reading JSON', () => {
  test('with a byte order mark, from bytes or text, gives the plan and its places', () => {
    const bytes = new TextEncoder().encode(`\uFEFF${examplePlanText()}`);
    for (const text of [examplePlanText(), bytes]) {
      const { plan, locate } = preparePlanText(text, 'json');
      expect(plan).toEqual(examplePlan());
      const lines = examplePlanText().split('\n');
      const place = locate('/sites/torino/destinations')!;
      expect(lines[place.line - 1]!.slice(place.column - 1)).toMatch(/^\["\+390115551234"/);
      expect(locate('/sites/nowhere')).toBeUndefined();
    }
  });

  test('duplicate keys are found under another spelling, at any depth, each with its place', () => {
    const text = '{"a":{"b":1,\n"\\u0062":2},\n "c":[{"__proto__":1,"__proto__":2}]}';
    const found = readPlanText(text, 'json').issues.map(({ code, path, params }) => [
      code,
      path,
      params.line,
      params.column,
    ]);
    expect(found).toEqual([
      ['DUPLICATE_KEY', '/a/b', 2, 1],
      ['DUPLICATE_KEY', '/c/0/__proto__', 3, 22],
    ]);
  });

  test('keys with / and ~ have escaped places', () => {
    expect(readPlanText('{"a/b":{"~":1}}', 'json').locate('/a~1b/~0')).toEqual({ line: 1, column: 13 });
  });

  test('__proto__ is a key like any other to the reader, and refused by the parser', () => {
    const { value } = readPlanText('{"__proto__":{"polluted":1}}', 'json');
    expect(Object.keys(value as object)).toEqual(['__proto__']);
    expect((value as { polluted?: unknown }).polluted).toBeUndefined();
    const nested =
      '{"schemaVersion":1,"number":"800123456","sites":{},"route":{"reject":"closed","__proto__":1},"__proto__":[]}';
    const { plan, issues } = preparePlanText(nested, 'json');
    expect(plan).toBeUndefined();
    expect(issues.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'FORBIDDEN_KEY /route/__proto__',
      'FORBIDDEN_KEY /__proto__',
    ]);
  });
});

describe('reading YAML', () => {
  test('gives the same plan as JSON does', () => {
    const yaml = [
      'schemaVersion: 1',
      'number: "800123456"',
      'sites:',
      '  milano: { destinations: ["+390212345678"] }',
      'calendars:',
      '  ufficio:',
      '    days:',
      '      - { on: 2026-12-24, period: aperto, hours: [09:00-12:00] }   # on is no truth value',
      '    otherwise: chiuso',
      'route:',
      '  calendar:',
      '    use: ufficio',
      '    cases:',
      '      - periods: [aperto]',
      '        then: { site: milano }',
      '    otherwise: { reject: closed }',
    ].join('\n');
    const { plan, issues, locate } = preparePlanText(yaml, 'yaml');
    expect(issues).toEqual([]);
    expect(plan!.calendars!.ufficio!.days).toEqual([{ on: '2026-12-24', period: 'aperto', hours: ['09:00-12:00'] }]);
    expect(locate('/route/calendar/cases/0/then')).toEqual({ line: 15, column: 15 });
    expect(preparePlanText(examplePlanText(), 'yaml').plan).toEqual(examplePlan());
  });

  test.each([
    ['an alias', 'a: &x [1]\nb: *x', ['YAML_FEATURE /a', 'YAML_FEATURE /b']],
    [
      'a bomb of aliases',
      `a: &a [x]\n${'bcdefgh'
        .split('')
        .map((key, n) => `${key}: &${key} [${Array(9).fill(`*${'abcdefg'[n]}`).join(',')}]`)
        .join('\n')}`,
      undefined,
    ],
    ['a tag', 'a: !!set {x}', undefined],
    ['a tagged key', '!!str a: 1', ['YAML_FEATURE /a']],
    ['a merge key', 'a: {<<: {b: 1}}', []],
    ['a second document', 'a: 1\n---\nb: 2', ['YAML_FEATURE ']],
    ['a number as key', '1: a', ['YAML_FEATURE ']],
    ['a list as key', '? [a]\n: b', ['YAML_FEATURE ']],
    ['a duplicate key', 'a: 1\n"a": 2', ['DUPLICATE_KEY /a']],
    ['an infinite number', 'a: .inf', ['YAML_FEATURE /a']],
    ['bad indentation', 'a:\n  - b\n c: 1', ['TEXT_SYNTAX ']],
    ['__proto__', '__proto__: {a: 1}', []],
  ])('%s', (_name, text, expected) => {
    const { value, issues } = readPlanText(text, 'yaml');
    const found = issues.map(({ code, path }) => `${code} ${path}`);
    if (expected === undefined) expect(found.length).toBeGreaterThan(0);
    else expect(found).toEqual(expected);
    if (text.startsWith('__proto__')) expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  test('what YAML takes for a number is told with the remedy', () => {
    const { issues } = preparePlanText(
      'schemaVersion: 1\nnumber: 800123456\nsites: {}\nroute: {reject: closed}',
      'yaml',
    );
    expect(issues.map(({ code, path }) => `${code} ${path}`)).toEqual(['WRONG_TYPE /number']);
  });
});
