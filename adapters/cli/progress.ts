import type { Terminal } from './terminal.ts';

const SHOWN_EVERY_MS = 500;

/** A running count on stderr, for a person who watches; silent otherwise. */
export function showProgress(terminal: Terminal): { add(calls: number): void; end(): void } {
  if (!terminal.watched) return { add: () => {}, end: () => {} };
  const begunMs = terminal.clock.now();
  let shownMs = begunMs;
  let calls = 0;
  const show = (end: string) => {
    const seconds = Math.max(0.001, (terminal.clock.now() - begunMs) / 1000);
    const rate = Math.round(calls / seconds);
    terminal.stderr.write(`\r${calls.toLocaleString('en')} calls, ${rate.toLocaleString('en')} a second${end}`);
  };
  return {
    add(count) {
      calls += count;
      const now = terminal.clock.now();
      if (now - shownMs < SHOWN_EVERY_MS) return;
      shownMs = now;
      show('');
    },
    end() {
      show('\n');
    },
  };
}
