import type { Logger } from 'pino';
import { DEMO_CUSTOMER, publishDemoPlans } from './demo/index.ts';
import type { ApiTokens } from './http/index.ts';
import { type Engine, EngineError, systemClock, systemPauses } from './library/index.ts';

/** The demonstration numbers of a server, published or on their way. */
export type Demo = {
  /** Why they are not there yet; absent when they are. */
  readonly warning?: string;
  /** To try End User Control with; absent where none were wanted, or the store does not take them. */
  readonly tokens?: { readonly carrier: string; readonly customer: string };
  close(): Promise<void>;
};

const TRY_AGAIN_MS = 2_000;
const TOKENS_LAST_MS = 24 * 3_600_000;
/** These pass, or are mended while the server runs. */
const PASSING: ReadonlySet<string> = new Set(['STORE_UNAVAILABLE', 'STORE_VOLATILE']);

/**
 * Publishes the demonstration numbers; with the store away, or one that accepts no publication, says so and goes on
 * trying, as the node itself does.
 * @param apiTokens where tokens for trials are made; undefined: none are
 * @throws EngineError
 */
export async function startDemo(engine: Engine, logger: Logger, apiTokens: ApiTokens | undefined): Promise<Demo> {
  const why = await tryToPublish(engine);
  if (why === undefined) {
    const tokens = apiTokens === undefined ? {} : { tokens: await makeTokens(apiTokens) };
    return { ...tokens, close: async () => {} };
  }
  logger.warn({ why }, 'the demonstration numbers are not published yet');
  const ending = new AbortController();
  const running = publishLater(engine, logger, ending.signal);
  return {
    warning: 'The demonstration numbers are not published yet: they will be as soon as the store takes them.',
    async close() {
      ending.abort();
      await running;
    },
  };
}

/** They end by themselves: whoever starts a demonstration again gets others. */
async function makeTokens(apiTokens: ApiTokens): Promise<NonNullable<Demo['tokens']>> {
  const expiresAtMs = systemClock.now() + TOKENS_LAST_MS;
  const carrier = await apiTokens.create({ role: 'carrier', label: 'demo carrier', expiresAtMs }, 'demo');
  const wanted = { role: 'customer-admin', customer: DEMO_CUSTOMER, label: 'demo customer', expiresAtMs } as const;
  return { carrier: carrier.text, customer: (await apiTokens.create(wanted, 'demo')).text };
}

async function publishLater(engine: Engine, logger: Logger, signal: AbortSignal): Promise<void> {
  for (;;) {
    await systemPauses.wait(TRY_AGAIN_MS, signal);
    if (signal.aborted) return;
    try {
      if ((await tryToPublish(engine)) !== undefined) continue;
      logger.info('the demonstration numbers are published');
    } catch (error) {
      logger.error({ why: String(error) }, 'the demonstration numbers cannot be published');
    }
    return;
  }
}

/** @returns why not, where that may pass */
async function tryToPublish(engine: Engine): Promise<string | undefined> {
  try {
    await publishDemoPlans(engine);
    return undefined;
  } catch (error) {
    if (error instanceof EngineError && PASSING.has(error.code)) return error.message;
    throw error;
  }
}
