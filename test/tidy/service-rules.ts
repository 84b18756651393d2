import type { Faults } from './import-rules.ts';
import type { SourceFile } from './source-file.ts';

/** Where calls are routed, and what is said of plans; numbers have meanings that both speak of. */
const ROUTING = /^(engine\/|rules\/(plan|steps|edits|calendar|subscription)\/)/;
/** Words of the account services, in pieces of both languages. */
const SERVICE_WORDS =
  /4146|direct.?debit|domiciliazione|relocat|trasloc|spostamento linea|tariff|dual.?billing|\bSIM\b|back.?office|TMF\d|account.?service/i;

/** What the account services may use of the rooms below: who acts, what is kept, and End User Control's own door. */
const MAY_TAKE: Readonly<Record<string, readonly string[]>> = {
  'engine/index.ts': [
    'Actor',
    'ActorControl',
    'Clock',
    'Control',
    'DocumentStore',
    'EngineError',
    'mayDo',
    'Scope',
    'StoredDocument',
  ],
  'rules/index.ts': [
    ...['Charged', 'checkDestination', 'IssueLanguage', 'Plan', 'PlanEdit', 'readCaller', 'readDialled'],
    ...['formatIsoDate', 'offsetMinutesAt', 'parseInstant', 'parseIsoDate', 'wallTimeToInstant', 'zoneId'],
    ...['MINUTES_PER_DAY', 'MS_PER_DAY', 'MS_PER_MINUTE'],
  ],
};

/** No word of the account services in routing code. */
export function serviceWordFaults(files: readonly SourceFile[]): Faults {
  return files
    .filter(({ path }) => ROUTING.test(path))
    .flatMap(({ path, text }) => {
      const found = SERVICE_WORDS.exec(text);
      return found === null ? [] : [`${path} says "${found[0]}": routing knows nothing of the account services`];
    });
}

/** And no routing code in them. */
export function serviceImportFaults(files: readonly SourceFile[]): Faults {
  return files
    .filter(({ path }) => path.startsWith('adapters/account-services/'))
    .flatMap(({ path, imports }) =>
      imports.flatMap(({ from, names }) => {
        const allowed = MAY_TAKE[from];
        const strange = allowed === undefined ? [] : names.filter((name) => !allowed.includes(name));
        return strange.map((name) => `${path} takes ${name} from ${from}: the account services route nothing`);
      }),
    );
}
