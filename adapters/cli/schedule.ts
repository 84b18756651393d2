import { readArguments, readLanguage } from './arguments.ts';
import { writeRow } from './list.ts';
import { ACT_OPTIONS, readAct } from './publish-options.ts';
import { timerWords } from './schedule-words.ts';
import { WRITE_HELP } from './store-place.ts';
import { type Command, EXIT } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { readControl, withControl, zoneOf } from './with-control.ts';
import { mustBeThere, readNumber } from './with-store.ts';

export const scheduleCommand: Command = {
  name: 'schedule',
  summary: 'lists what will happen to a plan by itself, or calls it off',
  help: `Usage: instrada schedule [OPTIONS] NUMBER
       instrada schedule [OPTIONS] NUMBER --cancel ID

Lists scheduled edits (instrada edit --at), changes that end or wait for confirmation, the end of an
override, and what came and went lately. A change whose end is cancelled stays.

  --cancel ID             calls off what has not happened yet
  --json                  a JSON object a line
${WRITE_HELP}  --actor NAME            who calls it off, for the audit (default: the account's name)
  --lang it|en            language of the sentences

Exit codes: 0 done, 1 no such number or ID, 2 the store cannot be read.
`,
  async run(args, terminal) {
    const { values, positionals } = readArguments('schedule', args, {
      ...ACT_OPTIONS,
      cancel: { type: 'string' },
      json: { type: 'boolean' },
      lang: { type: 'string' },
    });
    const [numberText, strange] = positionals;
    const number = readNumber('schedule', numberText);
    if (strange !== undefined) {
      throw new UsageError(`schedule: "${strange}" belongs to no option. To schedule: instrada edit ${number} … --at`);
    }
    const language = readLanguage(values.lang, terminal.environment);
    const { place, actor } = readAct(values, terminal.environment);
    const { cancel } = values;
    if (cancel !== undefined) {
      mustBeThere(place);
      await withControl(place, terminal, actor, ({ mine }) => mine.cancel(number, cancel));
      terminal.stdout.write(`${number} ${cancel} cancelled\n`);
      return EXIT.done;
    }
    return readControl(place, terminal, actor, async ({ mine }) => {
      const [{ pending, ended }, zone] = [await mine.scheduled(number), await zoneOf(mine, number)];
      for (const timer of [...pending, ...ended])
        writeRow(terminal, values.json, timer, [timerWords(timer, language, zone)]);
      if (pending.length === 0) terminal.stderr.write(`instrada: nothing is scheduled for ${number}\n`);
      return EXIT.done;
    });
  },
};
