import { explainDecision, type RecordedCall, renderExplanation, tryPlan } from '../../engine/index.ts';
import { MAX_INSTANT_MS, type Plan, parseInstant } from '../../rules/index.ts';
import { readArguments, readLanguage } from './arguments.ts';
import { decideFile } from './decide-file.ts';
import { readGoodPlan } from './plan-file.ts';
import { type Command, EXIT, type Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

const OPTIONS = {
  plan: { type: 'string' },
  calls: { type: 'string' },
  called: { type: 'string' },
  caller: { type: 'string' },
  'caller-format': { type: 'string' },
  withheld: { type: 'boolean' },
  at: { type: 'string' },
  'call-id': { type: 'string' },
  'out-of-service': { type: 'string' },
  explain: { type: 'boolean' },
  lang: { type: 'string' },
} as const;
/** What describes one call, and so has no meaning beside `--calls`. */
const CALL_OPTIONS = ['called', 'caller', 'caller-format', 'withheld', 'at', 'call-id', 'out-of-service'] as const;

type Values = ReturnType<typeof readArguments<typeof OPTIONS>>['values'];

export const decideCommand: Command = {
  name: 'decide',
  summary: 'decides one call, or a file of calls, by a plan',
  help: `Usage: instrada decide --plan FILE [CALL OPTIONS] [--explain]
       instrada decide --plan FILE --calls FILE|-

Decides where a call goes and prints the decision as JSON; with --explain, the way it went
through the plan, step by step, as an indented tree.

  --plan FILE            the plan: JSON, or YAML by its ending; - is standard input
  --called NUMBER        the number dialled (default: the plan's)
  --caller NUMBER        the caller, as a switch would give it (default: no number)
  --caller-format e164   bare digits of the caller are international (default: national)
  --withheld             the caller asked for privacy
  --at INSTANT           ISO 8601 with an offset, 2026-11-23T10:00:00+01:00, or epoch
                         milliseconds (default: now)
  --call-id ID           the call's id (default: a random one, which is printed)
  --out-of-service A,B   sites to take as out of service
  --explain              why, for people; --lang it|en chooses the language

  --calls FILE|-         a call a line (NDJSON) with the keys called, caller, callerFormat,
                         withheld, at, callId, outOfService; a decision a line comes out, in
                         the same order. A bad line gives {"error":…,"line":n}.

Exit codes: 0 decided, 1 the plan has errors or a line was bad, 2 something cannot be read.
`,
  async run(args, terminal) {
    const { values, positionals } = readArguments('decide', args, OPTIONS);
    if (positionals[0] !== undefined) {
      throw new UsageError(`decide: "${positionals[0]}" belongs to no option. See: instrada decide --help`);
    }
    if (values.plan === undefined) throw new UsageError('decide: --plan FILE is missing. See: instrada decide --help');
    const language = readLanguage(values.lang, terminal.environment);
    const call = readCallOptions(values, terminal);
    if (values.calls !== undefined) checkFileOptions(values);
    const plan = await readGoodPlan(values.plan, language, terminal);
    if (plan === undefined) return EXIT.refused;
    checkSites(call.outOfService ?? [], plan);
    if (values.calls !== undefined) return decideFile(plan, values.calls, terminal);
    const decision = tryPlan(plan)(call);
    const text = values.explain
      ? renderExplanation(explainDecision(plan, decision), language)
      : JSON.stringify(decision, null, 2);
    terminal.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
    return EXIT.done;
  },
};

/** The call that the options describe. @throws UsageError */
function readCallOptions(values: Values, terminal: Terminal): RecordedCall & { at: number; callId: string } {
  const format = values['caller-format'];
  if (format !== undefined && format !== 'national' && format !== 'e164') {
    throw new UsageError(`--caller-format: "${format}" is no format; write national or e164.`);
  }
  return {
    ...(values.called === undefined ? {} : { called: values.called }),
    caller: values.caller,
    callerFormat: format,
    withheld: values.withheld ?? false,
    at: values.at === undefined ? terminal.clock.now() : readAt(values.at),
    callId: values['call-id'] || terminal.callIds.next(),
    ...(values['out-of-service'] === undefined ? {} : { outOfService: values['out-of-service'].split(',') }),
  };
}

function readAt(text: string): number {
  const epochMs = /^-?\d{1,16}$/.test(text) ? Number(text) : undefined;
  const instant = epochMs ?? parseInstant(text);
  if (instant !== undefined && Math.abs(instant) <= MAX_INSTANT_MS) return instant;
  throw new UsageError(
    `--at: "${text}" is no instant. Write ISO 8601 with an offset, e.g. 2026-11-23T10:00:00+01:00, or epoch milliseconds.`,
  );
}

function checkFileOptions(values: Values): void {
  const strange = CALL_OPTIONS.find((option) => values[option] !== undefined);
  if (strange !== undefined) {
    throw new UsageError(`--${strange} describes one call; with --calls write it into each line of the file instead.`);
  }
  if (values.explain) throw new UsageError('--explain is for one call; leave out --calls.');
  if (values.plan === '-' && values.calls === '-') {
    throw new UsageError('--plan and --calls cannot both be standard input; name a file for one of them.');
  }
}

function checkSites(sites: readonly string[], plan: Plan): void {
  const strange = sites.find((site) => !Object.hasOwn(plan.sites, site));
  if (strange === undefined) return;
  const known = Object.keys(plan.sites).join(', ');
  throw new UsageError(`--out-of-service: the plan has no site "${strange}"; it has ${known}.`);
}
