import { ownValue } from '../steps/shape-words.ts';
import type { PlacedStep } from './placed-steps.ts';
import type { Plan } from './plan.ts';

export type SubrouteCycle = {
  /** Every subroute that can reach every other of them. */
  readonly members: readonly string[];
  /** One way round, from the first member back to it. */
  readonly names: readonly string[];
  /** JSON Pointer of the reference in the first member with which that way begins. */
  readonly place: string;
};

type Reference = { readonly to: string; readonly place: string };
type References = ReadonlyMap<string, readonly Reference[]>;

/**
 * The circles of subroutes: the strongly connected components of the graph of their references (Tarjan, 1972), with a
 * stack of its own, because a chain may be 1,000 names long.
 */
export function subrouteCycles(plan: Plan, steps: readonly PlacedStep[]): readonly SubrouteCycle[] {
  const references = collectReferences(plan, steps);
  return components(references).flatMap((members) => {
    const inside = new Set(members);
    const first = [...references.keys()].find((name) => inside.has(name))!;
    const names = wayRound(first, inside, references);
    if (names === undefined) return [];
    const next = names[1] ?? first;
    const place = references.get(first)!.find((reference) => reference.to === next)!.place;
    return [{ members, names, place }];
  });
}

/** Each reference once for each pair of names. */
function collectReferences(plan: Plan, steps: readonly PlacedStep[]): References {
  const references = new Map<string, Reference[]>();
  for (const name of Object.keys(plan.subroutes ?? {})) references.set(name, []);
  const seen = new Set<string>();
  for (const { step, path, subroute } of steps) {
    if (subroute === undefined || !('subroute' in step) || ownValue(plan.subroutes, step.subroute) === undefined)
      continue;
    const pair = `${subroute} ${step.subroute}`;
    if (seen.has(pair)) continue;
    seen.add(pair);
    references.get(subroute)!.push({ to: step.subroute, place: `${path}/subroute` });
  }
  return references;
}

function components(references: References): readonly (readonly string[])[] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const found: string[][] = [];
  const enter = (name: string): { name: string; next: number } => {
    order.set(name, order.size);
    low.set(name, order.get(name)!);
    open.push(name);
    isOpen.add(name);
    return { name, next: 0 };
  };
  const lower = (name: string, to: number): unknown => low.set(name, Math.min(low.get(name)!, to));
  for (const root of references.keys()) {
    const stack = order.has(root) ? [] : [enter(root)];
    while (stack.length > 0) {
      const frame = stack.at(-1)!;
      const reference = references.get(frame.name)![frame.next++];
      if (reference !== undefined) {
        if (!order.has(reference.to)) stack.push(enter(reference.to));
        else if (isOpen.has(reference.to)) lower(frame.name, order.get(reference.to)!);
        continue;
      }
      stack.pop();
      const parent = stack.at(-1);
      if (parent !== undefined) lower(parent.name, low.get(frame.name)!);
      if (low.get(frame.name) === order.get(frame.name)) found.push(closeComponent(frame.name, open, isOpen));
    }
  }
  return found;
}

function closeComponent(root: string, open: string[], isOpen: Set<string>): string[] {
  const members = open.splice(open.lastIndexOf(root));
  for (const name of members) isOpen.delete(name);
  return members;
}

/** The shortest way from a name back to itself; undefined when there is none. */
function wayRound(first: string, inside: ReadonlySet<string>, references: References): string[] | undefined {
  const cameFrom = new Map<string, string>();
  const queue = [first];
  for (const name of queue) {
    for (const { to } of references.get(name)!) {
      if (to === first) return [...wayTo(name, first, cameFrom)];
      if (!inside.has(to) || cameFrom.has(to)) continue;
      cameFrom.set(to, name);
      queue.push(to);
    }
  }
  return undefined;
}

function wayTo(last: string, first: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const names = [last];
  while (names.at(-1) !== first) names.push(cameFrom.get(names.at(-1)!)!);
  return names.reverse();
}
