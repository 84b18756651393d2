import type { IssueLanguage } from '../../rules/index.ts';
import type { AccountServices } from '../account-services/index.ts';

type Answer<S extends keyof AccountServices, M extends keyof AccountServices[S]> = AccountServices[S][M] extends (
  ...args: never[]
) => Promise<infer T>
  ? T
  : never;
type Line = Answer<'lines', 'line'>;
type Relocation = Answer<'relocations', 'state'>;
type DirectDebit = Answer<'directDebits', 'state'>;
type Billing = Answer<'personalBillings', 'view'>;
type Sim = Answer<'sims', 'state'>;

/** A line in one row. */
export function lineRow(
  { number, kind, customer, contractName, tariffProfile, address, outgoingTraffic }: Line,
  language: IssueLanguage,
): string {
  const blocked = outgoingTraffic === 'blocked' ? SIM_STATES.blocked[language] : '';
  return [number.padEnd(15), kind.padEnd(6), customer.padEnd(10), contractName, tariffProfile, address ?? '', blocked]
    .filter((column) => column !== '')
    .join('  ');
}

/** A relocation, and what there is to know about it, a sentence a line. */
export function relocationLines(relocation: Relocation, language: IssueLanguage): readonly string[] {
  const { line, state, address, movingDate, standIn, directDebit, notes } = relocation;
  const words = RELOCATION_STATES[state];
  const head = `${line}: ${words[language]}, ${address}, ${movingDate}`;
  const stand =
    standIn === undefined ? [] : [`  ${standIn.number}: ${standIn.destination} (${STAND_IN[standIn.state][language]})`];
  const debit = state === 'active' ? [`  ${directDebitLine(directDebit, language)}`] : [];
  return [head, ...stand, ...notes.map((note) => `  ${note[language]}`), ...debit];
}

/** How the bills of a line are paid. */
export function directDebitLine({ line, state, paymentWays }: DirectDebit, language: IssueLanguage): string {
  const ways = paymentWays.map((way) => way[language]).join(', ');
  return `${line}: ${DEBIT_STATES[state][language]} (${ways})`;
}

/** A line's dual billing. */
export function billingLines(billing: Billing, language: IssueLanguage): readonly string[] {
  const { line, activeServices, charging, traffic, bills = [], topUps = [], personalTraffic = [], notes } = billing;
  const shares = (['company', 'employee', 'nobody'] as const).map((who) => {
    const { uses, amount } = traffic[who];
    return `  ${CHARGED[who][language].padEnd(12)}${String(uses).padStart(6)}  ${money(amount)}`;
  });
  return [
    `${line}: ${[CHARGING[charging][language], ...activeServices].join(', ')}`,
    ...shares,
    ...personalTraffic.map(
      ({ at, channel, dialled, amount }) => `  ${at}  ${CHANNELS[channel][language]}  ${dialled}  ${money(amount)}`,
    ),
    ...bills.map(({ billNo, billDate, amountDue, payment }) =>
      columnsOf(billNo, billDate, money(amountDue), PAYMENTS[payment][language]),
    ),
    ...topUps.map(({ id, at, amount, payment }) =>
      columnsOf(id, at, amount === undefined ? '' : money(amount), PAYMENTS[payment][language]),
    ),
    ...notes.map((note) => `  ${note[language]}`),
  ];
}

/** Whether a SIM is blocked, and what that means. @param isAnswer of a request to change it: then whether it did */
export function simLines(
  { line, outgoingTraffic, reason, isChanged, notes }: Sim,
  language: IssueLanguage,
  isAnswer: boolean,
): readonly string[] {
  const why = reason === undefined ? '' : ` (${reason})`;
  const already = isChanged || !isAnswer ? '' : UNCHANGED[language];
  return [
    `${line}: ${SIM_STATES[outgoingTraffic][language]}${why}${already}`,
    ...notes.map((note) => `  ${note[language]}`),
  ];
}

function columnsOf(...columns: readonly string[]): string {
  return `  ${columns.filter((column) => column !== '').join('  ')}`;
}

function money({ value, unit }: Billing['traffic']['company']['amount']): string {
  return `${value.toFixed(2)} ${unit}`;
}

const RELOCATION_STATES = {
  requested: { it: 'trasloco richiesto', en: 'relocation requested' },
  scheduled: { it: 'trasloco programmato', en: 'relocation scheduled' },
  active: { it: 'attiva al nuovo indirizzo', en: 'active at its new address' },
  cancelled: { it: 'trasloco annullato', en: 'relocation cancelled' },
} as const;
const STAND_IN = {
  scheduled: { it: 'programmata', en: 'scheduled' },
  'in-plan': { it: 'nel piano', en: 'in the plan' },
  'taken-out': { it: 'tolta dal piano', en: 'taken out of the plan' },
  refused: { it: 'rifiutata dal piano', en: 'refused by the plan' },
  left: { it: 'da togliere a mano', en: 'to be taken out by hand' },
} as const;
const DEBIT_STATES = {
  none: { it: 'nessuna domiciliazione', en: 'no direct debit' },
  pending: { it: 'domiciliazione richiesta', en: 'direct debit requested' },
  active: { it: 'domiciliazione attiva', en: 'direct debit active' },
} as const;
const CHARGED = {
  company: { it: 'azienda', en: 'company' },
  employee: { it: 'dipendente', en: 'employee' },
  nobody: { it: 'gratuito', en: 'free' },
} as const;
const CHARGING = {
  subscription: { it: 'abbonamento', en: 'subscription' },
  prepaid: { it: 'prepagata', en: 'prepaid' },
} as const;
const CHANNELS = {
  call: { it: 'chiamata', en: 'call' },
  sms: { it: 'SMS', en: 'SMS' },
  data: { it: 'dati', en: 'data' },
} as const;
const PAYMENTS = {
  paid: { it: 'pagata', en: 'paid' },
  'partly-paid': { it: 'pagata in parte', en: 'partly paid' },
  unpaid: { it: 'da pagare', en: 'unpaid' },
  pending: { it: 'in corso', en: 'pending' },
  failed: { it: 'non riuscita', en: 'failed' },
} as const;
const SIM_STATES = {
  allowed: { it: 'traffico in uscita permesso', en: 'outgoing traffic allowed' },
  blocked: { it: 'traffico in uscita bloccato', en: 'outgoing traffic blocked' },
} as const;
const UNCHANGED = { it: ', come prima', en: ', as it was' } as const;
