import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { inFolder, runInstrada, startServer } from './spawn-instrada.ts';

const TRUNKS = { trunks: [{ name: 'prova', from: ['127.0.0.1'], contactHost: '127.0.0.1:5090' }] };

/** Open at any hour: these calls are asked at the hour of the test. */
const PLAN = {
  schemaVersion: 1,
  number: '800123456',
  sites: { roma: { destinations: ['+390655512345'] } },
  route: { site: 'roma' },
};

function trunkFile(folder: string): string {
  const file = join(folder, 'trunks.json');
  writeFileSync(file, JSON.stringify(TRUNKS));
  return file;
}

async function askBySip(port: number, called: string): Promise<string> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const via = `SIP/2.0/UDP 127.0.0.1:${socket.address().port};branch=z9hG4bK-switches-1;rport`;
  const lines = [
    `INVITE sip:${called}@127.0.0.1:${port} SIP/2.0`,
    `Via: ${via}`,
    'Max-Forwards: 70',
    'From: <sip:+390612345678@127.0.0.1>;tag=1',
    `To: <sip:${called}@127.0.0.1>`,
    'Call-ID: switches-1@127.0.0.1',
    'CSeq: 1 INVITE',
    'Contact: <sip:prova@127.0.0.1>',
    'Content-Length: 0',
  ];
  socket.send(`${lines.join('\r\n')}\r\n\r\n`, port, '127.0.0.1');
  const [answer] = (await once(socket, 'message')) as [Buffer];
  socket.close();
  return answer.toString('latin1');
}

/** The variables that a FastAGI server sets, each acknowledged. */
async function askByFastAgi(port: number, called: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.setEncoding('latin1');
  let heard = '';
  let answered = 0;
  socket.on('data', (text: string) => {
    heard += text;
    for (; answered < heard.split('\n').length - 1; answered++) socket.write('200 result=1\n');
  });
  const lines = ['agi_network: yes', 'agi_network_script: decide', 'agi_request: agi://127.0.0.1/decide'];
  lines.push('agi_callerid: 0612345678', 'agi_callingpres: 0', `agi_extension: ${called}`, 'agi_uniqueid: 1.1');
  lines.push(`agi_arg_1: ${called}`, 'agi_arg_2: switches-2');
  socket.write(`${lines.join('\n')}\n\n`);
  await once(socket, 'close');
  return heard;
}

