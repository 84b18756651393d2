import { CLIENT_CORE, cpuSeconds, endChild, nextLine, SERVER_CORE, spawnScript } from '../../measure/pinned.ts';
import { median } from '../../measure/rounds.ts';
import { announce } from '../../report/progress.ts';
import type { Row } from '../../report/row.ts';
import type { LineLoadOrder, LineLoadResult } from '../line-load.ts';
import { startServing } from '../serving-node.ts';
import { sipCalls, sipNumberAt } from '../sip/sip-workload.ts';
import type { ConstantOrder } from './constant-server.ts';

export type LoadAmount = { readonly rounds: number; readonly seconds: number };

type Round = LineLoadResult & { readonly cpuUs: number };

const NUMBERS = 20;
const CONNECTIONS = 64;
/** All of them are an argument of the script, which has an end at 128 KiB. */
const DISTINCT = 300;
const PROVEN = 100;

/** `POST /v1/decide` of `instrada serve`, beside node:http that reads the same and answers the same bytes always. */
export async function benchHttp(seed: string, { rounds, seconds }: LoadAmount): Promise<readonly Row[]> {
  const node = await startServing(seed, NUMBERS);
  try {
    const requests = requestsOf(seed, node.token);
    const body = await prove(node.httpPort, node.token, seed);
    const constant = spawnScript(SERVER_CORE, new URL('./constant-server.js', import.meta.url), {
      body,
    } satisfies ConstantOrder);
    try {
      const { port } = await nextLine<{ readonly port: number }>(constant);
      const results: { ours: Round; ceiling: Round }[] = [];
      for (let round = 0; round <= rounds; round++) {
        announce(`HTTP, round ${round} of ${rounds}${round === 0 ? ' (to warm up)' : ''}`);
        const ours = await load(node.httpPort, node.pid, requests, seconds);
        const ceiling = await load(port, constant.pid!, requests, seconds);
        if (round > 0) results.push({ ours, ceiling });
      }
      return rowsOf(results);
    } finally {
      await endChild(constant);
    }
  } finally {
    await node.stop();
  }
}

function calls(seed: string, which: string, count: number) {
  return sipCalls(
    `${seed}/${which}`,
    Array.from({ length: NUMBERS }, (_, i) => sipNumberAt(seed, i)),
    count,
  );
}

function requestsOf(seed: string, token: string): readonly string[] {
  return calls(seed, 'load', DISTINCT).map(({ called, caller }, i) => {
    const body = JSON.stringify({ called, caller, callId: `${i}-bench@127.0.0.1` });
    const head = `POST /v1/decide HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${token}`;
    return `${head}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  });
}

/** Holds answers against the plans; returns the last. @throws Error */
async function prove(port: number, token: string, seed: string): Promise<string> {
  let text = '';
  for (const { called, caller, right } of calls(seed, 'proof', PROVEN)) {
    const answer = await fetch(`http://127.0.0.1:${port}/v1/decide`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ called, caller }),
    });
    text = await answer.text();
    const { targets = [] } = JSON.parse(text) as { readonly targets?: readonly { readonly destination: string }[] };
    if (right.includes(targets[0]?.destination ?? '')) continue;
    throw new Error(`HTTP: ${caller} to ${called} was answered ${answer.status} ${text}`);
  }
  return text;
}

async function load(port: number, pid: number, requests: readonly string[], seconds: number): Promise<Round> {
  const order: LineLoadOrder = { port, seconds, connections: CONNECTIONS, requests, protocol: 'http' };
  const child = spawnScript(CLIENT_CORE, new URL('../line-load.js', import.meta.url), order);
  const before = cpuSeconds(pid);
  const result = await nextLine<LineLoadResult>(child);
  const cpuUs = ((cpuSeconds(pid) - before) * 1e6) / Math.max(1, result.answers);
  await endChild(child);
  if (result.wrong > 0) throw new Error(`HTTP: ${result.wrong} of ${result.answers} were not answered 200`);
  return { ...result, cpuUs };
}

function rowsOf(results: readonly { readonly ours: Round; readonly ceiling: Round }[]): readonly Row[] {
  const row = (line: string, side: readonly Round[]): Row => ({
    part: 'http',
    line,
    value: median(side.map(({ cpuUs }) => cpuUs)),
    unit: 'us',
    p50: median(side.map(({ p50Us }) => p50Us)) * 1e3,
    p99: median(side.map(({ p99Us }) => p99Us)) * 1e3,
    p999: median(side.map(({ p999Us }) => p999Us)) * 1e3,
    perSecond: median(side.map(({ perSecond }) => perSecond)),
  });
  return [
    row(
      `POST /v1/decide, ${CONNECTIONS} connections: processor time a request`,
      results.map(({ ours }) => ours),
    ),
    row(
      'node:http, a constant answer (ceiling): the same',
      results.map(({ ceiling }) => ceiling),
    ),
    {
      part: 'http',
      line: 'requests a second: ours / ceiling',
      value: median(results.map(({ ours, ceiling }) => ours.perSecond / ceiling.perSecond)),
      unit: 'times',
      goal: { atLeast: 0.8 },
    },
  ];
}
