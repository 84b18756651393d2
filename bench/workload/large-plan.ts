import type { Plan } from '../../rules/index.ts';
import { numberAt } from './number-at.ts';
import { chanceOf, typicalPlan } from './typical-plan.ts';

/** One in so many entries is a prefix. */
const PREFIX_EVERY = 10;

/** The typical plan with a caller list of so many entries, all different, in no order. */
export function planWithCallers(seed: string, entries: number): Plan {
  const chance = chanceOf(`${seed}/callers/${entries}`);
  const list = new Set<string>();
  while (list.size < entries) {
    const mobile = `+393${String(100_000_000 + Math.floor(chance() * 900_000_000))}`;
    list.add(list.size % PREFIX_EVERY === 0 ? `${mobile.slice(0, 11)}*` : mobile);
  }
  return { ...typicalPlan(numberAt(0), chance), callerLists: { clienti: [...list] } };
}

/** Callers on the list of a large customer. */
export const LARGE_LIST = 1_000;

/** Plans of large customers, as `planAt` gives typical ones. */
export function largePlanAt(seed: string, index: number): Plan {
  return { ...planWithCallers(`${seed}/large/${index}`, LARGE_LIST), number: numberAt(index) };
}
