import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type AccountServices, createAccountServices } from '../../adapters/account-services/account-services.ts';
import { characteristic } from '../../adapters/account-services/back-office/back-office.ts';
import { createHttpBackOffice } from '../../adapters/account-services/back-office/http-back-office.ts';
import type { Service } from '../../adapters/account-services/back-office/tmf.ts';
import { ServiceError } from '../../adapters/account-services/errors.ts';
import { createMemoryStore } from '../../engine/index.ts';
import { propertySeed } from '../property/seed.ts';
import { SIM, sampleProvisions } from './sample-provisions.ts';
import { ADMIN, CARRIER, SetClock } from './services-rig.ts';
import { type Misbehaviour, TmfServer } from './tmf-server.ts';

type Step = {
  readonly node: 0 | 1;
  readonly act: 'block' | 'unblock' | 'transfer' | 'debit' | 'settle';
  /** What becomes of the next requests, whoever's they are. */
  readonly faults: readonly Misbehaviour[];
};

const step = fc.record<Step>({
  node: fc.constantFrom(0, 1),
  act: fc.constantFrom('block', 'unblock', 'transfer', 'debit', 'settle'),
  faults: fc.array(fc.constantFrom<Misbehaviour>('ok', 'ok', '503', 'cut', 'no-json'), { maxLength: 6 }),
});

const ACTS: Readonly<Record<Step['act'], (services: AccountServices) => Promise<unknown>>> = {
  block: ({ sims }) => sims.block(ADMIN, SIM, 'theft'),
  unblock: ({ sims }) => sims.unblock(ADMIN, SIM),
  transfer: async ({ transfers, lines }) => {
    const to = (await lines.line(ADMIN, SIM)).contract === 'C1' ? 'C3' : 'C1';
    const { token } = await transfers.prepare(ADMIN, SIM, to);
    return transfers.confirm(ADMIN, SIM, token);
  },
  debit: ({ directDebits }) => directDebits.request(ADMIN, SIM),
  settle: (services) => services.settleDue(),
};

/** What may be said no with: all of it is in the table. */
async function done(promise: Promise<unknown>): Promise<void> {
  await promise.catch((error: unknown) => {
    if (!(error instanceof ServiceError)) throw error;
  });
}

test('two nodes at once, on systems that fail as they like: each thing asked comes out once, and the journal is sound', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 6 }),
      async (rounds) => {
        const server = new TmfServer(sampleProvisions());
        const baseUrl = await server.listen();
        const clock = new SetClock('2026-11-22T12:00:00+01:00');
        const documents = createMemoryStore();
        const open = () => {
          const fast = { retries: 1, pauseMs: 1, circuit: { failures: 1_000, openMs: 1 } };
          return createAccountServices({
            documents,
            backOffice: createHttpBackOffice({ baseUrl, clock, ...fast }),
            clock,
          });
        };
        const nodes = [open(), open()] as const;
        try {
          for (const steps of rounds) {
            server.misbehave.push(...steps.flatMap(({ faults }) => faults));
            await Promise.all(steps.map(({ node, act }) => done(ACTS[act](nodes[node]))));
            clock.ms += 700_000;
          }
          server.misbehave.length = 0;
          await nodes[0].settleDue();
          const journal = await nodes[1].lines.journal(ADMIN, SIM);
          const asked = journal.filter(({ outcome }) => outcome === 'asked').map(({ id }) => id);
          const ended = journal.filter(({ outcome, action }) => outcome !== 'asked' && action !== 'prepare-transfer');
          expect(ended.map(({ id }) => id)).toEqual(asked);
          expect((await nodes[0].lines.verifyJournal(CARRIER, SIM)).isSound).toBe(true);
          const orders = server.resources.productOrder.flatMap(({ externalId }) =>
            externalId === undefined ? [] : [externalId],
          );
          expect(new Set(orders).size).toBe(orders.length);
          const sim = server.resources.service.find(({ id }) => id === SIM) as unknown as Service;
          const last = ended.findLast(({ action, outcome }) => /block-sim$/.test(action) && outcome === 'done')?.action;
          expect(characteristic(sim.serviceCharacteristic, 'outgoingTraffic') === 'blocked').toBe(last === 'block-sim');
          const transferred = ended.filter(({ action, outcome }) => action === 'transfer' && outcome === 'done').length;
          expect(characteristic(sim.serviceCharacteristic, 'contract')).toBe(transferred % 2 === 0 ? 'C1' : 'C3');
        } finally {
          await server.close();
        }
      },
    ),
    { seed: propertySeed('account services'), numRuns: 40 },
  );
}, 120_000);
