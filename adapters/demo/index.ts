import { readdir, readFile } from 'node:fs/promises';
import { type Actor, type Engine, EngineError, type Provisioning } from '../../engine/index.ts';
import { FEATURES, intelligentNumberKind, MAX_CALLER_ENTRIES, MAX_SITES, type Plan } from '../../rules/index.ts';

export { DEMO_LINES } from './demo-lines.ts';

/** The demonstration plans, one a file; the build copies them beside the compiled code. */
const PLANS = new URL('./plans/', import.meta.url);

/** A call by SIP, for SIPp; the build copies it too. */
export const DEMO_SCENARIO = new URL('./call.xml', import.meta.url);

/** A call that shows something, for `curl`. */
export type DemoCall = { readonly shows: string; readonly path: string; readonly body: unknown };

/** The values of every demonstration plan, by file name. */
async function demoPlans(): Promise<readonly Plan[]> {
  const files = (await readdir(PLANS)).filter((file) => file.endsWith('.json')).sort();
  return Promise.all(files.map(async (file) => JSON.parse(await readFile(new URL(file, PLANS), 'utf8')) as Plan));
}

/** Whose the demonstration numbers are. */
export const DEMO_CUSTOMER = 'demo';
const DEMO_CARRIER: Actor = { id: 'demo', role: 'carrier', from: 'demo' };

/**
 * Provisions and publishes the demonstration numbers that never were; what somebody changed since stays as it is.
 * @returns how many were published
 */
export async function publishDemoPlans(engine: Engine): Promise<number> {
  const provisioning = engine.control.provisioning(DEMO_CARRIER);
  let published = 0;
  for (const plan of await demoPlans()) {
    await provision(provisioning, plan.number);
    try {
      await engine.publish(plan, { expectedVersion: 0, actor: 'demo', note: 'Numeri dimostrativi' });
      published++;
    } catch (error) {
      if (!(error instanceof EngineError) || error.code !== 'VERSION_CONFLICT') throw error;
    }
  }
  return published;
}

/** Everything but calls abroad. */
async function provision(provisioning: Provisioning, number: string): Promise<void> {
  const subscription = {
    number,
    customer: DEMO_CUSTOMER,
    kind: intelligentNumberKind(number),
    features: FEATURES,
    limits: { sites: MAX_SITES, callerEntries: MAX_CALLER_ENTRIES },
    destinationPolicy: { mobile: true, international: false, sip: true },
  };
  try {
    await provisioning.provision(subscription, { expectedRevision: 0, note: 'Numeri dimostrativi' });
  } catch (error) {
    if (!(error instanceof EngineError) || error.code !== 'SUBSCRIPTION_CONFLICT') throw error;
  }
}

/** The customer closes at one o'clock on Fridays. */
export const DEMO_EDIT = {
  number: '800000101',
  body: {
    edits: [{ edit: 'set-hours', calendar: 'uffici', days: ['fri'], hours: ['08:30-13:00'], period: 'aperto' }],
    note: 'Venerdì si chiude all’una',
  },
} as const;

export const DEMO_CALLS: readonly DemoCall[] = [
  {
    shows: 'a caller from Milan on a weekday: the site that is competent for the North',
    path: '/v1/decide',
    body: { called: '800000101', caller: '0212345678', at: '2026-12-09T10:00:00+01:00' },
  },
  {
    shows: 'the same call on Wednesday 9 December and on 8 December, a public holiday',
    path: '/v1/decide:batch',
    body: {
      calls: [
        { called: '800000101', caller: '0212345678', at: '2026-12-09T10:00:00+01:00' },
        { called: '800000101', caller: '0212345678', at: '2026-12-08T10:00:00+01:00' },
      ],
    },
  },
  {
    shows: 'a customer who rings the sales number, and gets the salesperson enabled for them',
    path: '/v1/decide',
    body: { called: '848000303', caller: '+39 0245678901', at: '2026-12-09T10:00:00+01:00' },
  },
];
