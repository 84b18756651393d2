import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLIENT_CORE, cpuSeconds, endChild, nextLine, spawnScript } from '../../measure/pinned.ts';
import { median } from '../../measure/rounds.ts';
import { announce } from '../../report/progress.ts';
import type { Goal, Row } from '../../report/row.ts';
import type { SipLoadOrder, SipLoadResult } from './sip-load.ts';
import { hasKamailio, proveSide, type SipSide, startKamailio, startOurs } from './sip-sides.ts';

export type SipBenchAmount = { readonly rounds: number; readonly seconds: number; readonly rateSeconds: number };

const NUMBERS = 1_000;
/** Calls under way: enough to fill batches, and fewer than a socket of Kamailio's has room for. */
const WINDOW = 64;
const RATE = 10_000;
const BATCHED = 'ours, batched';
const DGRAM = 'ours, dgram';
const BARE = 'Kamailio, bare';
const PLAN = 'Kamailio, plan';
const RATIOS: readonly (readonly [string, string, number])[] = [
  [BATCHED, BARE, 1.5],
  [BATCHED, PLAN, 2.5],
  [DGRAM, BARE, 0.7],
  [DGRAM, PLAN, 1.3],
];
const TAILS: Readonly<Record<string, { readonly p99: Goal; readonly p999: Goal }>> = {
  [BATCHED]: { p99: { atMost: 100 }, p999: { atMost: 1_000 } },
};

type Round = SipLoadResult & { readonly cpuUs: number };

/**
 * INVITE, 302, ACK: calls a second that one core answers, ours beside Kamailio's, in turns of the same load. Ours keeps
 * transactions; Kamailio answers without.
 */
export async function benchSip(seed: string, amount: SipBenchAmount): Promise<readonly Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'instrada-bench-'));
  const sides: SipSide[] = [];
  try {
    for (const transport of ['batched', 'dgram'] as const) sides.push(await startOurs(seed, NUMBERS, transport));
    if (hasKamailio()) {
      for (const kind of ['bare', 'plan'] as const) sides.push(await startKamailio(folder, seed, NUMBERS, kind));
    } else announce('Kamailio is not installed (Debian: kamailio): its lines are left out.');
    for (const side of sides) await proveSide(side, seed, NUMBERS, side.name === BARE);
    return await measure(sides, seed, amount);
  } finally {
    for (const side of sides) await side.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(sides: readonly SipSide[], seed: string, amount: SipBenchAmount): Promise<readonly Row[]> {
  const rounds = new Map<string, Round[]>(sides.map(({ name }) => [name, []]));
  for (let round = 0; round <= amount.rounds; round++) {
    announce(`SIP, round ${round} of ${amount.rounds}${round === 0 ? ' (to warm up)' : ''}`);
    for (const side of sides) {
      const result = await load(side, seed, amount.seconds, undefined);
      if (round > 0) rounds.get(side.name)!.push(result);
    }
  }
  const rows: Row[] = [];
  for (const side of sides) rows.push(...sideRows(side.name, rounds.get(side.name)!));
  rows.push(...ratioRows(rounds));
  for (const side of sides) rows.push(...tailRows(side.name, await load(side, seed, amount.rateSeconds, RATE)));
  return rows;
}

async function load(side: SipSide, seed: string, seconds: number, rate: number | undefined): Promise<Round> {
  const order: SipLoadOrder = { seed, numbers: NUMBERS, port: side.port, seconds, rate, window: WINDOW };
  const child = spawnScript(CLIENT_CORE, new URL('./sip-load.js', import.meta.url), order);
  const before = cpuSeconds(side.pid);
  const result = await nextLine<SipLoadResult>(child);
  const cpuUs = ((cpuSeconds(side.pid) - before) * 1e6) / Math.max(1, result.calls);
  await endChild(child);
  if (result.wrong > 0) throw new Error(`${side.name}: ${result.wrong} of ${result.calls} calls were not answered 302`);
  return { ...result, cpuUs };
}

function sideRows(name: string, rounds: readonly Round[]): readonly Row[] {
  const perSecond = rounds.map((round) => round.perSecond);
  const cpuUs = median(rounds.map((round) => round.cpuUs));
  return [
    {
      part: 'sip',
      line: `${name}: processor time a call${troubles(rounds)}`,
      numbers: NUMBERS,
      value: cpuUs,
      unit: 'us',
      best: Math.min(...rounds.map((round) => round.cpuUs)),
      perSecond: median(perSecond),
    },
  ];
}

function ratioRows(rounds: ReadonlyMap<string, readonly Round[]>): readonly Row[] {
  return RATIOS.flatMap(([ours, theirs, atLeast]) => {
    const [own, other] = [rounds.get(ours), rounds.get(theirs)];
    if (own === undefined || other === undefined) return [];
    // Within a round both had the machine in one mood.
    const value = median(own.map(({ perSecond }, i) => perSecond / other[i]!.perSecond));
    return [
      { part: 'sip', line: `calls a second: ${ours} / ${theirs}`, value, unit: 'times', goal: { atLeast } } as Row,
    ];
  });
}

/** What a busy machine makes of it. */
function troubles(rounds: readonly Round[]): string {
  const total = (of: (round: Round) => number) => rounds.reduce((sum, round) => sum + of(round), 0);
  const [lost, refused] = [total((round) => round.lost), total((round) => round.refused)];
  return `${lost > 0 ? `, ${lost} lost` : ''}${refused > 0 ? `, ${refused} refused` : ''}`;
}

function tailRows(name: string, round: Round): readonly Row[] {
  const { p50Us, p99Us, p999Us } = round;
  const what = `${name}: at ${RATE.toLocaleString('en')} calls a second${troubles([round])}`;
  const row = (line: string, value: number, goal: Goal | undefined): Row => ({
    part: 'sip',
    line,
    value,
    unit: 'us',
    goal,
  });
  return [
    { ...row(`${what}, p99`, p99Us, TAILS[name]?.p99), p50: p50Us * 1e3, p99: p99Us * 1e3, p999: p999Us * 1e3 },
    ...(TAILS[name] === undefined ? [] : [row(`${what}, p99.9`, p999Us, TAILS[name].p999)]),
  ];
}
