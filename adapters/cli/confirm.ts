import { readArguments } from './arguments.ts';
import { ACT_OPTIONS, readAct } from './publish-options.ts';
import { WRITE_HELP } from './store-place.ts';
import { type Command, EXIT } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { withControl } from './with-control.ts';
import { mustBeThere, readNumber } from './with-store.ts';

export const confirmCommand: Command = {
  name: 'confirm',
  summary: 'keeps a change that would be taken back unless confirmed',
  help: `Usage: instrada confirm [OPTIONS] NUMBER ID

ID is what the change said (t1); instrada schedule NUMBER lists it.

${WRITE_HELP}  --actor NAME            who confirms it, for the audit (default: the account's name)

Exit codes: 0 confirmed, 1 no such number or ID, or too late, 2 the store cannot be read.
`,
  async run(args, terminal) {
    const { values, positionals } = readArguments('confirm', args, ACT_OPTIONS);
    const [numberText, id, strange] = positionals;
    const number = readNumber('confirm', numberText);
    if (id === undefined) throw new UsageError(`confirm: ID is missing. See: instrada schedule ${number}`);
    if (strange !== undefined) throw new UsageError(`confirm: "${strange}" belongs to no option.`);
    const { place, actor } = readAct(values, terminal.environment);
    mustBeThere(place);
    await withControl(place, terminal, actor, ({ mine }) => mine.confirm(number, id));
    terminal.stdout.write(`${number} ${id} confirmed: the change stays\n`);
    return EXIT.done;
  },
};
