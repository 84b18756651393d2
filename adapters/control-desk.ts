import type { Logger } from 'pino';
import type { AccessConfig } from './access.ts';
import { UsageError } from './cli/index.ts';
import { ApiTokens, ChangeFeed, type DestinationWarner, type HttpOptions, openJwtKeys } from './http/index.ts';
import type { Clock, DocumentStore, Engine } from './library/index.ts';

/** What customers and the carrier work with over HTTP: there before the store is open, and answering once it is. */
export type ControlDesk = {
  readonly http: Pick<HttpOptions, 'jwt' | 'requestsPerMinute' | 'room' | 'feed' | 'clock'>;
  /** From now on it answers, tells what goes live, and fires what is due. @returns the tokens of the store */
  open(engine: Engine, documents: DocumentStore): ApiTokens;
  /** Before the engine is closed. */
  close(): Promise<void>;
};

/**
 * @param warner what others know of a plan's destinations
 * @throws UsageError for a key set that cannot be used
 */
export function createControlDesk(
  { jwt, requestsPerMinute }: AccessConfig,
  clock: Clock,
  logger: Logger,
  warner: DestinationWarner,
): ControlDesk {
  const feed = new ChangeFeed(clock);
  const ending = new AbortController();
  let room: ReturnType<HttpOptions['room']>;
  let timers: Promise<void> = Promise.resolve();
  return {
    http: { jwt: jwt && openJwt(jwt, clock, logger), requestsPerMinute, room: () => room, feed, clock },
    open(engine, documents) {
      const apiTokens = new ApiTokens(documents, clock);
      room = { control: engine.control, apiTokens, warner };
      const stopTelling = engine.onLive((version) => feed.push(version));
      ending.signal.addEventListener('abort', stopTelling);
      timers = engine.control.runTimers(ending.signal).catch((error: unknown) => {
        logger.error({ why: String(error) }, 'timers of this node have ended: start it again');
      });
      return apiTokens;
    },
    async close() {
      ending.abort();
      await timers;
    },
  };
}

function openJwt({ keys: place, issuer, audience }: NonNullable<AccessConfig['jwt']>, clock: Clock, logger: Logger) {
  try {
    const keys = openJwtKeys(place, clock, (why) => logger.warn({ why }, 'the key set is not read again'));
    return { keys, issuer, audience };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(`--jwt-keys (INSTRADA_JWT_KEYS): ${error.message}`);
  }
}
