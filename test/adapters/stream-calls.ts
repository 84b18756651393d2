import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { EXAMPLE_PLAN, MAIN } from './spawn-instrada.ts';

/** A heap in which what was streamed could not be kept, MiB: it holds the program and some of its garbage. */
const HEAP = ['--max-old-space-size=48', '--max-semi-space-size=4'];
const BLOCK_LINES = 1_000;

/** Streams calls through `instrada decide --calls -` in a small heap. `peakKib` is resident memory, from /proc. */
export async function streamCalls(
  calls: number,
): Promise<{ readonly code: number | null; readonly lines: number; readonly peakKib: number }> {
  const child = spawn(process.execPath, [...HEAP, MAIN, 'decide', '--plan', EXAMPLE_PLAN, '--calls', '-']);
  const closed = once(child, 'close');
  let peakKib = 0;
  let lines = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, at + 1)) lines++;
    peakKib = Math.max(peakKib, residentKib(child.pid ?? 0));
  });
  const block = Array.from(
    { length: BLOCK_LINES },
    (_, i) => `{"caller":"02${10_000_000 + i}","callId":"c${i}"}\n`,
  ).join('');
  for (let i = 0; i < calls / BLOCK_LINES; i++) if (!child.stdin.write(block)) await once(child.stdin, 'drain');
  child.stdin.end();
  const [code] = (await closed) as [number | null];
  return { code, lines, peakKib };
}

/** VmRSS of a process; 0 when it has ended. */
function residentKib(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
