import { EngineError } from '../../engine/index.ts';
import { describeIssue, type IssueLanguage, type Plan } from '../../rules/index.ts';
import { readArguments, readCount, readLanguage } from './arguments.ts';
import { readGoodPlan } from './plan-file.ts';
import { type Command, EXIT } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { readActor, STORE_OPTION, storePath, withPublisher } from './with-store.ts';

export const publishCommand: Command = {
  name: 'publish',
  summary: 'checks plans and makes them the newest version of their numbers',
  help: `Usage: instrada publish [--store DIR] [--actor NAME] [--note TEXT] [--expected-version N] FILE…

Checks every plan first; if one has errors nothing is published. Then each becomes the newest
version of its number, durable when its line is printed. A server that runs on
the same store follows within milliseconds.

  --store DIR            the store's folder (default: INSTRADA_STORE, else .instrada)
  --actor NAME           who publishes (default: the account's name)
  --note TEXT            why
  --expected-version N   publish only if the number is at version N now (0: was never published)
  --lang it|en           language of the sentences about a plan

Exit codes: 0 published, 1 refused (errors in a plan, another version), 2 something cannot be read.
`,
  async run(args, terminal) {
    const { values, positionals } = readArguments('publish', args, {
      ...STORE_OPTION,
      actor: { type: 'string' },
      note: { type: 'string' },
      'expected-version': { type: 'string' },
      lang: { type: 'string' },
    });
    const language = readLanguage(values.lang, terminal.environment);
    const expected = values['expected-version'];
    if (positionals.length === 0) throw new UsageError('publish: name at least one FILE. See: instrada publish --help');
    if (expected !== undefined && positionals.length > 1) {
      throw new UsageError('--expected-version is for one FILE; publish the others by themselves.');
    }
    const options = {
      actor: readActor(values.actor, terminal.environment),
      note: values.note ?? '',
      ...(expected === undefined ? {} : { expectedVersion: readCount('--expected-version', expected, 0, 2 ** 31 - 1) }),
    };
    const plans: Plan[] = [];
    for (const file of positionals) {
      const plan = await readGoodPlan(file, language, terminal);
      if (plan !== undefined) plans.push(plan);
    }
    if (plans.length < positionals.length) return EXIT.refused;
    return withPublisher(storePath(values.store, terminal.environment), terminal, async (engine) => {
      for (const plan of plans) {
        const { number, version, hash, warnings } = await engine.publish(plan, options).catch(withIssues(language));
        const warned = warnings.length === 0 ? '' : `, ${warnings.length} warnings (instrada check lists them)`;
        terminal.stdout.write(`${number} version ${version} hash ${hash.slice(0, 12)} published${warned}\n`);
      }
      return EXIT.done;
    });
  },
};

/** Only a store's rules or a limit can still refuse a plan that was checked: say which. */
function withIssues(language: IssueLanguage) {
  return (error: unknown): never => {
    if (!(error instanceof EngineError)) throw error;
    const { issues, currentVersion } = error.details;
    const more = issues?.map((issue) => `\n  ${issue.path}: ${describeIssue(issue, language)}`).join('') ?? '';
    const now = currentVersion === undefined ? '' : ` It is at version ${currentVersion} now.`;
    throw new EngineError(error.code, { ...error.details, message: `${error.message}${now}${more}` }, error);
  };
}
