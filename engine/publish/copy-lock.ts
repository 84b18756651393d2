import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { pid } from 'node:process';
import { EngineError } from '../errors.ts';

/**
 * Makes this process the only one that writes a local copy. A lock left by a process that is no more is taken over.
 * @returns how to give it back
 * @throws EngineError STORE_UNAVAILABLE when another process has it
 */
export function lockCopy(path: string): () => void {
  const owner = ownerOf(path);
  if (owner !== undefined && owner !== pid && isAlive(owner)) {
    const message = `The local copy's lock ${path} belongs to process ${owner}: give each node a folder of its own.`;
    throw new EngineError('STORE_UNAVAILABLE', { message });
  }
  writeFileSync(path, String(pid));
  return () => rmSync(path, { force: true });
}

function ownerOf(path: string): number | undefined {
  try {
    return Number(readFileSync(path, 'utf8')) || undefined;
  } catch {
    // There is no lock, or it cannot be read: writing it will say which.
    return undefined;
  }
}

function isAlive(process_: number): boolean {
  try {
    process.kill(process_, 0);
    return true;
  } catch (error) {
    // Not ours to signal, but there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
