import { once } from 'node:events';
import { createEngine, openRedisBoard, openRedisStore } from '../../adapters/library/index.ts';

/** One line of JSON on stdout, when the node has every plan. */
export type FollowingNode = { readonly numbers: number; readonly loadMs: number };

await followNode(process.argv[2] ?? '', process.argv[3] ?? '');

/** A process of its own, as a node is: follows a store in Redis until its stdin ends. */
async function followNode(url: string, node: string): Promise<void> {
  const beginMs = performance.now();
  const board = openRedisBoard({ url });
  const engine = await createEngine({ store: openRedisStore({ url }), board, node });
  const following: FollowingNode = { numbers: engine.size().numbers, loadMs: performance.now() - beginMs };
  process.stdout.write(`${JSON.stringify(following)}\n`);
  process.stdin.resume();
  await once(process.stdin, 'end');
  await engine.close();
  await board.close();
}
