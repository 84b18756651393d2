import type { Actor, ActorControl, NumberSummary } from '../../engine/index.ts';
import { intelligentNumberKind, MAX_PAGE_ENTRIES } from '../../rules/index.ts';
import { readArguments } from './arguments.ts';
import { writeRow } from './list.ts';
import { readActor } from './publish-options.ts';
import { STORE_HELP, STORE_OPTIONS, storePlace } from './store-place.ts';
import { type Command, EXIT } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { readControl } from './with-control.ts';

export const numbersCommand: Command = {
  name: 'numbers',
  summary: 'lists the numbers with their customers',
  help: `Usage: instrada numbers [--store DIR | --redis URL] [--customer NAME] [--json]

Lists every number that has a plan or a subscription: its kind, customer and newest version. Of a
customer those that it sees itself.

  --customer NAME         the numbers of one customer
  --json                  a JSON object a line
${STORE_HELP}
Exit codes: 0 listed, 2 the store cannot be read.
`,
  async run(args, terminal) {
    const { values, positionals } = readArguments('numbers', args, {
      ...STORE_OPTIONS,
      customer: { type: 'string' },
      json: { type: 'boolean' },
    });
    if (positionals[0] !== undefined) throw new UsageError(`numbers: "${positionals[0]}" belongs to no option.`);
    const carrier = readActor(undefined, terminal.environment);
    const { customer } = values;
    const actor: Actor = customer === undefined ? carrier : { ...carrier, role: 'customer-viewer', customer };
    return readControl(storePlace(values, terminal.environment), terminal, actor, async ({ mine }) => {
      for await (const summary of eachNumber(mine)) writeRow(terminal, values.json, summary, columnsOf(summary));
      return EXIT.done;
    });
  },
};

/** All of them, page by page. */
export async function* eachNumber(mine: ActorControl): AsyncGenerator<NumberSummary> {
  for (let after = ''; ; ) {
    const page = await mine.numbers({ after, limit: MAX_PAGE_ENTRIES });
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < MAX_PAGE_ENTRIES) return;
    after = last.number;
  }
}

function columnsOf({ number, subscription, current }: NumberSummary): readonly string[] {
  return [
    number.padEnd(10),
    String(intelligentNumberKind(number) ?? '').padEnd(17),
    (subscription === undefined ? 'no subscription' : subscription.customer).padEnd(20),
    current === undefined ? 'no plan' : `version ${current.version}${current.withdrawn ? ' withdrawn' : ''}`,
  ];
}
