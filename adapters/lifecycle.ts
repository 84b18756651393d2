import closeWithGrace from 'close-with-grace';

/** How long what was asked may take to be answered once the node is told to end. */
const DRAIN_MS = 10_000;

/**
 * When the process is told to end (SIGTERM, SIGINT, …) runs `close` and ends it: with 0 when that went
 * well, with 1 after an error, too long a time, or a second signal.
 */
export function closeOnSignal(close: (why: { readonly err?: Error }) => Promise<void>): void {
  closeWithGrace({ delay: DRAIN_MS, logger: console, skip: ['beforeExit'] }, async ({ err }) => {
    if (err !== undefined) console.error(err);
    await close(err === undefined ? {} : { err });
  });
}
