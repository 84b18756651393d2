import { type EngineOptions, openRedisBoard, openRedisStore } from '../../engine/index.ts';
import { type Node, openNode, planOf } from './nodes.ts';

type RedisNodeOptions = Pick<EngineOptions, 'copy'> & {
  readonly minReplicas?: number;
  readonly commandTimeoutMs?: number;
};
export type RedisNode = Node & { readonly name: string; close(): Promise<void> };

const opened: RedisNode[] = [];

/** A node with its own connections to Redis, and its own board. */
export async function openRedisNode(
  name: string,
  url: string,
  { copy, minReplicas = 0, commandTimeoutMs = 500 }: RedisNodeOptions = {},
): Promise<RedisNode> {
  const board = openRedisBoard({ url });
  const store = openRedisStore({ url, minReplicas, commandTimeoutMs });
  const node = await openNode(store, { node: name, board, ...(copy === undefined ? {} : { copy }) });
  const close = async () => {
    await node.engine.close();
    await board.close();
  };
  const opening: RedisNode = { ...node, name, close };
  opened.push(opening);
  return opening;
}

/** Whatever became of the test: an open connection would hold the tests up. */
export async function closeRedisNodes(): Promise<void> {
  await Promise.all(opened.splice(0).map((node) => node.close()));
}

/** Numbers that lie in different shards. */
export const NUMBERS = Array.from({ length: 20 }, (_, i) => String(800_500_000 + i * 37));

/** Which version a destination of `planOf` was published as. */
export function editOf(destination: string | undefined): number {
  return Number(destination?.slice(-4));
}

/** Publishes the next version of a number, whose plan tells its version; lost races are tried again. */
export async function publishNext(node: Node, number: string, version: number): Promise<number> {
  const options = { actor: 'mario', expectedVersion: version - 1 };
  return (await node.engine.publish(planOf(version % 10_000, number), options)).version;
}
