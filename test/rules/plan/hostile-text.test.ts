import { describe, expect, test } from '@jest/globals';
import { MAX_PLAN_BYTES, preparePlanText } from '../../../rules/index.ts';

describe('hostile documents of the largest size are refused quickly', () => {
  const fill = (item: string, before = '', after = ''): string =>
    before + item.repeat(Math.floor((MAX_PLAN_BYTES - before.length - after.length) / item.length)) + after;
  const distinct = (make: (n: number) => string): string => {
    const parts: string[] = [];
    for (let n = 0, length = 2; length < MAX_PLAN_BYTES - 40; n++) {
      const part = make(n);
      parts.push(part);
      length += part.length + 1;
    }
    return parts.join(',');
  };
  const texts: readonly (readonly [string, string])[] = [
    ['brackets', fill('[')],
    ['braces', fill('{"a":')],
    ['a long list', fill('0,', '[', '0]')],
    [
      'a long list of texts as entries',
      fill(
        '"x",',
        '{"schemaVersion":1,"number":"800123456","sites":{},"route":{"reject":"closed"},"callerLists":{"a":[',
        '"x"]}}',
      ),
    ],
    ['one key again and again', fill('"a":1,', '{', '"a":1}')],
    ['very many keys', `{${distinct((n) => `"k${n}":1`)}}`],
    ['very many sites', `{"sites":{${distinct((n) => `"k${n}":{}`)}}}`],
    [
      'very many steps',
      fill('{"in":["02"],"then":{"site":"a"}},', '{"route":{"districts":{"cases":[', '{}],"otherwise":{}}}}'),
    ],
    [
      'steps within steps',
      fill('{"callers":{"cases":[{"lists":["A"],"then":{}}],"otherwise":1}},', '{"subroutes":{"a":[', '{}]}}'),
    ],
    ['one long text', fill('a', '{"label":"', '"}')],
    ['one long number', fill('1')],
    ['escapes', fill('\\u0061', '{"', '":1}')],
    ['an open text', fill('a', '"')],
    ['blanks', fill(' ')],
    [
      'names in one case',
      fill(
        '"a",',
        '{"schemaVersion":1,"number":"800123456","sites":{},"route":{"callers":{"cases":[{"lists":[',
        '"a"],"then":{"reject":"closed"}}],"otherwise":{"reject":"closed"}}}}',
      ),
    ],
  ];

  test.each(texts)('%s', (_name, text) => {
    const started = performance.now();
    const { plan, issues } = preparePlanText(text, 'json');
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(plan).toBeUndefined();
    expect(issues.length).toBeGreaterThan(0);
  });

  test.each([
    ['brackets', fill('[')],
    ['dashes', fill('- ')],
    ['maps', fill('{a: ')],
    ['question marks', fill('? ')],
    ['many anchors', fill('- &a x\n')],
    ['an open quote', fill('a\n', '"')],
  ])('YAML: %s', (_name, text) => {
    const started = performance.now();
    expect(preparePlanText(text, 'yaml').plan).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});
