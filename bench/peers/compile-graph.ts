import {
  basisPoints,
  DEFAULT_RING_SECONDS,
  DEFAULT_TIME_ZONE,
  ORIGINS,
  originId,
  type Plan,
  type SiteStep,
  type Step,
  zoneId,
} from '../../rules/index.ts';
import { compileGraphCalendar, type GraphCalendar } from './graph-calendar.ts';
import { murmur3Text } from './murmur3-text.ts';
import type { GraphEnding, GraphNode, GraphPlan, GraphTarget } from './object-graph.ts';

/** @param plan checked and normalised */
export function compileGraph(plan: Plan): GraphPlan {
  const zone = zoneId(plan.timeZone ?? DEFAULT_TIME_ZONE);
  if (zone === undefined) throw new Error(`the plan was not checked: no zone ${plan.timeZone}`);
  const root = new GraphBuilder(plan).node(plan.route);
  return { number: plan.number, zone, seed: murmur3Text(plan.number, 0), root };
}

/** What a plan names is built once and shared. */
class GraphBuilder {
  private readonly plan: Plan;
  private readonly subroutes = new Map<string, GraphNode>();
  private readonly calendars = new Map<string, GraphCalendar>();

  constructor(plan: Plan) {
    this.plan = plan;
  }

  node(step: Step): GraphNode {
    if ('subroute' in step) {
      return made(this.subroutes, step.subroute, () => this.node(named(this.plan.subroutes, step.subroute)));
    }
    if ('callers' in step) return this.callers(step);
    if ('districts' in step) return this.districts(step);
    if ('calendar' in step) return this.calendar(step);
    if ('split' in step) return this.split(step);
    return this.ending(step);
  }

  private callers({ callers }: Extract<Step, { callers: unknown }>): GraphNode {
    const numbers = new Map<string, GraphNode>();
    const prefixes = new Map<string, GraphNode>();
    for (const branch of callers.cases) {
      const then = this.node(branch.then);
      for (const entry of branch.lists.flatMap((list) => named(this.plan.callerLists, list))) {
        if (entry.endsWith('*')) prefixes.set(entry.slice(0, -1), then);
        else numbers.set(entry, then);
      }
    }
    const lengths = [...new Set([...prefixes.keys()].map((prefix) => prefix.length))].sort((a, b) => b - a);
    const withheld = callers.withheld && this.node(callers.withheld);
    return { kind: 'callers', numbers, prefixes, lengths, withheld, otherwise: this.node(callers.otherwise) };
  }

  private districts({ districts }: Extract<Step, { districts: unknown }>): GraphNode {
    const origins = new Map<number, GraphNode>();
    for (const branch of districts.cases) {
      const then = this.node(branch.then);
      for (const name of branch.in) {
        const members = ORIGINS.includes(name) ? [name] : named(this.plan.areas, name);
        for (const member of members) origins.set(originId(member)!, then);
      }
    }
    return { kind: 'districts', origins, otherwise: this.node(districts.otherwise) };
  }

  private calendar({ calendar: step }: Extract<Step, { calendar: unknown }>): GraphNode {
    const calendar = made(this.calendars, step.use, () => compileGraphCalendar(named(this.plan.calendars, step.use)));
    const periods = new Map<string, GraphNode>();
    for (const branch of step.cases) {
      const then = this.node(branch.then);
      for (const period of branch.periods) periods.set(period, then);
    }
    return { kind: 'calendar', calendar, periods, otherwise: this.node(step.otherwise) };
  }

  private split({ split }: Extract<Step, { split: unknown }>): GraphNode {
    let cumulative = 0;
    const shares = split.shares.map((share) => {
      cumulative += basisPoints(share.percent) ?? 0;
      return { cumulative, then: this.node(share.then) };
    });
    return { kind: 'split', byCaller: split.by === 'caller', shares };
  }

  private ending(step: SiteStep | Extract<Step, { announce: string } | { reject: unknown }>): GraphEnding {
    const nothing = { kind: 'ending', targets: [], announcement: undefined, reason: undefined } as const;
    if ('reject' in step) return { ...nothing, outcome: 'reject', reason: step.reject };
    if ('announce' in step) {
      const { uri } = named(this.plan.announcements, step.announce);
      return { ...nothing, outcome: 'announce', announcement: { name: step.announce, uri } };
    }
    const targets = [step.site, ...(step.overflow ?? [])].flatMap((name) => this.targets(name));
    return { ...nothing, outcome: 'route', targets };
  }

  private targets(name: string): GraphTarget[] {
    const { destinations, ringSeconds = DEFAULT_RING_SECONDS } = named(this.plan.sites, name);
    return destinations.map((destination) => ({ site: name, destination, ringSeconds }));
  }
}

function made<T>(all: Map<string, T>, name: string, make: () => T): T {
  const known = all.get(name);
  if (known !== undefined) return known;
  const value = make();
  all.set(name, value);
  return value;
}

function named<T>(parts: Readonly<Record<string, T>> | undefined, name: string): T {
  const part = parts !== undefined && Object.hasOwn(parts, name) ? parts[name] : undefined;
  if (part === undefined) throw new Error(`the plan was not checked: it has no "${name}"`);
  return part;
}
