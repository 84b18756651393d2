/** The door of the command line: every command that needs no server. */
import { auditCommand } from './audit.ts';
import { billingCommand } from './billing.ts';
import { checkCommand } from './check.ts';
import { confirmCommand } from './confirm.ts';
import { decideCommand } from './decide.ts';
import { dumpCommand } from './dump.ts';
import { editCommand } from './edit.ts';
import { historyCommand } from './history.ts';
import { lineCommand } from './line.ts';
import { listCommand } from './list.ts';
import { nodesCommand } from './nodes.ts';
import { numbersCommand } from './numbers.ts';
import { overrideCommand } from './override.ts';
import { provisionCommand } from './provision.ts';
import { publishCommand } from './publish.ts';
import { relocationCommand } from './relocation.ts';
import { rollbackCommand } from './rollback.ts';
import { scheduleCommand } from './schedule.ts';
import { showCommand } from './show.ts';
import { simCommand } from './sim.ts';
import { siteCommand } from './site.ts';
import type { Command } from './terminal.ts';
import { tokenCommand } from './token.ts';
import { transferCommand } from './transfer.ts';
import { whyCommand } from './why.ts';
import { withdrawCommand } from './withdraw.ts';

export { readArguments } from './arguments.ts';
export { runCommand } from './run-command.ts';
export {
  dataFolder,
  openBoard,
  openStore,
  placeName,
  type StorePlace,
  storePlace,
  WRITE_HELP,
  WRITE_OPTIONS,
} from './store-place.ts';
export { type Command, EXIT, type Terminal } from './terminal.ts';
export { UsageError } from './usage-error.ts';
export { openBackOffice } from './with-services.ts';

export const COMMANDS: readonly Command[] = [
  checkCommand,
  decideCommand,
  publishCommand,
  listCommand,
  showCommand,
  historyCommand,
  rollbackCommand,
  dumpCommand,
  withdrawCommand,
  siteCommand,
  editCommand,
  overrideCommand,
  scheduleCommand,
  confirmCommand,
  auditCommand,
  numbersCommand,
  provisionCommand,
  tokenCommand,
  lineCommand,
  relocationCommand,
  transferCommand,
  simCommand,
  billingCommand,
  nodesCommand,
  whyCommand,
];
