import { readFileSync } from 'node:fs';
import { compilePlan, encodeArtifact, LiveSnapshot } from '../../engine/index.ts';
import { normalizePlan, type Plan, planHash, type Step } from '../../rules/index.ts';

/** The example plan of the format, a new copy each time. */
export function examplePlan(): Plan {
  return JSON.parse(readFileSync(new URL('../conformance/example-plan.json', import.meta.url), 'utf8')) as Plan;
}

/** A plan of one site `a` (and others as given), with this route. */
export function smallPlan(route: Step, rest: Partial<Plan> = {}): Plan {
  return { schemaVersion: 1, number: '800123456', sites: { a: { destinations: ['+390212345678'] } }, ...rest, route };
}

/** A number's simplest plan: everything goes to one destination, which tells numbers and versions apart. */
export function oneSitePlan(number: string, destination: string): Plan {
  return { schemaVersion: 1, number, sites: { a: { destinations: [destination] } }, route: { site: 'a' } };
}

/** As publishing does it: normalised, compiled, encoded. */
export function artifactOf(plan: Plan, version = 1): Uint8Array {
  const canonical = normalizePlan(plan);
  return encodeArtifact(compilePlan(canonical), version, planHash(canonical));
}

/** A complete snapshot that serves these plans as version 1. */
export function liveWith(...plans: readonly Plan[]): LiveSnapshot {
  const live = new LiveSnapshot();
  for (const plan of plans) live.install(plan.number, artifactOf(plan));
  live.completeLoad();
  return live;
}

/** A seeded source of integers below `n` (mulberry32). */
export function chanceFrom(seed: number): (n: number) => number {
  let state = seed | 0;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * n);
  };
}
