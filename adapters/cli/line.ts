import { readFile } from 'node:fs/promises';
import { readArguments } from './arguments.ts';
import { lineRow } from './service-words.ts';
import type { Command, Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { readLine, readNeeded, SERVICE_HELP, SERVICE_OPTIONS, withServices } from './with-services.ts';

export const lineCommand: Command = {
  name: 'line',
  summary: 'finds the lines of customers, and imports them',
  help: `Usage: instrada line list [OPTIONS] [DIGITS]
       instrada line show [OPTIONS] LINE
       instrada line import [OPTIONS] FILE

list finds lines whose number contains DIGITS. import writes lines, contracts, orders, bills and
uses into the store, as TMF638, TMF622 and TMF678 have them (adapters/account-services/README.md);
FILE is JSON, - for standard input.

${SERVICE_HELP}`,
  async run(args, terminal) {
    const { values, positionals } = readArguments('line', args, SERVICE_OPTIONS);
    const [what, first, strange] = positionals;
    if (strange !== undefined) throw new UsageError(`line: "${strange}" belongs to no option.`);
    switch (what) {
      case 'list':
        return withServices(values, terminal, async ({ services, actor, language, tell }) => {
          let after: string | undefined;
          do {
            const search = {
              ...(first === undefined ? {} : { digits: first }),
              ...(after === undefined ? {} : { after }),
            };
            const page = await services.lines.search(actor, search);
            for (const line of page.lines) tell(line, [lineRow(line, language)]);
            after = page.after;
          } while (after !== undefined);
        });
      case 'show': {
        const line = readLine('line', positionals, 1);
        return withServices(values, terminal, async ({ services, actor, language, tell }) => {
          const shown = await services.lines.line(actor, line);
          tell(shown, [lineRow(shown, language)]);
        });
      }
      case 'import': {
        const provisions = await readImport(readNeeded('line import', 'FILE', first), terminal);
        return withServices(
          values,
          terminal,
          async ({ services, actor, tell }) => {
            const written = await services.provision(actor, provisions);
            tell(written, [
              Object.entries(written)
                .map(([name, count]) => `${count} ${name}`)
                .join(', '),
            ]);
          },
          true,
        );
      }
      default:
        throw new UsageError('line: write list, show or import. See: instrada line --help');
    }
  },
};

/** @throws UsageError */
async function readImport(file: string, { stdin }: Terminal): Promise<unknown> {
  try {
    if (file !== '-') return JSON.parse(await readFile(file, 'utf8')) as unknown;
    const chunks: Buffer[] = [];
    for await (const chunk of stdin) chunks.push(chunk as Buffer);
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch (error) {
    throw new UsageError(`${file}: it cannot be read as JSON (${(error as Error).message}).`);
  }
}
