import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { closeRedisNodes, NUMBERS, openRedisNode, publishNext } from '../publish/redis-nodes.ts';
import { startRedis, until } from '../store/redis-server.ts';
import { inFolder, type RunningServer, startServer } from './spawn-instrada.ts';

/**
 * `instrada serve` on Redis is killed with SIGKILL at a random instant while edits are published elsewhere, and started
 * again from its local copy, `rounds` times over: it comes up with everything that was acknowledged.
 */
export async function nodeKills(rounds: number): Promise<number> {
  return inFolder(async (folder) => {
    const redis = await startRedis();
    const ending = new AbortController();
    const serve = () =>
      startServer(['--redis', redis.url, '--node', 'victim', '--copy', join(folder, 'copy')], {
        INSTRADA_TOKEN: TOKEN,
      });
    let victim: RunningServer | undefined;
    try {
      const writer = await openRedisNode('writer', redis.url);
      const acknowledged = new Map<string, number>();
      const publishing = NUMBERS.slice(0, 4).map(async (number) => {
        for (let version = 1; !ending.signal.aborted; version++) {
          acknowledged.set(number, await publishNext(writer, number, version));
          await sleep(5);
        }
      });
      for (let round = 0; round < rounds; round++) {
        victim = await serve();
        const promised = new Map(acknowledged);
        await isServing(victim, promised);
        await sleep(Math.random() * 300);
        victim.child.kill('SIGKILL');
        await victim.ended;
      }
      ending.abort();
      await Promise.all(publishing);
      victim = await serve();
      await isServing(victim, acknowledged);
      expect(await victim.stop()).toBe(0);
      return [...acknowledged.values()].reduce((a, b) => a + b, 0);
    } finally {
      ending.abort();
      victim?.child.kill('SIGKILL');
      await closeRedisNodes();
      await redis.stop();
    }
  });
}

const TOKEN = 'a-token-of-24-characters';

async function isServing({ address }: RunningServer, versions: ReadonlyMap<string, number>): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` };
  const calls = [...versions.keys()].map((called) => ({ called }));
  if (calls.length === 0) return;
  await until('the node to serve what was acknowledged', async () => {
    const init = { method: 'POST', headers, body: JSON.stringify({ calls }) };
    const answer = (await (await fetch(`${address}/v1/decide:batch`, init)).json()) as {
      readonly decisions?: readonly { readonly version?: number }[];
    };
    return [...versions.values()].every((version, i) => (answer.decisions?.[i]?.version ?? 0) >= version);
  });
}
