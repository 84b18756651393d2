import { EngineError } from '../../engine/index.ts';
import { describeIssue, type IssueLanguage, type Plan } from '../../rules/index.ts';
import { readArguments, readLanguage } from './arguments.ts';
import { readGoodPlan } from './plan-file.ts';
import { describeLive, PUBLISH_HELP, PUBLISH_OPTIONS, readPublishOptions } from './publish-options.ts';
import { type Command, EXIT } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { withPublisher } from './with-store.ts';

export const publishCommand: Command = {
  name: 'publish',
  summary: 'checks plans and makes them the newest version of their numbers',
  help: `Usage: instrada publish [OPTIONS] FILE…

Checks every plan first; if one has errors nothing is published. Then each becomes the newest
version of its number, durable when its line is printed. A server that runs on the same store
follows within milliseconds; the line says on how many nodes it is live. An override that is on
stays on, above the new plan; the line says so.

${PUBLISH_HELP}  --lang it|en            language of the sentences about a plan

Exit codes: 0 published, 1 refused (errors in a plan, another version), 2 something cannot be read.
`,
  async run(args, terminal) {
    const { values, positionals } = readArguments('publish', args, {
      ...PUBLISH_OPTIONS,
      lang: { type: 'string' },
    });
    const language = readLanguage(values.lang, terminal.environment);
    if (positionals.length === 0) throw new UsageError('publish: name at least one FILE. See: instrada publish --help');
    if (values['expected-version'] !== undefined && positionals.length > 1) {
      throw new UsageError('--expected-version is for one FILE; publish the others by themselves.');
    }
    const { place, options } = readPublishOptions(values, terminal.environment);
    const plans: Plan[] = [];
    for (const file of positionals) {
      const plan = await readGoodPlan(file, language, terminal);
      if (plan !== undefined) plans.push(plan);
    }
    if (plans.length < positionals.length) return EXIT.refused;
    return withPublisher(place, terminal, async (engine) => {
      for (const plan of plans) {
        const publication = await engine.publish(plan, options).catch(withIssues(language));
        const { number, version, hash, warnings } = publication;
        const warned = warnings.length === 0 ? '' : `, ${warnings.length} warnings (instrada check lists them)`;
        const line = `${number} version ${version} hash ${hash.slice(0, 12)} published${warned}`;
        terminal.stdout.write(`${line}${describeLive(publication)}\n`);
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
