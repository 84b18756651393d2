import { readArguments } from './arguments.ts';
import { describeLive, PUBLISH_HELP, PUBLISH_OPTIONS, readPublishOptions } from './publish-options.ts';
import { type Command, EXIT } from './terminal.ts';
import { readNumber, withPublisher } from './with-store.ts';

export const withdrawCommand: Command = {
  name: 'withdraw',
  summary: 'takes a number out of use',
  help: `Usage: instrada withdraw [OPTIONS] NUMBER

Makes a version without a plan: calls to the number are answered unknown-number. Its older
versions stay, and publishing a plan puts it to use again.

${PUBLISH_HELP}
Exit codes: 0 withdrawn, 1 refused (never published, another version), 2 the store cannot be read.
`,
  async run(args, terminal) {
    const { values, positionals } = readArguments('withdraw', args, PUBLISH_OPTIONS);
    const number = readNumber('withdraw', positionals[0]);
    const { place, options } = readPublishOptions(values, terminal.environment);
    return withPublisher(place, terminal, async (engine) => {
      const committed = await engine.withdraw(number, options);
      terminal.stdout.write(`${number} version ${committed.version} withdrawn${describeLive(committed)}\n`);
      return EXIT.done;
    });
  },
};
