import closeWithGrace from 'close-with-grace';

/** How long what was asked may take to be answered once the node is told to end. */
const DRAIN_MS = 10_000;

/**
 * When the process is told to end (SIGTERM, SIGINT, …) runs `close` and ends it: with 0 when that went
 * well, with 1 after an error, too long a time, or a second signal.
 */
export function closeOnSignal(close: () => Promise<void>): void {
  closeWithGrace({ delay: DRAIN_MS, logger: console, skip: ['beforeExit'] }, async ({ err }) => {
    if (err !== undefined) console.error(err);
    await close();
  });
}

/**
 * The same for a worker: a terminal's Ctrl+C reaches it, and so does its parent's word, so that a second signal means no
 * hurry. The parent's end ends it at once.
 */
export function closeWorkerOnSignal(close: () => Promise<void>): void {
  let isEnding = false;
  const end = () => {
    if (isEnding) return;
    isEnding = true;
    setTimeout(() => process.exit(1), DRAIN_MS).unref();
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP'] as const) process.on(signal, end);
}