describe('serve for switches', () => {
  test('answers SIP, FastAGI and FreeSWITCH beside HTTP, and says where', async () => {
    await inFolder(async (folder) => {
      writeFileSync(join(folder, 'plan.json'), JSON.stringify(PLAN));
      expect((await runInstrada(['publish', '--store', folder, join(folder, 'plan.json')])).code).toBe(0);
      const switches = ['--sip', 'udp:127.0.0.1:0', '--trunks', trunkFile(folder), '--fastagi', '127.0.0.1:0'];
      const records = join(folder, 'records');
      switches.push('--fastagi-from', '127.0.0.0/8, ::1');
      const options = [...switches, '--freeswitch-gateway', 'carrier', '--records', records];
      const server = await startServer(['--demo', '--store', folder, ...options]);
      const portOf = (pattern: RegExp) => Number(pattern.exec(server.out.stdout)?.[1]);
      const sip = await askBySip(portOf(/^ {2}sip +udp:127\.0\.0\.1:(\d+)$/m), PLAN.number);
      expect(sip).toMatch(/^SIP\/2\.0 302 /);
      expect(sip).toMatch(/^Contact: <sip:\+39\d+@127\.0\.0\.1:5090/m);
      const inSip = /^X-Instrada-Decision: (i1\/\S+)\r$/m.exec(sip)![1]!;
      const bySip = await runInstrada(['why', inSip, '--store', folder]);
      expect(bySip.stdout).toContain('Call from +390612345*** to 800123456');
      expect(bySip.stdout).toContain('+39 06 5551 2345');
      const agi = await askByFastAgi(portOf(/^ {2}fastagi +agi:\/\/127\.0\.0\.1:(\d+)$/m), PLAN.number);
      expect(agi).toMatch(/SET VARIABLE INSTRADA_OUTCOME "?route"?/);
      const byHttp = await fetch(`${server.address}/v1/decide`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ called: PLAN.number, caller: '0612345678', callId: 'switches-3' }),
      });
      const inHttp = byHttp.headers.get('x-instrada-decision')!;
      expect((await runInstrada(['why', inHttp, '--store', folder])).stdout).toContain('id switches-3');
      const dialplan = await fetch(`${server.address}/v1/freeswitch/dialplan`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: `section=dialplan&Hunt-Destination-Number=${PLAN.number}&Hunt-Caller-ID-Number=0612345678&variable_uuid=u1`,
      });
      expect(dialplan.status).toBe(200);
      expect(await dialplan.text()).toContain('sofia/gateway/carrier/');
      expect(await server.stop()).toBe(0);
      const why = await runInstrada(['why', 'switches-1@127.0.0.1', '--store', folder, '--records', records]);
      expect(why.stdout).toContain('Call from +390612345*** to 800123456');
      const receipt = /INSTRADA_DECISION "?(i1\/[^"\n]+)/.exec(agi)![1]!;
      const again = await runInstrada(['why', receipt, '--lang', 'it', '--store', folder]);
      expect(again.stdout).toContain('800123456');
      expect((await runInstrada(['why', 'nobody', '--store', folder, '--records', records])).code).not.toBe(0);
    });
  });

  test.each([
    [['--sip', 'udp:127.0.0.1:5060'], '--sip needs --trunks FILE'],
    [['--trunks', 'x.json'], '--trunks needs a --sip LISTENER'],
    [['--sip', 'udp:localhost:5060', '--trunks', 'TRUNKS'], 'is no IP address'],
    [['--sip', 'udp:127.0.0.1:5060', '--trunks', '/nowhere/trunks.json'], '--trunks /nowhere/trunks.json'],
    [['--fastagi', '127.0.0.1'], 'write HOST:PORT'],
    [['--evapi', '127.0.0.1:8448', '--workers', '2'], 'needs --workers 1'],
    [['--sip', 'udp:127.0.0.1:0', '--trunks', 'TRUNKS', '--workers', '2'], 'workers share a port that is named'],
    [['--sip-transport', 'dgram'], '--sip-transport needs a --sip LISTENER'],
    [['--sip', 'udp:127.0.0.1:0', '--trunks', 'TRUNKS', '--sip-transport', 'fast'], 'is none of auto, batched, dgram'],
    [['--evapi', '127.0.0.1:8448,kamailio'], '--evapi: "kamailio" is no address; write HOST:PORT'],
    [['--fastagi-from', '127.0.0.1'], '--fastagi-from needs --fastagi'],
    [['--fastagi', '127.0.0.1:0', '--fastagi-from', '127.0.0.1,asterisk'], '"asterisk" is no address or network'],
    [['--freeswitch-profile', 'external'], 'needs --freeswitch-gateway'],
    [['--mask-callers', 'some'], 'is none of none, last3, all'],
  ])('%j is refused with the remedy', async (flags, said) => {
    await inFolder(async (folder) => {
      const args = flags.map((flag) => (flag === 'TRUNKS' ? trunkFile(folder) : flag));
      const { code, stderr } = await runInstrada(['serve', '--demo', '--port', '0', '--store', folder, ...args]);
      expect(stderr).toContain(said);
      expect(code).toBe(2);
    });
  });

  test('several workers answer SIP on one port, and the metrics page is of all of them', async () => {
    await inFolder(async (folder) => {
      const free = createSocket('udp4').bind(0, '127.0.0.1');
      await once(free, 'listening');
      const { port } = free.address();
      free.close();
      const sip = ['--sip', `udp:127.0.0.1:${port}`, '--trunks', trunkFile(folder)];
      const server = await startServer(['--demo', '--store', folder, '--workers', '2', ...sip]);
      for (let i = 0; i < 10; i++) expect(await askBySip(port, '800000101')).toMatch(/^SIP\/2\.0 [34]\d\d /);
      const page = await (await fetch(`${server.address}/metrics`)).text();
      expect(page).toContain('instrada_sip_requests_total{method="INVITE"} 10');
      expect(page).toContain('instrada_sip_udp_transport{kind="batched"} 2');
      expect(await server.stop()).toBe(0);
    });
  });

  test('a SIP port that is taken is told, and nothing stays open', async () => {
    await inFolder(async (folder) => {
      const taken = createSocket('udp4').bind(0, '127.0.0.1');
      await once(taken, 'listening');
      const flags = ['--sip', `udp:127.0.0.1:${taken.address().port}`, '--trunks', trunkFile(folder)];
      const { code, stderr } = await runInstrada(['serve', '--demo', '--port', '0', '--store', folder, ...flags]);
      expect(stderr).toContain('A server for switches cannot start');
      expect(code).toBe(2);
      taken.close();
    });
  });
});
