import type { OverrideTarget } from '../../rules/index.ts';
import { readArguments, readLanguage } from './arguments.ts';
import { changeWords } from './change-words.ts';
import { readInstant } from './instants.ts';
import { CHANGE_HELP, CHANGE_OPTIONS, readChange } from './publish-options.ts';
import { inWords } from './refusal-words.ts';
import { type Command, EXIT } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { withControl, zoneOf } from './with-control.ts';
import { mustBeThere, readNumber } from './with-store.ts';

export const overrideCommand: Command = {
  name: 'override',
  summary: 'the emergency switch: all calls to one site or announcement, now',
  help: `Usage: instrada override [OPTIONS] NUMBER --to SITE [--until INSTANT]
       instrada override [OPTIONS] NUMBER --announce NAME [--until INSTANT]
       instrada override [OPTIONS] NUMBER --clear

A layer above the plan: its end removes the layer and nothing else.

  --to SITE               a site of the plan
  --announce NAME         an announcement of the plan
  --until INSTANT         ends by itself then: 2026-12-24T13:00 in the plan's time zone, or with an
                          offset (default: until it is cleared)
  --clear                 ends the override that is on
${CHANGE_HELP}  --lang it|en            language of the sentences

Exit codes: 0 done, 1 refused (no such number, site or announcement; none is on), 2 the store cannot be read.
`,
  async run(args, terminal) {
    const { values, positionals } = readArguments('override', args, {
      ...CHANGE_OPTIONS,
      to: { type: 'string' },
      announce: { type: 'string' },
      until: { type: 'string' },
      clear: { type: 'boolean' },
      lang: { type: 'string' },
    });
    const [numberText, strange] = positionals;
    const number = readNumber('override', numberText);
    if (strange !== undefined)
      throw new UsageError(`override: "${strange}" belongs to no option; write --to ${strange}.`);
    const target = readTarget(values);
    if (target === undefined && values.until !== undefined) throw new UsageError('--until: not together with --clear.');
    const language = readLanguage(values.lang, terminal.environment);
    const { place, actor, written } = readChange(values, terminal.environment);
    mustBeThere(place);
    return withControl(place, terminal, actor, async ({ mine }) => {
      const zone = await zoneOf(mine, number);
      const until = values.until === undefined ? {} : { untilMs: readInstant('--until', values.until, zone) };
      const done =
        target === undefined
          ? mine.clearOverride(number, written)
          : mine.override(number, target, { ...written, ...until });
      terminal.stdout.write(`${changeWords(await done.catch(inWords(language)), language, zone)}\n`);
      return EXIT.done;
    });
  },
};

type Values = {
  readonly to?: string | undefined;
  readonly announce?: string | undefined;
  readonly clear?: boolean | undefined;
};

/** Undefined to clear. @throws UsageError unless one of the three is named */
function readTarget({ to, announce, clear }: Values): OverrideTarget | undefined {
  const named = [to, announce, clear].filter((each) => each !== undefined && each !== false).length;
  if (named !== 1) throw new UsageError('override: name one of --to SITE, --announce NAME and --clear.');
  if (to !== undefined) return { site: to };
  return announce === undefined ? undefined : { announce };
}
