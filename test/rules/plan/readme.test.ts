import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { ISSUES } from '../../../rules/index.ts';

test('the table of issues in rules/README.md is the one in the code', () => {
  const readme = readFileSync(new URL('../../../rules/README.md', import.meta.url), 'utf8');
  const written = /<!-- issues: begin -->\n([\s\S]*)<!-- issues: end -->/.exec(readme)?.[1];
  const rows = Object.entries(ISSUES).map(
    ([code, { level, en }]) => `| \`${code}\` | ${level} | ${en[0]} | ${en[1]} |`,
  );
  expect(written).toBe(`| code | level | what is wrong | remedy |\n|---|---|---|---|\n${rows.join('\n')}\n`);
});
