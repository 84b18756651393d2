import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** What becomes of a connection's bytes. */
type Weather = 'fair' | 'late' | 'silent';

export type ChaosProxy = {
  readonly port: number;
  /** Does one thing at random to the connections: ends, resets, delays or swallows, or lets all be well again. */
  stir(): void;
  /** From now on all is well; connections that were swallowed are ended. */
  calm(): void;
  close(): Promise<void>;
};

const LATE_MS = 40;

/** A way to a server on loopback that goes wrong. @param random from 0 to below 1 */
export async function startChaosProxy(target: number, random: () => number): Promise<ChaosProxy> {
  let weather: Weather = 'fair';
  let refuses = false;
  const pairs = new Set<readonly [Socket, Socket]>();
  const drop = (how: 'destroy' | 'resetAndDestroy', share: number) => {
    for (const [near, far] of pairs) {
      if (random() >= share) continue;
      near[how]();
      far.destroy();
    }
  };
  const server = createServer((near) => {
    if (refuses) {
      near.resetAndDestroy();
      return;
    }
    const far = connect(target, '127.0.0.1');
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.setNoDelay(true);
      from.on('data', (bytes) => {
        if (weather === 'fair') to.write(bytes);
        // In order: all that is late is equally late, and what comes in fair weather is held up by what went before it.
        else if (weather === 'late') setTimeout(() => to.write(bytes), LATE_MS);
      });
      from.on('error', () => {});
      from.on('close', () => {
        to.destroy();
        pairs.delete(pair);
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const become = (next: Weather) => {
    // What was swallowed or is still on its way would come out of order: TCP has no such thing.
    if (weather !== 'fair') drop('destroy', 1);
    weather = next;
  };
  return {
    port,
    stir() {
      const dice = random();
      refuses = dice > 0.92;
      if (dice < 0.2) drop('destroy', 0.5);
      else if (dice < 0.4) drop('resetAndDestroy', 0.5);
      else if (dice < 0.55) become('late');
      else if (dice < 0.7) become('silent');
      else become('fair');
      if (refuses) drop('resetAndDestroy', 1);
    },
    calm() {
      refuses = false;
      become('fair');
    },
    async close() {
      for (const [near, far] of pairs) {
        near.destroy();
        far.destroy();
      }
      server.close();
      await once(server, 'close');
    },
  };
}
