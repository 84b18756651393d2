import type { Actor } from '../../engine/index.ts';
import type { IssueLanguage } from '../../rules/index.ts';
import {
  type AccountServices,
  createAccountServices,
  createControlLineRouting,
  createEmbeddedBackOffice,
  createHttpBackOffice,
  ServiceError,
} from '../account-services/index.ts';
import { readLanguage } from './arguments.ts';
import { writeRow } from './list.ts';
import { oneLine } from './one-line.ts';
import { readActor } from './publish-options.ts';
import { type PlaceValues, storePlace, WRITE_HELP, WRITE_OPTIONS } from './store-place.ts';
import { EXIT, type Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { withControl } from './with-control.ts';
import { mustBeThere } from './with-store.ts';

/** The options of every command about lines. */
export const SERVICE_OPTIONS = {
  ...WRITE_OPTIONS,
  actor: { type: 'string' },
  customer: { type: 'string' },
  'back-office': { type: 'string' },
  json: { type: 'boolean' },
  lang: { type: 'string' },
} as const;

export const SERVICE_HELP = `  --actor NAME            who does it, for the journal (default: the account's name)
  --customer NAME         acts as this customer, with its lines only (default: the carrier)
  --back-office URL       the carrier's systems (INSTRADA_BACK_OFFICE; their token in
                          INSTRADA_BACK_OFFICE_TOKEN; default: the store itself)
  --json                  the answer as JSON
  --lang it|en            language of the sentences
${WRITE_HELP}
Exit codes: 0 done, 1 refused, 2 the store or the carrier's systems cannot be reached.
`;

type ServiceValues = PlaceValues & {
  readonly actor?: string | undefined;
  readonly customer?: string | undefined;
  readonly 'back-office'?: string | undefined;
  readonly json?: boolean | undefined;
  readonly lang?: string | undefined;
};

/** What a command about lines works with. */
export type ServiceRoom = {
  readonly services: AccountServices;
  readonly actor: Actor;
  readonly language: IssueLanguage;
  /** Writes an answer: as JSON, or as the lines for people. */
  tell(answer: object, lines: readonly string[]): void;
};

/** Runs a command with the services of a store. @returns the exit code @throws UsageError, EngineError */
export async function withServices(
  values: ServiceValues,
  terminal: Terminal,
  use: (room: ServiceRoom) => Promise<void>,
  mayBeNew = false,
): Promise<number> {
  const language = readLanguage(values.lang, terminal.environment);
  const place = storePlace(values, terminal.environment);
  const actor = actAs(readActor(values.actor, terminal.environment), values.customer);
  const backOfficeUrl = values['back-office'] || terminal.environment.INSTRADA_BACK_OFFICE || undefined;
  if (!mayBeNew) mustBeThere(place);
  const tell: ServiceRoom['tell'] = (answer, lines) => {
    for (const line of values.json ? [''] : lines) writeRow(terminal, values.json, answer, [oneLine(line)]);
  };
  return withControl(place, terminal, actor, async ({ control, store }) => {
    const backOffice = openBackOffice(backOfficeUrl, store, terminal);
    const routing = createControlLineRouting(() => control, terminal.clock);
    const services = createAccountServices({ documents: store, ...backOffice, clock: terminal.clock, routing });
    try {
      await use({ services, actor, language, tell });
      return EXIT.done;
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      terminal.stderr.write(`instrada: ${error.code}: ${oneLine(error.sentences[language])}\n`);
      return error.code === 'BACK_OFFICE_UNAVAILABLE' ? EXIT.unreadable : EXIT.refused;
    }
  });
}

/** Lines, contracts and bills: in the store, or in the carrier's own systems. @throws UsageError for a wrong URL */
export function openBackOffice(
  url: string | undefined,
  documents: Parameters<typeof createEmbeddedBackOffice>[0],
  { clock, environment }: Pick<Terminal, 'clock' | 'environment'>,
) {
  if (url === undefined) {
    const desk = createEmbeddedBackOffice(documents, clock);
    return { backOffice: desk, desk };
  }
  const token = environment.INSTRADA_BACK_OFFICE_TOKEN || undefined;
  try {
    return { backOffice: createHttpBackOffice({ baseUrl: url, clock, ...(token === undefined ? {} : { token }) }) };
  } catch (error) {
    throw new UsageError(`--back-office (INSTRADA_BACK_OFFICE): ${(error as Error).message}`);
  }
}

/** The LINE of a command. @throws UsageError */
export function readLine(command: string, positionals: readonly string[], at: number): string {
  const [line, strange] = positionals.slice(at);
  if (line === undefined) throw new UsageError(`${command}: LINE is missing. See: instrada ${command} --help`);
  if (strange !== undefined) throw new UsageError(`${command}: "${strange}" belongs to no option.`);
  return line;
}

/** An option that must be there. @throws UsageError */
export function readNeeded(command: string, option: string, text: string | undefined): string {
  if (text !== undefined && text !== '') return text;
  throw new UsageError(`${command}: ${option} is missing. See: instrada ${command.split(' ')[0]} --help`);
}

/** The hands on the machine may put on a customer's gloves: then they reach no further. @throws UsageError */
function actAs(actor: Actor, customer: string | undefined): Actor {
  if (customer === undefined) return actor;
  if (customer === '') throw new UsageError('--customer: name the customer.');
  return { ...actor, role: 'customer-admin', customer };
}
