import { MemoryBoard } from '../../engine/index.ts';
import { describeBoard } from './board-contract.ts';

describeBoard('in memory', async () => {
  const board = new MemoryBoard({ now: () => Date.now() });
  return () => board;
});
