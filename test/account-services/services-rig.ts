import { type AccountServices, createAccountServices } from '../../adapters/account-services/account-services.ts';
import type { BackOffice } from '../../adapters/account-services/back-office/back-office.ts';
import {
  createEmbeddedBackOffice,
  type EmbeddedBackOffice,
} from '../../adapters/account-services/back-office/embedded-back-office.ts';
import { ServiceError } from '../../adapters/account-services/errors.ts';
import type { LineRouting } from '../../adapters/account-services/relocation/line-routing.ts';
import { type Actor, createMemoryStore, EngineError, type PlanStore } from '../../engine/index.ts';
import { sampleProvisions } from './sample-provisions.ts';

export const ADMIN: Actor = { id: 'anna', role: 'customer-admin', customer: 'acme', from: '127.0.0.1' };
export const VIEWER: Actor = { id: 'vito', role: 'customer-viewer', customer: 'acme', from: '127.0.0.1' };
export const STRANGER: Actor = { id: 'ugo', role: 'customer-admin', customer: 'altra', from: '127.0.0.1' };
export const CARRIER: Actor = { id: 'carla', role: 'carrier', from: 'cli' };
export const SWITCH: Actor = { id: 'sbc', role: 'switch', from: '127.0.0.1' };

/** A clock that goes only when it is told to. */
export class SetClock {
  ms: number;

  constructor(at: string) {
    this.ms = Date.parse(at);
  }

  now(): number {
    return this.ms;
  }

  set(at: string): void {
    this.ms = Date.parse(at);
  }
}

export type Rig = {
  readonly clock: SetClock;
  readonly store: PlanStore;
  readonly desk: EmbeddedBackOffice;
  readonly services: AccountServices;
};

/** The services on a store in memory, filled with the samples; on Sunday 22 November 2026 at noon. */
export async function openRig(
  more: {
    readonly routing?: LineRouting;
    readonly at?: string;
    readonly backOffice?: (real: EmbeddedBackOffice) => BackOffice;
  } = {},
): Promise<Rig> {
  const clock = new SetClock(more.at ?? '2026-11-22T12:00:00+01:00');
  const store = createMemoryStore();
  const desk = createEmbeddedBackOffice(store, clock);
  await desk.provision(sampleProvisions());
  let asked = 0;
  const services = createAccountServices({
    documents: store,
    backOffice: more.backOffice?.(desk) ?? desk,
    desk,
    clock,
    ids: { next: () => `ask-${++asked}` },
    ...(more.routing === undefined ? {} : { routing: more.routing }),
  });
  return { clock, store, desk, services };
}

/** The code of the refusal that a promise comes to. */
export async function refused(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof ServiceError || error instanceof EngineError) return error.code;
    throw error;
  }
  throw new Error('It was not refused.');
}
