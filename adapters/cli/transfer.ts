import { readArguments } from './arguments.ts';
import type { Command } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { readLine, readNeeded, SERVICE_HELP, SERVICE_OPTIONS, withServices } from './with-services.ts';

export const transferCommand: Command = {
  name: 'transfer',
  summary: 'moves a line to another contract of its customer (spostamento linea)',
  help: `Usage: instrada transfer contracts [OPTIONS] LINE
       instrada transfer prepare [OPTIONS] LINE --to CONTRACT
       instrada transfer confirm [OPTIONS] LINE --token TOKEN

Two steps: prepare says what will be done and prints a token; confirm, by the same actor within ten
minutes, does it. The tariff profile stays as it is.

  --to CONTRACT           id or name of one of the contracts
  --token TOKEN           as prepare printed it
${SERVICE_HELP}`,
  async run(args, terminal) {
    const { values, positionals } = readArguments('transfer', args, {
      ...SERVICE_OPTIONS,
      to: { type: 'string' },
      token: { type: 'string' },
    });
    const [what] = positionals;
    if (what !== 'contracts' && what !== 'prepare' && what !== 'confirm') {
      throw new UsageError('transfer: write contracts, prepare or confirm. See: instrada transfer --help');
    }
    const line = readLine('transfer', positionals, 1);
    const to = what === 'prepare' ? readNeeded('transfer prepare', '--to CONTRACT', values.to) : '';
    const token = what === 'confirm' ? readNeeded('transfer confirm', '--token TOKEN', values.token) : '';
    return withServices(values, terminal, async ({ services, actor, language, tell }) => {
      if (what === 'contracts') {
        for (const contract of await services.transfers.targets(actor, line)) {
          const { id, name, why } = contract;
          tell(contract, [[id.padEnd(12), name, why?.[language] ?? ''].filter((column) => column !== '').join('  ')]);
        }
      } else if (what === 'prepare') {
        const prepared = await services.transfers.prepare(actor, line, to);
        const until = language === 'it' ? 'conferma entro' : 'confirm by';
        tell(prepared, [prepared.summary[language], `${until} ${prepared.expiresAt}: ${prepared.token}`]);
      } else {
        const confirmed = await services.transfers.confirm(actor, line, token);
        tell(confirmed, [`${confirmed.summary[language]} (${confirmed.state})`]);
      }
    });
  },
};
