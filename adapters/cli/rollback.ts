import { readArguments, readCount, readLanguage } from './arguments.ts';
import { changeWords, END_HELP, END_OPTIONS, readEnd } from './change-words.ts';
import { PUBLISH_HELP, PUBLISH_OPTIONS, readChange, readExpectedVersion } from './publish-options.ts';
import { inWords } from './refusal-words.ts';
import { type Command, EXIT } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { versionToChange, withControl, zoneOf } from './with-control.ts';
import { readNumber } from './with-store.ts';

export const rollbackCommand: Command = {
  name: 'rollback',
  summary: 'makes an older version of a number the newest again',
  help: `Usage: instrada rollback [OPTIONS] NUMBER --to N

Makes a new version with the plan of version N: nothing is taken back from the history. A version
that withdrew the number has no plan to go back to. The plan is held against today's subscription;
an override that is on stays on.

  --to N                  the version whose plan is to be the newest
${END_HELP}${PUBLISH_HELP}  --lang it|en            language of the sentences

Exit codes: 0 done, 1 refused (no such version, a withdrawal, another version), 2 the store cannot be reached.
`,
  async run(args, terminal) {
    const { values, positionals } = readArguments('rollback', args, {
      ...PUBLISH_OPTIONS,
      ...END_OPTIONS,
      to: { type: 'string' },
      lang: { type: 'string' },
    });
    const number = readNumber('rollback', positionals[0]);
    if (values.to === undefined) throw new UsageError('rollback: --to N is missing. See: instrada history NUMBER');
    const to = readCount('--to', values.to, 1, 2 ** 31 - 1);
    const { place, actor, written } = readChange(values, terminal.environment);
    const expected = readExpectedVersion(values['expected-version']);
    const language = readLanguage(values.lang, terminal.environment);
    return withControl(place, terminal, actor, async ({ mine }) => {
      const expectedVersion = await versionToChange(mine, number, expected);
      const zone = await zoneOf(mine, number);
      const end = readEnd(values, zone);
      const change = await mine
        .rollback(number, { note: `rollback to version ${to}`, ...written, ...end, expectedVersion, to })
        .catch(inWords(language));
      terminal.stdout.write(`${changeWords(change, language, zone, `, as version ${to}`)}\n`);
      return EXIT.done;
    });
  },
};
