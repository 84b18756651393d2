import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { Applied, NodeBoard, NodeReport } from '../../engine/index.ts';
import { until } from './nodes.ts';

/** Another view of one board: as another node has it. */
export type OpenBoard = () => NodeBoard;

export function reportOf(node: string): NodeReport {
  return {
    node,
    state: { kind: 'stale', sinceMs: 5 },
    startedAtMs: 1,
    atMs: Date.now(),
    numbers: 3,
    lag: 4,
    refused: [{ number: '800123456', version: 6, why: 'città ☎ "quoted"\n' }],
  };
}

/**
 * What every board does.
 * @param make a fresh board, and how others open it; whoever makes it closes all
 */
export function describeBoard(name: string, make: () => Promise<OpenBoard>): void {
  describe(`the contract of a board: ${name}`, () => {
    test('holds what nodes say of themselves, by name, until they leave or fade', async () => {
      const open = await make();
      const [one, two] = [open(), open()];
      expect(await one.nodes()).toEqual([]);
      const [roma, milano] = [reportOf('roma'), reportOf('milano')];
      await one.report(roma);
      await two.report(milano);
      expect(await one.nodes()).toEqual([milano, roma]);
      await one.report({ ...roma, numbers: 9 });
      expect((await two.nodes()).map(({ numbers }) => numbers)).toEqual([3, 9]);
      await two.leave('milano');
      await two.leave('nobody');
      expect((await two.nodes()).map(({ node }) => node)).toEqual(['roma']);
      await sleep(2_000);
      await two.report(reportOf('torino'));
      await until(() => Date.now() - roma.atMs > 3_600);
      expect((await one.nodes()).map(({ node }) => node)).toEqual(['torino']);
    });

    test('an announcement is heard by everyone who has begun to listen, in order, until they stop', async () => {
      const open = await make();
      const [from, first, second] = [open(), open(), open()];
      const heard: Applied[][] = [[], [], []];
      const stop = await first.onApplied((applied) => heard[0]?.push(applied));
      await second.onApplied((applied) => heard[1]?.push(applied));
      await from.onApplied((applied) => heard[2]?.push(applied));
      const many = Array.from({ length: 50 }, (_, i) => ({
        node: 'città',
        changes: [{ number: '800123456', version: i + 1 }],
      }));
      for (const applied of many) from.announce(applied);
      await until(() => heard.every((each) => each.length === many.length));
      expect(heard).toEqual([many, many, many]);
      stop();
      from.announce(many[0]!);
      await until(() => heard[1]?.length === many.length + 1);
      expect(heard[0]?.length).toBe(many.length);
    });
  });
}
