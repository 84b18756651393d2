import { readArguments, readCount } from './arguments.ts';
import { describeLive, PUBLISH_HELP, PUBLISH_OPTIONS, readPublishOptions } from './publish-options.ts';
import { type Command, EXIT } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { readNumber, withPublisher } from './with-store.ts';

export const rollbackCommand: Command = {
  name: 'rollback',
  summary: 'makes an older version of a number the newest again',
  help: `Usage: instrada rollback [OPTIONS] NUMBER --to N

Makes a new version with the plan of version N: nothing is taken back from the history. A version
that withdrew the number has no plan to go back to. An override that is on stays on.

  --to N                  the version whose plan is to be the newest
${PUBLISH_HELP}
Exit codes: 0 done, 1 refused (no such version, a withdrawal, another version), 2 the store cannot be reached.
`,
  async run(args, terminal) {
    const { values, positionals } = readArguments('rollback', args, { ...PUBLISH_OPTIONS, to: { type: 'string' } });
    const number = readNumber('rollback', positionals[0]);
    if (values.to === undefined) throw new UsageError('rollback: --to N is missing. See: instrada history NUMBER');
    const to = readCount('--to', values.to, 1, 2 ** 31 - 1);
    const { place, options } = readPublishOptions(values, terminal.environment);
    return withPublisher(place, terminal, async (engine) => {
      const publication = await engine.rollback(number, { ...options, to });
      const { version, hash } = publication;
      const line = `${number} version ${version} hash ${hash.slice(0, 12)} published, as version ${to}`;
      terminal.stdout.write(`${line}${describeLive(publication)}\n`);
      return EXIT.done;
    });
  },
};
