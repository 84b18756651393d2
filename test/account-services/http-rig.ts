import { createAccountServices } from '../../adapters/account-services/account-services.ts';
import { createEmbeddedBackOffice } from '../../adapters/account-services/back-office/embedded-back-office.ts';
import { createControlLineRouting } from '../../adapters/account-services/relocation/control-line-routing.ts';
import { addAccountServiceRoutes } from '../../adapters/account-services/routes/service-routes.ts';
import { actorOf, guard, languageOf, problem } from '../../adapters/http/index.ts';
import { createMemoryStore, type PlanStore } from '../../engine/index.ts';
import { type Example, openExample, type TestAnswer } from '../http/test-server.ts';
import { sampleProvisions } from './sample-provisions.ts';
import { SetClock } from './services-rig.ts';

export const LINES = '/v1/services/lines';
type Token = keyof Example['tokens'];

export type HttpRig = {
  readonly server: Example;
  readonly clock: SetClock;
  readonly store: PlanStore;
  /** Whether the services say that they are there. */
  readonly opened: { is: boolean };
  ask(method: string, path: string, token: Token, body?: unknown, language?: string): Promise<TestAnswer>;
  get(path: string, token?: Token): Promise<TestAnswer>;
  post(path: string, token: Token, body?: unknown): Promise<TestAnswer>;
};

/** A server with plans, tokens of each role and the sample lines; on Sunday 22 November 2026 at noon. */
export async function openHttpRig(): Promise<HttpRig> {
  const clock = new SetClock('2026-11-22T12:00:00+01:00');
  const store = createMemoryStore();
  const opened = { is: true };
  const desk = createEmbeddedBackOffice(store, clock);
  const routing = createControlLineRouting(() => server.engine.control, clock);
  const services = createAccountServices({ documents: store, backOffice: desk, desk, clock, routing });
  const server: Example = await openExample({
    store,
    clock,
    routes: (app) =>
      addAccountServiceRoutes(app, {
        services: () => (opened.is ? services : undefined),
        guard,
        actorOf,
        languageOf,
        problem,
      }),
    warner: (actor, destinations) => services.sims.destinationWarnings(actor, destinations),
  });
  const ask: HttpRig['ask'] = (method, path, token, body, language = 'it') =>
    server.ask(method, path, {
      token: server.tokens[token],
      headers: { 'accept-language': language },
      ...(body === undefined ? {} : { body }),
    });
  const post: HttpRig['post'] = (path, token, body) => ask('POST', path, token, body);
  await post('/v1/services/provisions', 'carrier', sampleProvisions());
  return { server, clock, store, opened, ask, post, get: (path, token = 'viewer') => ask('GET', path, token) };
}
