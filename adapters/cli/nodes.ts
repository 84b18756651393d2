import type { NodeReport, NodeState } from '../../engine/index.ts';
import { readArguments } from './arguments.ts';
import { writeRow } from './list.ts';
import { openBoard, STORE_HELP, STORE_OPTIONS, storePlace } from './store-place.ts';
import { type Command, EXIT } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { mustBeThere } from './with-store.ts';

export const nodesCommand: Command = {
  name: 'nodes',
  summary: 'lists the engine nodes of a store',
  help: `Usage: instrada nodes [--store DIR | --redis URL] [--json]

Lists every node that has given a sign of life within the last seconds: its state (ready; stale
since when; never synced), how many changes it is behind, its numbers, since when it runs, the
versions that it would not put live, and whether its store would forget in a crash.

${STORE_HELP}  --json                  a JSON object a line

Exit codes: 0 listed, 1 no node is running, 2 the store cannot be reached.
`,
  async run(args, terminal) {
    const { values, positionals } = readArguments('nodes', args, { ...STORE_OPTIONS, json: { type: 'boolean' } });
    if (positionals[0] !== undefined) throw new UsageError(`nodes: "${positionals[0]}" belongs to no option.`);
    const place = storePlace(values, terminal.environment);
    mustBeThere(place);
    const board = openBoard(place, terminal.clock);
    try {
      const reports = await board.nodes();
      for (const report of reports) writeRow(terminal, values.json, report, columnsOf(report));
      if (reports.length > 0) return EXIT.done;
      terminal.stderr.write('instrada: no node is running on this store\n');
      return EXIT.refused;
    } finally {
      await board.close();
    }
  },
};

function columnsOf({ node, state, lag, numbers, startedAtMs, refused, volatility }: NodeReport): readonly string[] {
  return [
    node.padEnd(20),
    stateWords(state).padEnd(12),
    `lag ${lag}`.padEnd(7),
    `${numbers} numbers`.padEnd(15),
    `since ${new Date(startedAtMs).toISOString()}`,
    refused.length === 0
      ? ''
      : `refused: ${refused.map((each) => `${each.number} version ${each.version}`).join(', ')}`,
    volatility === undefined ? '' : 'its store would forget in a crash',
  ];
}

function stateWords(state: NodeState): string {
  if (state.kind === 'stale') return `stale since ${new Date(state.sinceMs).toISOString()}`;
  return state.kind === 'ready' ? 'ready' : 'never synced';
}
