import type { Applied } from './node-board.ts';
import type { NodeReport } from './node-state.ts';

/** The announcement of a text. Undefined for what is none: another version of Instrada may say more than this one knows. */
export function readApplied(text: string): Applied | undefined {
  try {
    const { node, changes } = JSON.parse(text) as Partial<Applied>;
    return typeof node === 'string' && Array.isArray(changes) ? { node, changes } : undefined;
  } catch {
    return undefined;
  }
}

/** For sorting: the order in which a board lists its nodes. */
export function byName(a: NodeReport, b: NodeReport): number {
  return a.node < b.node ? -1 : 1;
}
