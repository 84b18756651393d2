import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { SERVICE_ERRORS } from '../../adapters/account-services/errors.data.ts';
import { COMMANDS } from '../../adapters/cli/index.ts';
import { readDialled } from '../../rules/index.ts';

const README = readFileSync(new URL('../../adapters/account-services/README.md', import.meta.url), 'utf8');

describe('the page of the account services', () => {
  test('has the table of refusals of the code', () => {
    const rows = [...README.matchAll(/^\| `([A-Z_]+)` \| (\d{3}) \| (.*) \|$/gm)].map(([, code, status, en]) => [
      code,
      Number(status),
      en,
    ]);
    expect(rows).toEqual(Object.entries(SERVICE_ERRORS).map(([code, { status, en }]) => [code, status, en]));
  });

  test('names commands that there are', () => {
    const named = new Set([...README.matchAll(/instrada ([a-z]+)/g)].map(([, name]) => name));
    expect([...named].filter((name) => !COMMANDS.some((command) => command.name === name))).toEqual([]);
    expect(named.size).toBeGreaterThan(5);
  });

  test('says of dialled strings what the code does', () => {
    expect(readDialled('4146', 'call').charged).toBe('nobody');
    for (const number of ['112', '113', '114', '115', '118']) {
      expect(README).toContain(number);
      expect(readDialled(`4146${number}`, 'call').kind).toBe('emergency');
    }
    expect(readDialled('4146*100#', 'call').charged).toBe('employee');
    expect(readDialled('+41461234567', 'call').hasCode).toBe(false);
  });
});
