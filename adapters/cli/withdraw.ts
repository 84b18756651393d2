import { readArguments, readCount } from './arguments.ts';
import { type Command, EXIT } from './terminal.ts';
import { readActor, readNumber, STORE_OPTION, storePath, withPublisher } from './with-store.ts';

export const withdrawCommand: Command = {
  name: 'withdraw',
  summary: 'takes a number out of use',
  help: `Usage: instrada withdraw [--store DIR] [--actor NAME] [--note TEXT] [--expected-version N] NUMBER

Makes a version without a plan: calls to the number are answered unknown-number. Its older
versions stay, and publishing a plan puts it to use again.

Exit codes: 0 withdrawn, 1 refused (never published, another version), 2 the store cannot be read.
`,
  async run(args, terminal) {
    const { values, positionals } = readArguments('withdraw', args, {
      ...STORE_OPTION,
      actor: { type: 'string' },
      note: { type: 'string' },
      'expected-version': { type: 'string' },
    });
    const number = readNumber('withdraw', positionals[0]);
    const expected = values['expected-version'];
    const options = {
      actor: readActor(values.actor, terminal.environment),
      note: values.note ?? '',
      ...(expected === undefined ? {} : { expectedVersion: readCount('--expected-version', expected, 0, 2 ** 31 - 1) }),
    };
    return withPublisher(storePath(values.store, terminal.environment), terminal, async (engine) => {
      const { version } = await engine.withdraw(number, options);
      terminal.stdout.write(`${number} version ${version} withdrawn\n`);
      return EXIT.done;
    });
  },
};
