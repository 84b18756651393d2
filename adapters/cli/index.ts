/** The door of the command line: every command that needs no server. */
import { checkCommand } from './check.ts';
import { decideCommand } from './decide.ts';
import { dumpCommand } from './dump.ts';
import { historyCommand } from './history.ts';
import { listCommand } from './list.ts';
import { publishCommand } from './publish.ts';
import { showCommand } from './show.ts';
import { siteCommand } from './site.ts';
import type { Command } from './terminal.ts';
import { withdrawCommand } from './withdraw.ts';

export { readArguments } from './arguments.ts';
export { runCommand } from './run-command.ts';
export { type Command, EXIT, type Terminal } from './terminal.ts';
export { UsageError } from './usage-error.ts';
export { storePath } from './with-store.ts';

export const COMMANDS: readonly Command[] = [
  checkCommand,
  decideCommand,
  publishCommand,
  listCommand,
  showCommand,
  historyCommand,
  dumpCommand,
  withdrawCommand,
  siteCommand,
];
