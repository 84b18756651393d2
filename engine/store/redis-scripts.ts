import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** One file of `lua/`, and the parts it begins with; the number at the end of its name is that of its keys. */
export type RedisScript = { readonly keys: number; readonly source: string; readonly sha: string };

export const COMMIT = readScript('commit-8', 'document');
export const DOCUMENT = readScript('document-5', 'document');
export const OUT_OF_SERVICE = readScript('out-of-service-3');
export const POSITION = readScript('position-1');
export const HEAD_RECORDS = readScript('head-records-1');
export const NODE_REPORT = readScript('node-report-1');
export const NODES = readScript('nodes-1');

function readScript(name: string, ...parts: readonly string[]): RedisScript {
  const files = [...parts, name].map((file) => readFileSync(new URL(`./lua/${file}.lua`, import.meta.url), 'utf8'));
  const source = files.join('\n');
  const keys = Number(/-(\d+)$/.exec(name)?.[1]);
  // Redis itself names a script by the SHA-1 of its text.
  return { keys, source, sha: createHash('sha1').update(source).digest('hex') };
}
