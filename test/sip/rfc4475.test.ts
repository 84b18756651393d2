import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { TORTURE } from './rfc4475.data.ts';
import { request, type SipAnswer, type SipClient, tcpClient, udpClient } from './sip-client.ts';
import { openRig, type Rig } from './sip-rig.ts';

/** The messages are no part of the project. */
const FOLDER =
  process.env.INSTRADA_VECTORS ?? fileURLToPath(new URL('../../../shared/vectors/rfc4475', import.meta.url));
const isThere = existsSync(FOLDER);

test('every message of RFC 4475 has its expectation, once', () => {
  expect(new Set(TORTURE.map(({ name }) => name)).size).toBe(49);
  if (!isThere) {
    process.stdout.write(`RFC 4475: its 49 messages were not sent: ${FOLDER} is not there (INSTRADA_VECTORS)\n`);
    return;
  }
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.dat'));
  expect(TORTURE.map(({ name }) => `${name}.dat`).sort()).toEqual(files.sort());
});

describe.each([
  ['udp', 'batched'],
  ['udp', 'dgram'],
  ['tcp', 'dgram'],
] as const)('RFC 4475 over %s (%s)', (transport, udpTransport) => {
  test(`${isThere ? TORTURE.length : 0} messages: each in its class, and the server goes on`, async () => {
    const rows: string[] = [];
    const wrong: string[] = [];
    for (const { name, section, is, status, tcp, because } of isThere ? TORTURE : []) {
      const expected = transport === 'tcp' ? (tcp?.status ?? status) : status;
      // A server for each: some of the messages have one branch and one sent-by, as if they were retransmissions. And
      // their Via names ports that nothing listens on here.
      const rig = await openRig({ symmetric: true }, { udpTransport });
      const client = await open(rig, transport);
      client.send(readFileSync(`${FOLDER}/${name}.dat`));
      const answer = expected === 0 ? (await client.rest(60))[0] : await client.next(3_000).catch(() => undefined);
      if (answer !== undefined) expectCopied(answer, name);
      await expectAlive(rig, transport);
      client.close();
      await rig.close();
      const got = answer?.status ?? 0;
      const why = (transport === 'tcp' && tcp?.why) || because;
      const row = `${section.padEnd(9)}${name.padEnd(12)}${is.padEnd(9)}${got === 0 ? '–  ' : got}  ${why}`;
      rows.push(row);
      if (got !== expected) wrong.push(`${row} (expected ${expected})`);
    }
    if (isThere) process.stdout.write(`RFC 4475 over ${transport} (${udpTransport})\n${rows.join('\n')}\n`);
    expect(wrong).toEqual([]);
  }, 60_000);
});

function open(rig: Rig, transport: 'udp' | 'tcp'): Promise<SipClient> {
  return transport === 'udp' ? udpClient(rig.udp) : tcpClient(rig.tcp);
}

/** Not only running, but in its right mind. */
async function expectAlive(rig: Rig, transport: 'udp' | 'tcp'): Promise<void> {
  const client = await open(rig, transport);
  client.send(request('800100001'));
  expect(await client.next()).toMatchObject({ status: 302 });
  client.close();
}

/** An answer whose message had these fields has them too, as they were. */
function expectCopied(answer: SipAnswer, name: string): void {
  const raw = readFileSync(`${FOLDER}/${name}.dat`, 'latin1');
  const callId = /^(?:Call-ID|i)\s*:\s*(\S+)/im.exec(raw)?.[1];
  if (callId !== undefined) expect([name, answer.headers['call-id']?.[0]]).toEqual([name, callId]);
}
