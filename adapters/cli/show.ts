import { EngineError } from '../../engine/index.ts';
import { readArguments, readCount } from './arguments.ts';
import { overrideText } from './override-text.ts';
import { STORE_HELP, STORE_OPTIONS, storePlace } from './store-place.ts';
import { type Command, EXIT } from './terminal.ts';
import { readNumber, readStore } from './with-store.ts';

export const showCommand: Command = {
  name: 'show',
  summary: 'prints the plan of a number as JSON',
  help: `Usage: instrada show [--store DIR | --redis URL] [--version N] NUMBER

Prints the plan as it was published, in its canonical spelling. It can be edited and published
again. An override above it is told on stderr: it is no part of the plan.

${STORE_HELP}  --version N             an older version (default: the newest)

Exit codes: 0 printed, 1 no such number or version, 2 the store cannot be read.
`,
  async run(args, terminal) {
    const { values, positionals } = readArguments('show', args, { ...STORE_OPTIONS, version: { type: 'string' } });
    const number = readNumber('show', positionals[0]);
    const wanted = values.version === undefined ? undefined : readCount('--version', values.version, 1, 2 ** 31 - 1);
    await readStore(storePlace(values, terminal.environment), async (store) => {
      const head = await store.head(number);
      if (head === undefined) throw new EngineError('NUMBER_UNKNOWN', { number });
      const version = wanted ?? head.version;
      const [record, text] = await Promise.all([store.record(number, version), store.planText(number, version)]);
      if (text === undefined) throw new EngineError('VERSION_UNKNOWN', { message: noPlan(number, version, head) });
      terminal.stdout.write(`${JSON.stringify(JSON.parse(text), null, 2)}\n`);
      if (record?.override !== undefined) {
        terminal.stderr.write(`instrada: above the plan of version ${version}: ${overrideText(record.override)}\n`);
      }
    });
    return EXIT.done;
  },
};

/** Why a version has no plan to show. */
export function noPlan(
  number: string,
  version: number,
  head: { readonly version: number; readonly withdrawn: boolean },
): string {
  if (version > head.version) return `${number} has no version ${version}; its newest is ${head.version}.`;
  return `${number} was withdrawn by version ${version}; an older one can be shown with --version.`;
}
