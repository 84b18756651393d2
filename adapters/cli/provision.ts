import { EngineError, type Provisioning } from '../../engine/index.ts';
import { describeSubscriptionIssue, type IssueLanguage, MAX_PAGE_ENTRIES } from '../../rules/index.ts';
import { readArguments, readCount, readLanguage } from './arguments.ts';
import { writeRow } from './list.ts';
import { ACT_HELP, ACT_OPTIONS, readAct } from './publish-options.ts';
import { readJsonFile } from './read-edits.ts';
import { sentenceLines } from './sentence-lines.ts';
import { type Command, EXIT, type Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { readControl, withControl } from './with-control.ts';
import { readNumber } from './with-store.ts';

export const provisionCommand: Command = {
  name: 'provision',
  summary: 'writes what was subscribed for a number, or shows it',
  help: `Usage: instrada provision [OPTIONS] FILE|-
       instrada provision show [OPTIONS] NUMBER
       instrada provision list [OPTIONS] [--customer NAME]

FILE is a subscription in JSON, or a list of them: number, customer, kind, features, limits,
destinationPolicy. Where today's plan goes beyond it that is told, and the subscription counts.
A number that goes to another customer keeps its plan, caller lists too, so that calls are answered;
withdraw it before to hand it over empty.

  --expected-revision N   only if the subscription has revision N now (0: there was none)
  --customer NAME         list: of one customer
  --json                  list: a JSON object a line
${ACT_HELP}  --lang it|en            language of the sentences

Exit codes: 0 done, 1 refused (a wrong subscription, another revision, no such number), 2 something cannot be read.
`,
  async run(args, terminal) {
    const { values, positionals } = readArguments('provision', args, {
      ...ACT_OPTIONS,
      'expected-revision': { type: 'string' },
      customer: { type: 'string' },
      json: { type: 'boolean' },
      lang: { type: 'string' },
    });
    const language = readLanguage(values.lang, terminal.environment);
    const { place, actor, noted } = readAct(values, terminal.environment);
    const [first, second] = positionals;
    if (first === 'show') {
      const number = readNumber('provision show', second);
      return readControl(place, terminal, actor, async ({ control }) => {
        const { subscription } = await control.provisioning(actor).subscription(number);
        terminal.stdout.write(`${JSON.stringify(subscription, null, 2)}\n`);
        return EXIT.done;
      });
    }
    if (first === 'list') {
      const { customer } = values;
      return readControl(place, terminal, actor, ({ control }) =>
        listAll(control.provisioning(actor), customer, values.json, terminal),
      );
    }
    if (first === undefined || second !== undefined) {
      throw new UsageError('provision: name one FILE, show NUMBER, or list. See: instrada provision --help');
    }
    const revision = values['expected-revision'];
    const expected = revision === undefined ? undefined : readCount('--expected-revision', revision, 0, 2 ** 31 - 1);
    const read = await readJsonFile(first, terminal);
    const wanted: readonly unknown[] = Array.isArray(read) ? read : [read];
    return withControl(place, terminal, actor, async ({ control }) => {
      const provisioning = control.provisioning(actor);
      for (const subscription of wanted) {
        const expectedRevision = expected ?? (await revisionOf(provisioning, subscription));
        const done = await provisioning.provision(subscription, { ...noted, expectedRevision });
        terminal.stdout.write(`${provisionedWords(done, language)}\n`);
      }
      return EXIT.done;
    });
  },
};

type Provisioned = Awaited<ReturnType<Provisioning['provision']>>;

function provisionedWords({ subscription, revision, issues }: Provisioned, language: IssueLanguage): string {
  const beyond = issues.map((issue) => `${issue.path}: ${describeSubscriptionIssue(issue, language)}`);
  const told = beyond.length === 0 ? '' : ", and today's plan goes beyond it";
  return `${subscription.number} subscription revision ${revision} of ${subscription.customer}${told}${sentenceLines(beyond)}`;
}

/** 0 where there is none, or where the value is no subscription, which provisioning will say. */
async function revisionOf(provisioning: Provisioning, value: unknown): Promise<number> {
  const number = typeof value === 'object' && value !== null && 'number' in value ? value.number : undefined;
  if (typeof number !== 'string') return 0;
  try {
    return (await provisioning.subscription(number)).revision;
  } catch (error) {
    if (error instanceof EngineError && error.code === 'NUMBER_UNKNOWN') return 0;
    throw error;
  }
}

async function listAll(
  provisioning: Provisioning,
  customer: string | undefined,
  json: boolean | undefined,
  terminal: Terminal,
): Promise<number> {
  for (let after = ''; ; ) {
    const page = await provisioning.list({
      after,
      limit: MAX_PAGE_ENTRIES,
      ...(customer === undefined ? {} : { customer }),
    });
    for (const each of page) {
      const { subscription, revision } = each;
      const { number, kind, features, limits } = subscription;
      writeRow(terminal, json, each, [
        number.padEnd(10),
        kind.padEnd(17),
        subscription.customer.padEnd(20),
        `revision ${revision}`,
        `${limits.sites} sites, ${limits.callerEntries} caller entries`,
        features.join(', '),
      ]);
    }
    const last = page.at(-1);
    if (last === undefined || page.length < MAX_PAGE_ENTRIES) return EXIT.done;
    after = last.subscription.number;
  }
}
