import { EngineError, type EngineErrorCode } from '../../engine/index.ts';
import { closestWord } from './closest-word.ts';
import { type Command, EXIT, type Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** Runs one command line. Whatever goes wrong becomes one sentence on stderr and an exit code. */
export async function runCommand(
  commands: readonly Command[],
  version: string,
  args: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    const command = commands.find((each) => each.name === rest[0]);
    terminal.stdout.write(command?.help ?? overview(commands));
    return name === undefined ? EXIT.unreadable : EXIT.done;
  }
  if (name === '--version') {
    terminal.stdout.write(`${version}\n`);
    return EXIT.done;
  }
  const command = commands.find((each) => each.name === name);
  if (command === undefined) return fail(terminal, EXIT.unreadable, unknownCommand(name, commands));
  const end = rest.indexOf('--');
  if (rest.slice(0, end < 0 ? undefined : end).some((arg) => arg === '--help' || arg === '-h')) {
    terminal.stdout.write(command.help);
    return EXIT.done;
  }
  try {
    return await command.run(rest, terminal);
  } catch (error) {
    return describeFailure(error, terminal);
  }
}

function overview(commands: readonly Command[]): string {
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(12)}${summary}`);
  return `instrada: decides where the calls to an Intelligent Number go.

Usage: instrada COMMAND [OPTIONS]

${lines.join('\n')}

instrada COMMAND --help says more. Exit codes: 0 done, 1 refused, 2 unreadable.
`;
}

function unknownCommand(name: string, commands: readonly Command[]): string {
  const closest = closestWord(
    name,
    commands.map((command) => command.name),
  );
  const hint = closest === undefined ? '' : ` Did you mean ${closest}?`;
  return `${name}: there is no such command.${hint} See: instrada --help`;
}

const UNREADABLE_CODES: ReadonlySet<string> = new Set([
  'STORE_UNAVAILABLE',
  'STORE_VOLATILE',
  'STORE_FORMAT',
  'STORE_CORRUPT',
]);

/** Where the engine does not know what its caller can do. */
const REMEDIES: Readonly<Partial<Record<EngineErrorCode, string>>> = {
  NUMBER_UNKNOWN: ' See: instrada numbers. A first plan comes by instrada publish.',
  TIMER_UNKNOWN: ' See: instrada schedule NUMBER',
};

function describeFailure(error: unknown, terminal: Terminal): number {
  if (error instanceof UsageError) return fail(terminal, EXIT.unreadable, error.message);
  if (error instanceof EngineError) {
    const exit = UNREADABLE_CODES.has(error.code) ? EXIT.unreadable : EXIT.refused;
    return fail(terminal, exit, `${error.code}: ${error.message}${REMEDIES[error.code] ?? ''}`);
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return fail(terminal, EXIT.fault, `A fault of Instrada itself, please report it:\n${trace}`);
}

function fail(terminal: Terminal, exit: number, sentence: string): number {
  terminal.stderr.write(`instrada: ${sentence}\n`);
  return exit;
}
