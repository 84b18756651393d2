import { readArguments } from './arguments.ts';
import { simLines } from './service-words.ts';
import type { Command } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { readLine, readNeeded, SERVICE_HELP, SERVICE_OPTIONS, withServices } from './with-services.ts';

export const simCommand: Command = {
  name: 'sim',
  summary: 'blocks and unblocks the outgoing traffic of a SIM',
  help: `Usage: instrada sim show [OPTIONS] LINE
       instrada sim block [OPTIONS] LINE --reason theft|loss
       instrada sim unblock [OPTIONS] LINE

In force when it is answered. A blocked SIM still receives; blocking can also be asked of customer
service.

  --reason theft|loss     why it is blocked
${SERVICE_HELP}`,
  async run(args, terminal) {
    const { values, positionals } = readArguments('sim', args, { ...SERVICE_OPTIONS, reason: { type: 'string' } });
    const [what] = positionals;
    if (what !== 'show' && what !== 'block' && what !== 'unblock') {
      throw new UsageError('sim: write show, block or unblock. See: instrada sim --help');
    }
    const line = readLine('sim', positionals, 1);
    const reason = what === 'block' ? readNeeded('sim block', '--reason theft|loss', values.reason) : '';
    return withServices(values, terminal, async ({ services: { sims }, actor, language, tell }) => {
      const state =
        what === 'show'
          ? await sims.state(actor, line)
          : what === 'block'
            ? await sims.block(actor, line, reason)
            : await sims.unblock(actor, line);
      tell(state, simLines(state, language, what !== 'show'));
    });
  },
};
