import { readArguments } from './arguments.ts';
import { readActor } from './publish-options.ts';
import { type StorePlace, storePlace, WRITE_HELP, WRITE_OPTIONS } from './store-place.ts';
import { type Command, EXIT, type Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { readNumber, readStore, withPublisher } from './with-store.ts';

export const siteCommand: Command = {
  name: 'site',
  summary: 'takes sites of a number out of service, or puts them in again',
  help: `Usage: instrada site [OPTIONS] NUMBER out SITE…
       instrada site [OPTIONS] NUMBER in SITE…

Whether a site is in service stands beside the plan: it is no new version. Prints the sites that
are out of service afterwards.

${WRITE_HELP}  --actor NAME            who does it (default: the account's name)

Exit codes: 0 done, 1 no such number or site, 2 the store cannot be read.
`,
  async run(args, terminal) {
    const { values, positionals } = readArguments('site', args, { ...WRITE_OPTIONS, actor: { type: 'string' } });
    const [numberText, way, ...sites] = positionals;
    const number = readNumber('site', numberText);
    if ((way !== 'out' && way !== 'in') || sites.length === 0) {
      throw new UsageError('site: write NUMBER out SITE… or NUMBER in SITE…. See: instrada site --help');
    }
    const place = storePlace(values, terminal.environment);
    const before = await sitesOut(place, number);
    const after = way === 'out' ? [...new Set([...before, ...sites])] : before.filter((site) => !sites.includes(site));
    await setOut(place, number, after, readActor(values.actor, terminal.environment), terminal);
    terminal.stdout.write(`${number} out of service: ${after.length === 0 ? 'none' : after.join(', ')}\n`);
    return EXIT.done;
  },
};

function sitesOut(place: StorePlace, number: string): Promise<readonly string[]> {
  return readStore(place, (store) => store.sitesOut(number));
}

async function setOut(
  place: StorePlace,
  number: string,
  sites: readonly string[],
  actor: string,
  terminal: Terminal,
): Promise<void> {
  await withPublisher(place, terminal, (engine) => engine.setOutOfService(number, sites, actor));
}
