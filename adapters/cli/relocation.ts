import { readArguments } from './arguments.ts';
import { relocationLines } from './service-words.ts';
import type { Command } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import {
  readLine,
  readNeeded,
  SERVICE_HELP,
  SERVICE_OPTIONS,
  type ServiceRoom,
  withServices,
} from './with-services.ts';

export const relocationCommand: Command = {
  name: 'relocation',
  summary: 'moves a line to another address (trasloco)',
  help: `Usage: instrada relocation request [OPTIONS] LINE --address TEXT --date YYYY-MM-DD
                                   [--number NUMBER --stand-in +39…]
       instrada relocation show | cancel [OPTIONS] LINE
       instrada relocation schedule | activate [OPTIONS] LINE
       instrada relocation exception [OPTIONS] LINE --date YYYY-MM-DD --reason TEXT

With a stand-in, another number answers in the line's place in the plan of NUMBER, from the day of
the move until the line is active. schedule, exception and activate are the carrier's.

  --address TEXT          where the line shall be
  --date YYYY-MM-DD       the day it moves; of an exception the day it shall be active
  --number NUMBER         the Intelligent Number of whose plan the line is a destination
  --stand-in +39…         what answers in its place
  --reason TEXT           of an exception or a cancellation
${SERVICE_HELP}`,
  async run(args, terminal) {
    const { values, positionals } = readArguments('relocation', args, {
      ...SERVICE_OPTIONS,
      address: { type: 'string' },
      date: { type: 'string' },
      number: { type: 'string' },
      'stand-in': { type: 'string' },
      reason: { type: 'string' },
    });
    const act = actOf(positionals[0], values);
    const line = readLine('relocation', positionals, 1);
    return withServices(values, terminal, async (room) => {
      const relocation = await act(room, line);
      room.tell(relocation, relocationLines(relocation, room.language));
    });
  },
};

type Values = {
  readonly address?: string | undefined;
  readonly date?: string | undefined;
  readonly number?: string | undefined;
  readonly 'stand-in'?: string | undefined;
  readonly reason?: string | undefined;
};
type Act = (room: ServiceRoom, line: string) => ReturnType<ServiceRoom['services']['relocations']['state']>;

/** @throws UsageError */
function actOf(what: string | undefined, { address, date, number, 'stand-in': destination, reason }: Values): Act {
  switch (what) {
    case 'show':
      return ({ services, actor }, line) => services.relocations.state(actor, line);
    case 'request': {
      const request = {
        address: readNeeded('relocation request', '--address TEXT', address),
        date: readNeeded('relocation request', '--date YYYY-MM-DD', date),
      };
      if ((number === undefined) !== (destination === undefined)) {
        throw new UsageError('--number and --stand-in go together: give both, or none.');
      }
      const standIn = number === undefined || destination === undefined ? {} : { standIn: { number, destination } };
      return ({ services, actor }, line) => services.relocations.request(actor, line, { ...request, ...standIn });
    }
    case 'cancel':
      return ({ services, actor }, line) => services.relocations.cancel(actor, line, reason);
    case 'schedule':
    case 'exception':
    case 'activate': {
      const advance = {
        step: what,
        ...(date === undefined ? {} : { date }),
        ...(reason === undefined ? {} : { reason }),
      } as const;
      return ({ services, actor }, line) => services.relocations.advance(actor, line, advance);
    }
    default:
      throw new UsageError(
        'relocation: write request, show, cancel, schedule, exception or activate. See: instrada relocation --help',
      );
  }
}
