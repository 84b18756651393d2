import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const TIMED = ['civil-time', 'zone-offsets'];

// The answers may not depend on where the machine stands: the same tests in a Node that stands elsewhere.
test.each(['UTC', 'Europe/Rome', 'America/New_York', 'Asia/Kolkata'])(
  'the calendar with the host in %s',
  async (hostZone) => {
    const { stderr } = await run(
      process.execPath,
      [
        '--experimental-vm-modules',
        '--no-warnings',
        'node_modules/jest/bin/jest.js',
        '--runInBand',
        ...TIMED.map((name) => `test/rules/${name}.test.ts`),
      ],
      { cwd: root, env: { ...process.env, TZ: hostZone }, timeout: 100_000 },
    );
    expect(stderr).toMatch(/Test Suites: 2 passed, 2 total/);
  },
  110_000,
);
