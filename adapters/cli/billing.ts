import { DEFAULT_TIME_ZONE } from '../../rules/index.ts';
import { readArguments } from './arguments.ts';
import { readInstant } from './instants.ts';
import { billingLines, directDebitLine } from './service-words.ts';
import type { Command } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { readLine, SERVICE_HELP, SERVICE_OPTIONS, withServices } from './with-services.ts';

export const billingCommand: Command = {
  name: 'billing',
  summary: 'dual billing (4146) of a line, and the direct debit of its bills',
  help: `Usage: instrada billing show [OPTIONS] LINE [--from INSTANT] [--to INSTANT]
       instrada billing direct-debit [OPTIONS] LINE [--request | --activate]

show tells the traffic of a line by who pays, and to its user and the carrier personal traffic,
bills and top-ups. direct-debit tells how the bills are paid now.

  --from INSTANT          2026-12-01T00:00 in Italy, or with an offset (default: 60 days before the end)
  --to INSTANT            the end (default: now)
  --request               requests the direct debit
  --activate              the bank has agreed: the carrier's
${SERVICE_HELP}`,
  async run(args, terminal) {
    const { values, positionals } = readArguments('billing', args, {
      ...SERVICE_OPTIONS,
      from: { type: 'string' },
      to: { type: 'string' },
      request: { type: 'boolean' },
      activate: { type: 'boolean' },
    });
    const [what] = positionals;
    if (what !== 'show' && what !== 'direct-debit') {
      throw new UsageError('billing: write show or direct-debit. See: instrada billing --help');
    }
    if (values.request && values.activate) throw new UsageError('--request and --activate: name one of them.');
    const line = readLine('billing', positionals, 1);
    const { from, to } = values;
    const period = {
      ...(from === undefined ? {} : { fromMs: readInstant('--from', from, DEFAULT_TIME_ZONE) }),
      ...(to === undefined ? {} : { toMs: readInstant('--to', to, DEFAULT_TIME_ZONE) }),
    };
    return withServices(values, terminal, async ({ services, actor, language, tell }) => {
      if (what === 'show') {
        const billing = await services.personalBillings.view(actor, line, period);
        tell(billing, billingLines(billing, language));
        return;
      }
      const { directDebits } = services;
      const debit = values.request
        ? await directDebits.request(actor, line)
        : values.activate
          ? await directDebits.activate(actor, line)
          : await directDebits.state(actor, line);
      tell(debit, [directDebitLine(debit, language)]);
    });
  },
};
