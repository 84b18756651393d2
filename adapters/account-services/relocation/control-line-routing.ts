import { type Actor, type ActorControl, type Clock, type Control, EngineError } from '../../../engine/index.ts';
import type { Plan, PlanEdit } from '../../../rules/index.ts';
import { inBoth, type Sentences } from '../errors.ts';
import type { StandIn, StandInSite, StandInWish } from '../line/line-record.ts';
import type { LineRouting } from './line-routing.ts';

/** Refusals that are an answer; what is left may come out otherwise the next time. */
const FINAL: readonly string[] = [
  'EDIT_REFUSED',
  'NOT_ALLOWED',
  'NUMBER_UNKNOWN',
  'NUMBER_WITHDRAWN',
  'TOO_MANY_TIMERS',
  'VERSION_UNKNOWN',
  'BAD_REQUEST',
  'IDEMPOTENCY_CONFLICT',
];
const MAX_TRIES = 5;
/** Versions that are looked through for one of our own: whoever is cut off is followed within minutes. */
const REMEMBERED = 50;

/** Stand-ins as edits of plans, through End User Control: `control` is what the engine offers once it is open. */
export function createControlLineRouting(control: () => Control, clock: Clock): LineRouting {
  const as = (actor: Actor) => control().forActor(actor);
  return {
    async refusal(actor, line, wish) {
      try {
        const { plan } = await as(actor).plan(wish.number);
        const sites = sitesOf(plan, line, wish.destination);
        if (sites.length === 0) return nowhere(line, wish.number);
        const { isAccepted, reasons } = await as(actor).preview(wish.number, editsOf(sites));
        return isAccepted ? undefined : joined(reasons);
      } catch (error) {
        return whyRefused(error);
      }
    },
    async begin(actor, line, wish, fromMs, key) {
      const standIn = { number: wish.number, destination: wish.destination, fromMs };
      try {
        return await begin(as(actor), line, standIn, clock.now(), key);
      } catch (error) {
        return { ...standIn, state: 'refused', sites: [], why: whyRefused(error) };
      }
    },
    async end(actor, line, standIn, key) {
      try {
        return await end(as(actor), line, standIn, key);
      } catch (error) {
        return { ...standIn, state: 'left', why: whyRefused(error) };
      }
    },
    async look(actor, standIn) {
      try {
        return await look(as(actor), standIn);
      } catch (error) {
        return { standIn: { ...standIn, why: whyRefused(error) }, isStale: false };
      }
    },
  };
}

async function begin(
  control: ActorControl,
  line: string,
  standIn: StandInWish & { readonly fromMs: number },
  nowMs: number,
  key: string,
): Promise<StandIn> {
  const { number, destination, fromMs } = standIn;
  const note = `${line}: trasloco (${key})`;
  return again(async () => {
    const earlier = await begunEarlier(control, line, standIn, note);
    if (earlier !== undefined) return earlier;
    const { plan, version } = await control.plan(number);
    const sites = sitesOf(plan, line, destination);
    if (sites.length === 0) return { ...standIn, state: 'refused', sites, why: nowhere(line, number) };
    const options = { note, idempotencyKey: key };
    if (fromMs <= nowMs) {
      await control.publish(number, editsOf(sites), { ...options, expectedVersion: version.version });
      return { ...standIn, state: 'in-plan', sites };
    }
    const { timer } = await control.schedule(number, editsOf(sites), fromMs, options);
    return { ...standIn, state: 'scheduled', timer: timer.id, sites };
  });
}

/** What was begun under this note and never heard of: whoever began it may have been cut off. */
async function begunEarlier(
  control: ActorControl,
  line: string,
  standIn: StandInWish & { readonly fromMs: number },
  note: string,
): Promise<StandIn | undefined> {
  const { number, destination } = standIn;
  const timer = (await control.scheduled(number)).pending.find((each) => each.note === note);
  if (timer !== undefined) {
    const { plan } = await control.plan(number);
    return { ...standIn, state: 'scheduled', timer: timer.id, sites: sitesOf(plan, line, destination) };
  }
  const made = (await control.history(number, { limit: REMEMBERED })).find((each) => each.note === note);
  if (made === undefined || made.version === 1) return undefined;
  const { plan } = await control.plan(number, made.version - 1);
  return { ...standIn, state: 'in-plan', sites: sitesOf(plan, line, destination) };
}

