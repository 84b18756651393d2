import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { inFolder, runInstrada, startServer } from '../adapters/spawn-instrada.ts';
import { freePort, requireSipp } from '../sip/sipp.ts';
import { Caller } from './call.ts';
import { startCallee } from './callee.ts';
import { requireKamailio, startKamailio } from './kamailio.ts';
import { until } from './until.ts';

/** Open at any hour: these calls are asked at the hour of the test. */
const PLAN = {
  schemaVersion: 1,
  number: '800123456',
  sites: { roma: { destinations: ['+390655512345'] } },
  route: { site: 'roma' },
};

beforeAll(() => {
  requireKamailio();
  requireSipp();
});

/** Kamailio's fragment and settings, and the flags of `serve`, for one way to ask. */
type Way = (folder: string, contactHost: string) => Promise<Setting>;
type Setting = {
  readonly flags: readonly string[];
  readonly fragment: 'redirect' | 'evapi';
  readonly defines: Readonly<Record<string, string>>;
};

const byRedirect: Way = async (folder, contactHost) => {
  const sip = `127.0.0.1:${await freePort()}`;
  const file = join(folder, 'trunks.json');
  writeFileSync(file, JSON.stringify({ trunks: [{ name: 'kamailio', from: ['127.0.0.1'], contactHost }] }));
  return {
    flags: ['--sip', `udp:${sip}`, '--trunks', file],
    fragment: 'redirect',
    defines: { INSTRADA_URI: `sip:${sip}` },
  };
};

const byEvapi: Way = async (_, contactHost) => {
  const evapi = `127.0.0.1:${await freePort()}`;
  return {
    flags: ['--evapi', evapi],
    fragment: 'evapi',
    defines: { INSTRADA_EVAPI: evapi, INSTRADA_CONTACT_HOST: contactHost },
  };
};

describe('serve behind Kamailio', () => {
  test.each([
    ['--sip', byRedirect],
    ['--evapi', byEvapi],
  ])(
    '%s: a call reaches its telephone, and the receipt in the call record is explained',
    async (_, way) => {
      await inFolder(async (folder) => {
        writeFileSync(join(folder, 'plan.json'), JSON.stringify(PLAN));
        expect((await runInstrada(['publish', '--store', folder, join(folder, 'plan.json')])).code).toBe(0);
        const callee = await startCallee('answer');
        const { flags, fragment, defines } = await way(folder, `127.0.0.1:${callee.port}`);
        const kamailio = await startKamailio(fragment, defines);
        const server = await startServer(['--demo', '--store', folder, ...flags]);
        const caller = await Caller.open(kamailio.port);
        // evapi is found within a second.
        await until('the call is answered', async () => (await caller.call(PLAN.number).final()).status === 200);
        expect(callee.heard()[0]).toMatch(
          new RegExp(`^INVITE sip:\\+390655512345@127\\.0\\.0\\.1:${callee.port};user=phone SIP/2\\.0`),
        );
        const record = /ACC: transaction answered:.*instrada=(i1\/r\/[^;\s]+)/;
        await until('the call is in the log', () => record.test(kamailio.log()));
        const why = await runInstrada(['why', record.exec(kamailio.log())![1]!, '--store', folder]);
        expect(why.stdout).toContain('+39 06 5551 2345');
        if (fragment === 'evapi') {
          const metrics = await (await fetch(`${server.address}/metrics`)).text();
          expect(metrics).toContain('instrada_evapi_connections{state="connected"} 1');
        }
        caller.close();
        expect(await server.stop()).toBe(0);
        await Promise.all([kamailio.close(), callee.close()]);
      });
    },
    90_000,
  );
});
