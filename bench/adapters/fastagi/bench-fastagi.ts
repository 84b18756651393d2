import { CLIENT_CORE, endChild, nextLine, spawnScript } from '../../measure/pinned.ts';
import { median } from '../../measure/rounds.ts';
import { announce } from '../../report/progress.ts';
import type { Row } from '../../report/row.ts';
import type { LoadAmount } from '../http/bench-http.ts';
import type { LineLoadOrder, LineLoadResult } from '../line-load.ts';
import { startServing } from '../serving-node.ts';
import { sipCalls, sipNumberAt } from '../sip/sip-workload.ts';

const NUMBERS = 20;
const CONNECTIONS = 16;
const DISTINCT = 300;

/** FastAGI sessions a second: a connection for each call, every variable acknowledged, as Asterisk does. */
export async function benchFastAgi(seed: string, { rounds, seconds }: LoadAmount): Promise<readonly Row[]> {
  const node = await startServing(seed, NUMBERS);
  try {
    const results: LineLoadResult[] = [];
    for (let round = 0; round <= rounds; round++) {
      announce(`FastAGI, round ${round} of ${rounds}${round === 0 ? ' (to warm up)' : ''}`);
      const result = await load(node.fastAgiPort, sessionsOf(seed), seconds);
      if (round > 0) results.push(result);
    }
    return [rowOf(results)];
  } finally {
    await node.stop();
  }
}

function sessionsOf(seed: string): readonly string[] {
  const numbers = Array.from({ length: NUMBERS }, (_, i) => sipNumberAt(seed, i));
  return sipCalls(seed, numbers, DISTINCT).map(({ called, caller }, i) => {
    const asked = ['agi_network: yes', 'agi_network_script: decide', 'agi_request: agi://127.0.0.1/decide'];
    const call = [`agi_callerid: ${caller}`, 'agi_callingpres: 0', `agi_extension: ${called}`, `agi_uniqueid: ${i}.1`];
    return `${[...asked, ...call, `agi_arg_1: ${called}`, `agi_arg_2: bench-${i}`].join('\n')}\n\n`;
  });
}

async function load(port: number, requests: readonly string[], seconds: number): Promise<LineLoadResult> {
  const order: LineLoadOrder = { port, seconds, connections: CONNECTIONS, requests, protocol: 'agi' };
  const child = spawnScript(CLIENT_CORE, new URL('../line-load.js', import.meta.url), order);
  const result = await nextLine<LineLoadResult>(child);
  await endChild(child);
  const { wrong, answers, last } = result;
  if (wrong > 0 || !/INSTRADA_OUTCOME "?route/.test(last)) {
    throw new Error(`FastAGI: ${wrong} of ${answers} sessions were not answered; the last: ${last}`);
  }
  return result;
}

function rowOf(results: readonly LineLoadResult[]): Row {
  const middle = (of: (result: LineLoadResult) => number) => median(results.map(of));
  return {
    part: 'fastagi',
    line: `sessions, ${CONNECTIONS} at a time`,
    value: middle(({ p50Us }) => p50Us),
    unit: 'us',
    p50: middle(({ p50Us }) => p50Us) * 1e3,
    p99: middle(({ p99Us }) => p99Us) * 1e3,
    p999: middle(({ p999Us }) => p999Us) * 1e3,
    perSecond: middle(({ perSecond }) => perSecond),
  };
}
