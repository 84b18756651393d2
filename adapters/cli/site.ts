import { readArguments } from './arguments.ts';
import { type Command, EXIT, type Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { readActor, readNumber, readStore, STORE_OPTION, storePath, withPublisher } from './with-store.ts';

export const siteCommand: Command = {
  name: 'site',
  summary: 'takes sites of a number out of service, or puts them in again',
  help: `Usage: instrada site [--store DIR] [--actor NAME] NUMBER out SITE…
       instrada site [--store DIR] [--actor NAME] NUMBER in SITE…

Whether a site is in service stands beside the plan: it is no new version. Prints the sites that
are out of service afterwards.

Exit codes: 0 done, 1 no such number or site, 2 the store cannot be read.
`,
  async run(args, terminal) {
    const { values, positionals } = readArguments('site', args, { ...STORE_OPTION, actor: { type: 'string' } });
    const [numberText, way, ...sites] = positionals;
    const number = readNumber('site', numberText);
    if ((way !== 'out' && way !== 'in') || sites.length === 0) {
      throw new UsageError('site: write NUMBER out SITE… or NUMBER in SITE…. See: instrada site --help');
    }
    const path = storePath(values.store, terminal.environment);
    const before = await sitesOut(path, number);
    const after = way === 'out' ? [...new Set([...before, ...sites])] : before.filter((site) => !sites.includes(site));
    await setOut(path, number, after, readActor(values.actor, terminal.environment), terminal);
    terminal.stdout.write(`${number} out of service: ${after.length === 0 ? 'none' : after.join(', ')}\n`);
    return EXIT.done;
  },
};

function sitesOut(path: string, number: string): Promise<readonly string[]> {
  return readStore(path, async (store) => {
    for await (const batch of store.outOfService()) {
      for (const entry of batch) if (entry.number === number) return entry.sites;
    }
    return [];
  });
}

async function setOut(
  path: string,
  number: string,
  sites: readonly string[],
  actor: string,
  terminal: Terminal,
): Promise<void> {
  await withPublisher(path, terminal, (engine) => engine.setOutOfService(number, sites, actor));
}