async function end(control: ActorControl, line: string, standIn: StandIn, key: string): Promise<StandIn> {
  const { number, destination, timer } = standIn;
  if (timer !== undefined && (await isCalledOff(control, number, timer))) return { ...standIn, state: 'taken-out' };
  return again(async () => {
    const { plan, version } = await control.plan(number);
    const sites = standIn.sites.flatMap(({ site, before, after }): StandInSite[] => {
      const now = plan.sites[site]?.destinations;
      if (now === undefined || !now.includes(destination)) return [];
      // As it was where nobody touched it; else only the stand-in goes back.
      return [{ site, before: now, after: isSame(now, after) ? before : replaced(now, destination, line) }];
    });
    if (sites.length === 0) {
      const isGone = standIn.sites.every(({ site }) => !plan.sites[site]?.destinations.includes(destination));
      return isGone ? { ...standIn, state: 'taken-out' } : { ...standIn, state: 'left', why: changedSince(number) };
    }
    const options = { note: `${line}: attiva`, idempotencyKey: key, expectedVersion: version.version };
    await control.publish(number, editsOf(sites), options);
    return { ...standIn, state: 'taken-out' };
  });
}

async function look(control: ActorControl, standIn: StandIn): ReturnType<LineRouting['look']> {
  const { number, timer, sites } = standIn;
  const { pending, ended } = await control.scheduled(number);
  if (timer === undefined) return { standIn, isStale: false };
  if (pending.some(({ id }) => id === timer)) {
    const { plan } = await control.plan(number);
    const isStale = sites.some(({ site, before }) => !isSame(plan.sites[site]?.destinations ?? [], before));
    return { standIn, isStale };
  }
  const over = ended.find(({ id }) => id === timer);
  if (over?.end === 'refused')
    return { standIn: { ...standIn, state: 'refused', why: joined(over.reasons ?? []) }, isStale: false };
  if (over?.end === 'cancelled') return { standIn: { ...standIn, state: 'refused', why: CALLED_OFF }, isStale: false };
  return { standIn: { ...standIn, state: 'in-plan' }, isStale: false };
}

/** Drops a timer. @returns whether what it would do never came into the plan */
async function isCalledOff(control: ActorControl, number: string, timer: string): Promise<boolean> {
  try {
    await control.cancel(number, timer);
    return true;
  } catch (error) {
    if (!(error instanceof EngineError) || error.code !== 'TIMER_UNKNOWN') throw error;
  }
  const { ended } = await control.scheduled(number);
  const end = ended.find(({ id }) => id === timer)?.end;
  return end === 'refused' || end === 'cancelled';
}

/** Every site of a plan that has the line among its destinations. */
function sitesOf({ sites }: Plan, line: string, standIn: string): readonly StandInSite[] {
  return Object.entries(sites)
    .filter(([, { destinations }]) => destinations.includes(line))
    .map(([site, { destinations }]) => ({
      site,
      before: destinations,
      after: replaced(destinations, line, standIn),
    }));
}

/** One destination in another's place; where it stands already, once. */
function replaced(destinations: readonly string[], from: string, to: string): readonly string[] {
  return destinations.includes(to)
    ? destinations.filter((each) => each !== from)
    : destinations.map((each) => (each === from ? to : each));
}

function editsOf(sites: readonly StandInSite[]): readonly PlanEdit[] {
  return sites.map(({ site, after }) => ({ edit: 'set-destinations', site, destinations: after }));
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((each, index) => each === other[index]);
}

/** On the version that is there, however often somebody is faster. */
async function again<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      const isLost = error instanceof EngineError && error.code === 'VERSION_CONFLICT';
      if (!isLost || tries >= MAX_TRIES) throw error;
    }
  }
}

/** What a refusal says. @throws whatever is no answer */
function whyRefused(error: unknown): Sentences {
  if (!(error instanceof EngineError) || !FINAL.includes(error.code)) throw error;
  return error.details.reasons === undefined ? inBoth(error.message) : joined(error.details.reasons);
}

function joined(reasons: readonly Sentences[]): Sentences {
  return { it: reasons.map(({ it }) => it).join(' '), en: reasons.map(({ en }) => en).join(' ') };
}

function nowhere(line: string, number: string): Sentences {
  return {
    it: `Nessuna sede del piano di ${number} ha la linea ${line} tra le destinazioni.`,
    en: `No site of the plan of ${number} has the line ${line} among its destinations.`,
  };
}

function changedSince(number: string): Sentences {
  return {
    it: `Il piano di ${number} è stato cambiato nel frattempo: la linea sostitutiva va tolta a mano.`,
    en: `The plan of ${number} was changed since: the stand-in must be taken out by hand.`,
  };
}

const CALLED_OFF: Sentences = {
  it: 'La modifica programmata è stata annullata nel piano.',
  en: 'The scheduled edit was called off in the plan.',
};
