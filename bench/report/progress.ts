/** Told how many of how many are done. */
export type Progress = (done: number, all: number) => void;

const EVERY_MS = 500;

/** Shows a long preparation on stderr: one line rewritten on a terminal, else one line at its end. */
export function progressOf(what: string): Progress {
  const startMs = performance.now();
  let shownMs = startMs;
  return (done, all) => {
    const last = done === all;
    if (!last && (done & 0xff) !== 0) return;
    const nowMs = performance.now();
    if (!last && (!process.stderr.isTTY || nowMs - shownMs < EVERY_MS)) return;
    shownMs = nowMs;
    const line = `${what}: ${done.toLocaleString('en')} of ${all.toLocaleString('en')}, ${seconds(nowMs - startMs)} s`;
    if (process.stderr.isTTY) process.stderr.write(`\r${line}${last ? '\n' : ''}`);
    else process.stderr.write(`${line}\n`);
  };
}

/** One line on stderr: what is done next. */
export function announce(what: string): void {
  process.stderr.write(`${what}\n`);
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}
