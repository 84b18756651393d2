import { readArguments } from './arguments.ts';
import { ACT_HELP, ACT_OPTIONS, readAct } from './publish-options.ts';
import { type Command, EXIT } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { withControl } from './with-control.ts';
import { readNumber } from './with-store.ts';

export const siteCommand: Command = {
  name: 'site',
  summary: 'takes sites of a number out of service, or puts them in again',
  help: `Usage: instrada site [OPTIONS] NUMBER out SITE…
       instrada site [OPTIONS] NUMBER in SITE…

Whether a site is in service stands beside the plan: it is no new version. Prints the sites that
are out of service afterwards.

${ACT_HELP}
Exit codes: 0 done, 1 no such number or site, 2 the store cannot be read.
`,
  async run(args, terminal) {
    const { values, positionals } = readArguments('site', args, ACT_OPTIONS);
    const [numberText, way, ...sites] = positionals;
    const number = readNumber('site', numberText);
    if ((way !== 'out' && way !== 'in') || sites.length === 0) {
      throw new UsageError('site: write NUMBER out SITE… or NUMBER in SITE…. See: instrada site --help');
    }
    const { place, actor, noted } = readAct(values, terminal.environment);
    return withControl(place, terminal, actor, async ({ mine, store }) => {
      const before = await store.sitesOut(number);
      const after =
        way === 'out' ? [...new Set([...before, ...sites])] : before.filter((site) => !sites.includes(site));
      await mine.setOutOfService(number, after, noted);
      terminal.stdout.write(`${number} out of service: ${after.length === 0 ? 'none' : after.join(', ')}\n`);
      return EXIT.done;
    });
  },
};
