import { EngineError } from '../../engine/index.ts';
import { readArguments } from './arguments.ts';
import { writeRow } from './list.ts';
import { oneLine } from './one-line.ts';
import { overrideText } from './override-text.ts';
import { STORE_HELP, STORE_OPTIONS, storePlace } from './store-place.ts';
import { type Command, EXIT } from './terminal.ts';
import { readNumber, readStore } from './with-store.ts';

const PAGE = 1_000;

export const historyCommand: Command = {
  name: 'history',
  summary: 'lists the versions of a number, newest first',
  help: `Usage: instrada history [--store DIR | --redis URL] [--json] NUMBER

${STORE_HELP}  --json                  a JSON object a line

Exit codes: 0 listed, 1 the number was never published, 2 the store cannot be read.
`,
  async run(args, terminal) {
    const { values, positionals } = readArguments('history', args, { ...STORE_OPTIONS, json: { type: 'boolean' } });
    const number = readNumber('history', positionals[0]);
    await readStore(storePlace(values, terminal.environment), async (store) => {
      let before: number | undefined;
      for (;;) {
        const page = await store.history(number, { limit: PAGE, ...(before === undefined ? {} : { before }) });
        if (page.length === 0 && before === undefined) throw new EngineError('NUMBER_UNKNOWN', { number });
        for (const record of page) {
          writeRow(terminal, values.json, record, [
            `version ${record.version}`.padEnd(13),
            new Date(record.atMs).toISOString(),
            record.withdrawn ? 'withdrawn'.padEnd(12) : record.hash.slice(0, 12),
            oneLine(record.actor),
            oneLine(record.note),
            record.override === undefined ? '' : overrideText(record.override),
          ]);
        }
        before = page[page.length - 1]?.version;
        if (page.length < PAGE) return;
      }
    });
    return EXIT.done;
  },
};
