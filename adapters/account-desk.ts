import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import {
  type AccountServices,
  addAccountServiceRoutes,
  createAccountServices,
  createControlLineRouting,
} from './account-services/index.ts';
import { openBackOffice, type Terminal } from './cli/index.ts';
import { DEMO_LINES } from './demo/index.ts';
import { actorOf, type DestinationWarner, guard, languageOf, problem } from './http/index.ts';
import { type Actor, type DocumentStore, type Engine, systemPauses } from './library/index.ts';

/** The customer area's other requests, mounted on a node: their routes, and what becomes due. */
export type AccountDesk = {
  /** Which destinations of a plan are blocked SIMs. */
  readonly warner: DestinationWarner;
  /** Adds the routes; they answer once the store is open. */
  mount(app: FastifyInstance): Promise<void>;
  /** @param demo whether the demonstration lines are wanted, where they are not there yet */
  open(engine: Engine, documents: DocumentStore, demo: boolean): Promise<void>;
  /** Before the engine is closed. */
  close(): Promise<void>;
};

const LOOK_EVERY_MS = 1_000;
const DEMO: Actor = { id: 'demo', role: 'carrier', from: 'demo' };

/** @param url of the carrier's systems; undefined: lines, contracts and bills are in the store */
export function createAccountDesk(url: string | undefined, terminal: Terminal, logger: Logger): AccountDesk {
  const ending = new AbortController();
  let services: AccountServices | undefined;
  let looking: Promise<void> = Promise.resolve();
  return {
    warner: async (actor, destinations) => (await services?.sims.destinationWarnings(actor, destinations)) ?? [],
    mount: (app) => addAccountServiceRoutes(app, { services: () => services, guard, actorOf, languageOf, problem }),
    async open(engine, documents, demo) {
      const { clock } = terminal;
      const backOffice = openBackOffice(url, documents, terminal);
      const routing = createControlLineRouting(() => engine.control, clock);
      const opened = createAccountServices({ documents, ...backOffice, clock, routing });
      services = opened;
      if (demo && url === undefined) await provisionDemo(opened, logger);
      looking = lookAgainAndAgain(opened, logger, ending.signal);
    },
    async close() {
      ending.abort();
      await looking;
    },
  };
}

/** Where some are there, somebody has been here before: they stay as they are. */
async function provisionDemo(services: AccountServices, logger: Logger): Promise<void> {
  try {
    const { lines } = await services.lines.search({ ...DEMO, role: 'customer-admin', customer: 'demo' }, { limit: 1 });
    if (lines.length === 0) await services.provision(DEMO, DEMO_LINES);
  } catch (error) {
    logger.warn({ why: (error as Error).message }, 'the demonstration lines are not there');
  }
}

/** What was left undone is taken up, and what the carrier did is followed, by whichever node looks first. */
async function lookAgainAndAgain(services: AccountServices, logger: Logger, signal: AbortSignal): Promise<void> {
  let wasAway = false;
  while (!signal.aborted) {
    try {
      await services.settleDue();
      wasAway = false;
    } catch (error) {
      if (!wasAway) logger.warn({ why: (error as Error).message }, 'account services: what is due waits');
      wasAway = true;
    }
    await systemPauses.wait(LOOK_EVERY_MS, signal);
  }
}
