import { readArguments } from './arguments.ts';
import { describeLive, PUBLISH_HELP, PUBLISH_OPTIONS, readChange, readExpectedVersion } from './publish-options.ts';
import { inWords } from './refusal-words.ts';
import { type Command, EXIT } from './terminal.ts';
import { versionToChange, withControl } from './with-control.ts';
import { readNumber } from './with-store.ts';

export const withdrawCommand: Command = {
  name: 'withdraw',
  summary: 'takes a number out of use',
  help: `Usage: instrada withdraw [OPTIONS] NUMBER

Makes a version without a plan: calls to the number are answered unknown-number. Its older
versions stay, and publishing a plan puts it to use again. What was scheduled for it is called off.

${PUBLISH_HELP}
Exit codes: 0 withdrawn, 1 refused (never published, another version), 2 the store cannot be read.
`,
  async run(args, terminal) {
    const { values, positionals } = readArguments('withdraw', args, PUBLISH_OPTIONS);
    const number = readNumber('withdraw', positionals[0]);
    const { place, actor, written } = readChange(values, terminal.environment);
    const expected = readExpectedVersion(values['expected-version']);
    return withControl(place, terminal, actor, async ({ mine }) => {
      const expectedVersion = await versionToChange(mine, number, expected);
      const withdrawn = await mine.withdraw(number, { ...written, expectedVersion }).catch(inWords('en'));
      terminal.stdout.write(`${number} version ${withdrawn.version} withdrawn${describeLive(withdrawn)}\n`);
      return EXIT.done;
    });
  },
};
