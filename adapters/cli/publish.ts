import { DEFAULT_TIME_ZONE, type Plan } from '../../rules/index.ts';
import { readArguments, readLanguage } from './arguments.ts';
import { besideWarnings } from './beside-warnings.ts';
import { END_HELP, END_OPTIONS, endWords, readEnd } from './change-words.ts';
import { readGoodPlan } from './plan-file.ts';
import { PUBLISH_HELP, PUBLISH_OPTIONS, publishedWords, readChange, readExpectedVersion } from './publish-options.ts';
import { inWords } from './refusal-words.ts';
import { type Command, EXIT } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { versionToChange, withControl } from './with-control.ts';

export const publishCommand: Command = {
  name: 'publish',
  summary: 'checks plans and makes them the newest version of their numbers',
  help: `Usage: instrada publish [OPTIONS] FILE…

Checks every plan first; if one has errors nothing is published. Then each becomes the newest
version of its number, durable when its line is printed. A server that runs on the same store
follows within milliseconds; the line says on how many nodes it is live. An override that is on
stays on, above the new plan; the line says so.

${END_HELP}${PUBLISH_HELP}  --lang it|en            language of the sentences about a plan

Exit codes: 0 published, 1 refused (errors in a plan, another version), 2 something cannot be read.
`,
  async run(args, terminal) {
    const { values, positionals } = readArguments('publish', args, {
      ...PUBLISH_OPTIONS,
      ...END_OPTIONS,
      lang: { type: 'string' },
    });
    const language = readLanguage(values.lang, terminal.environment);
    if (positionals.length === 0) throw new UsageError('publish: name at least one FILE. See: instrada publish --help');
    if (values['expected-version'] !== undefined && positionals.length > 1) {
      throw new UsageError('--expected-version is for one FILE; publish the others by themselves.');
    }
    const { place, actor, written } = readChange(values, terminal.environment);
    const expected = readExpectedVersion(values['expected-version']);
    const plans: Plan[] = [];
    for (const file of positionals) {
      const plan = await readGoodPlan(file, language, terminal);
      if (plan !== undefined) plans.push(plan);
    }
    if (plans.length < positionals.length) return EXIT.refused;
    return withControl(place, terminal, actor, async ({ mine, store }) => {
      for (const plan of plans) {
        const { number } = plan;
        const expectedVersion = await versionToChange(mine, number, expected);
        const zone = plan.timeZone ?? DEFAULT_TIME_ZONE;
        const end = readEnd(values, zone);
        const change = await mine
          .publish(number, [{ edit: 'replace-plan', plan }], { ...written, ...end, expectedVersion })
          .catch(inWords(language));
        const { length } = change.warnings;
        const warned = length === 0 ? '' : `, ${length} warnings (instrada check lists them)`;
        const beside = await besideWarnings({ store, actor, terminal }, plan, language);
        terminal.stdout.write(`${publishedWords(change, warned)}${endWords(change, zone)}${beside}\n`);
      }
      return EXIT.done;
    });
  },
};
