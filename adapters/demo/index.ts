import { readdir, readFile } from 'node:fs/promises';
import { type Engine, EngineError } from '../../engine/index.ts';

/** The demonstration plans, one a file; the build copies them beside the compiled code. */
const PLANS = new URL('./plans/', import.meta.url);

/** A call that shows something, for `curl`. */
export type DemoCall = { readonly shows: string; readonly path: string; readonly body: unknown };

/** The values of every demonstration plan, by file name. */
async function demoPlans(): Promise<readonly unknown[]> {
  const files = (await readdir(PLANS)).filter((file) => file.endsWith('.json')).sort();
  return Promise.all(files.map(async (file) => JSON.parse(await readFile(new URL(file, PLANS), 'utf8')) as unknown));
}

/**
 * Publishes the demonstration plans whose numbers were never published; what somebody changed since stays as it is.
 * @returns how many were published
 */
export async function publishDemoPlans(engine: Engine): Promise<number> {
  let published = 0;
  for (const plan of await demoPlans()) {
    try {
      await engine.publish(plan, { expectedVersion: 0, actor: 'demo', note: 'Numeri dimostrativi' });
      published++;
    } catch (error) {
      if (!(error instanceof EngineError) || error.code !== 'VERSION_CONFLICT') throw error;
    }
  }
  return published;
}

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
