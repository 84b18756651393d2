import { type AccountServices, createAccountServices } from '../../adapters/account-services/account-services.ts';
import { createEmbeddedBackOffice } from '../../adapters/account-services/back-office/embedded-back-office.ts';
import { createMemoryStore } from '../../engine/index.ts';
import { storeWith } from '../control/control-room.ts';
import { SIM, sampleProvisions } from './sample-provisions.ts';
import { ADMIN, SetClock } from './services-rig.ts';

export { SIM };

/** Services with one SIM blocked, on a store that can be made to tell its journal otherwise. */
export async function createServices(): Promise<{
  readonly services: AccountServices;
  readonly entryAltered: { is: boolean };
}> {
  const clock = new SetClock('2026-11-22T12:00:00+01:00');
  const entryAltered = { is: false };
  const memory = createMemoryStore();
  const store = storeWith(memory, {
    journal: async (...args) => {
      const lines = await memory.journal(...args);
      return entryAltered.is ? lines.map((line, i) => (i === 0 ? line.replace('anna', 'ugo') : line)) : lines;
    },
  });
  const desk = createEmbeddedBackOffice(store, clock);
  await desk.provision(sampleProvisions());
  const services = createAccountServices({ documents: store, backOffice: desk, desk, clock });
  await services.sims.block(ADMIN, SIM, 'theft');
  return { services, entryAltered };
}
