import { intelligentNumberKind } from '../../rules/index.ts';
import { readArguments } from './arguments.ts';
import { oneLine } from './one-line.ts';
import { overrideText } from './override-text.ts';
import { STORE_HELP, STORE_OPTIONS, storePlace } from './store-place.ts';
import { type Command, EXIT, type Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { readStore } from './with-store.ts';

export const listCommand: Command = {
  name: 'list',
  summary: 'lists the numbers of a store',
  help: `Usage: instrada list [--store DIR | --redis URL] [--json]

Lists every number with its newest version, when and by whom it was published, its override,
and its sites that are out of service.

${STORE_HELP}  --json                  a JSON object a line

Exit codes: 0 listed, 2 the store cannot be read.
`,
  async run(args, terminal) {
    const { values, positionals } = readArguments('list', args, { ...STORE_OPTIONS, json: { type: 'boolean' } });
    if (positionals[0] !== undefined) throw new UsageError(`list: "${positionals[0]}" belongs to no option.`);
    await readStore(storePlace(values, terminal.environment), async (store) => {
      const out = new Map<string, readonly string[]>();
      for await (const batch of store.outOfService()) for (const { number, sites } of batch) out.set(number, sites);
      for await (const batch of store.list()) {
        for (const record of batch) {
          const { number, version, withdrawn, actor, atMs, override } = record;
          const outOfService = out.get(number) ?? [];
          const row = { ...record, kind: intelligentNumberKind(number), outOfService };
          writeRow(terminal, values.json, row, [
            number.padEnd(10),
            String(row.kind ?? '').padEnd(17),
            `version ${version}`.padEnd(13),
            new Date(atMs).toISOString(),
            oneLine(actor),
            withdrawn ? 'withdrawn' : '',
            override === undefined ? '' : overrideText(override),
            outOfService.length === 0 ? '' : `out of service: ${outOfService.join(', ')}`,
          ]);
        }
      }
    });
    return EXIT.done;
  },
};

/** One row of a listing: JSON, or columns for people. */
export function writeRow(terminal: Terminal, json: boolean | undefined, row: object, columns: readonly string[]): void {
  const line = json ? JSON.stringify(row) : columns.filter((column) => column !== '').join('  ');
  terminal.stdout.write(`${line.trimEnd()}\n`);
}
