import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { UdpTransport } from '../../../adapters/sip/index.ts';
import { endChild, nextLine, SERVER_CORE, spawnPinned, spawnScript } from '../../measure/pinned.ts';
import { type KamailioKind, kamailioConfig } from './kamailio-config.ts';
import type { SipNodeOrder, SipNodeReady } from './sip-node.ts';
import { numberPackets, packetsOf } from './sip-packets.ts';
import { type SipCall, sipCalls, sipNumberAt } from './sip-workload.ts';

/** A server that answers on loopback, on one core. */
export type SipSide = {
  readonly name: string;
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
};

const PROVEN = 200;
const TRIES = 100;

/** Ours. Its young generation is small, so that a collection never holds a call up for long. */
export async function startOurs(seed: string, numbers: number, udpTransport: UdpTransport): Promise<SipSide> {
  const script = new URL('./sip-node.js', import.meta.url);
  const order: SipNodeOrder = { seed, numbers, udpTransport };
  const child = spawnScript(SERVER_CORE, script, order, ['--max-semi-space-size=2']);
  const { port } = await nextLine<SipNodeReady>(child);
  return { name: `ours, ${udpTransport}`, port, pid: child.pid!, stop: () => endChild(child) };
}

/** Whether there is a Kamailio to compare with. */
export function hasKamailio(): boolean {
  return spawnSync('kamailio', ['-v']).error === undefined;
}

export async function startKamailio(
  folder: string,
  seed: string,
  numbers: number,
  kind: KamailioKind,
): Promise<SipSide> {
  const port = await freePort();
  const file = join(folder, `${kind}.cfg`);
  const all = Array.from({ length: numbers }, (_, i) => sipNumberAt(seed, i));
  writeFileSync(file, kamailioConfig(kind, port, all));
  // fm: the allocator with which it is fastest.
  const memory = ['-X', 'fm', '-x', 'fm', '-m', '256', '-M', '512'];
  const child = spawnPinned(SERVER_CORE, 'kamailio', ['-DD', '-E', '-f', file, '-Y', folder, ...memory]);
  child.stdout?.resume();
  const side = { name: `Kamailio, ${kind}`, port, pid: child.pid!, stop: () => endChild(child) };
  for (let tries = 0; tries < TRIES; tries++) {
    if (child.exitCode !== null) break;
    const [call] = sipCalls(seed, all, 1);
    if ((await ask(port, call!).catch(() => '')) !== '') return side;
    await pause(50);
  }
  await side.stop();
  throw new Error(`Kamailio does not start with ${file}`);
}

/** Holds a side's answers against the plan. @throws Error */
export async function proveSide(
  { name, port }: SipSide,
  seed: string,
  numbers: number,
  onlyFirst: boolean,
): Promise<void> {
  const all = Array.from({ length: numbers }, (_, i) => sipNumberAt(seed, i));
  for (const call of sipCalls(`${seed}/proof`, all, PROVEN)) {
    const answer = await ask(port, call);
    const destination = /^Contact: <sip:(\+\d+)@sbc\.example\.it;user=phone>/m.exec(answer)?.[1] ?? '';
    const first = all.find(({ number }) => number === call.called)!.sites[0];
    const right = onlyFirst ? [first] : call.right;
    if (answer.startsWith('SIP/2.0 302 ') && right.includes(destination)) continue;
    throw new Error(`${name}: ${JSON.stringify(call)} was answered\n${answer}`);
  }
  if (onlyFirst) return;
  const stranger = { called: all[0]!.number, caller: '+4915112345678', right: [] };
  const answer = await ask(port, stranger);
  if (!answer.startsWith('SIP/2.0 403 ')) throw new Error(`${name}: from abroad was answered\n${answer}`);
}

let asked = 0x7000_0000;

async function ask(port: number, call: SipCall): Promise<string> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const packets = packetsOf(call, socket.address().port);
  numberPackets(packets, asked++);
  socket.send(packets.invite, port, '127.0.0.1');
  const late = setTimeout(() => socket.emit('error', new Error('no answer')), 1_000);
  try {
    const [bytes] = (await once(socket, 'message')) as [Buffer];
    const ack = Buffer.concat([packets.ackHead, Buffer.from(`\r\nTo: <sip:x@127.0.0.1>;tag=x`), packets.ackTail]);
    socket.send(ack, port, '127.0.0.1');
    await pause(1);
    return bytes.toString('latin1');
  } finally {
    clearTimeout(late);
    socket.close();
  }
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}
