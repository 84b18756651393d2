import type { Actor, Clock } from '../../../engine/index.ts';
import { type Charged, MS_PER_DAY, readDialled } from '../../../rules/index.ts';
import { type BackOffice, characteristic } from '../back-office/back-office.ts';
import type { BillingRate, CustomerBill, Money, ProductOrder } from '../back-office/tmf.ts';
import { type Sentences, ServiceError } from '../errors.ts';
import { findLine, type Line } from '../line/find-line.ts';

/** A call or message of a line, and who pays for it. */
export type Use = {
  /** ISO 8601. */
  readonly at: string;
  readonly channel: 'call' | 'sms' | 'data';
  /** As it was dialled. */
  readonly dialled: string;
  readonly durationSeconds?: number;
  readonly amount: Money;
  readonly charged: Charged;
};

export type Share = { readonly uses: number; readonly amount: Money };

export type PersonalBill = {
  readonly billNo: string;
  readonly billDate: string;
  readonly paymentDueDate?: string;
  readonly amountDue: Money;
  readonly remainingAmount: Money;
  readonly payment: 'paid' | 'partly-paid' | 'unpaid';
};
export type TopUp = {
  readonly id: string;
  readonly at: string;
  readonly amount?: Money;
  readonly payment: 'paid' | 'pending' | 'failed';
};

export type PersonalBilling = {
  readonly line: string;
  readonly activeServices: readonly string[];
  readonly charging: 'subscription' | 'prepaid';
  /** ISO 8601, half open: the stretch of time that traffic is of. */
  readonly from: string;
  readonly to: string;
  /** What was used and what it costs, by who pays. */
  readonly traffic: Readonly<Record<Charged, Share>>;
  /** Whether what is the employee's own is shown: to the line's user and to the carrier only. */
  readonly isPersonalShown: boolean;
  readonly personalTraffic?: readonly Use[];
  readonly bills?: readonly PersonalBill[];
  /** Of a prepaid line only. */
  readonly topUps?: readonly TopUp[];
  readonly notes: readonly Sentences[];
};

export type Period = { readonly fromMs?: number; readonly toMs?: number };

export type PersonalBillings = {
  /**
   * A line's dual billing over the last 60 days, or the days asked for. Scope `services:read`.
   * @throws ServiceError LINE_UNKNOWN, NO_DUAL_BILLING, BAD_REQUEST
   */
  view(actor: Actor, line: string, period?: Period): Promise<PersonalBilling>;
};

const USUAL_DAYS = 60;
const MOST_DAYS = 400;

export function createPersonalBillings(backOffice: BackOffice, clock: Clock): PersonalBillings {
  return {
    async view(actor, text, period = {}) {
      const line = await findLine(backOffice, actor, 'services:read', text);
      if (!line.hasDualBilling) throw new ServiceError('NO_DUAL_BILLING');
      const { fromMs, toMs } = readPeriod(period, clock.now());
      const { customer, id: product } = line;
      const rates = await backOffice.billingRates({ customer, product, fromMs, toMs });
      const uses = rates.map((rate) => useOf(rate, line));
      const isPersonalShown = maySeePersonal(actor, line);
      return {
        line: line.number,
        activeServices: line.activeServices,
        charging: line.charging,
        from: new Date(fromMs).toISOString(),
        to: new Date(toMs).toISOString(),
        traffic: {
          company: shareOf(uses, 'company'),
          employee: shareOf(uses, 'employee'),
          nobody: shareOf(uses, 'nobody'),
        },
        isPersonalShown,
        ...(isPersonalShown ? await personalPart(backOffice, line, uses) : {}),
        notes: isPersonalShown ? [] : [ONLY_USER],
      };
    },
  };
}

/** Who pays for what was dialled; on a line without dual billing the company, whatever was dialled. */
export function attribute(dialled: string, channel: Use['channel'], hasDualBilling: boolean): Charged {
  if (!hasDualBilling || channel === 'data') return 'company';
  return readDialled(dialled, channel).charged;
}

async function personalPart(
  backOffice: BackOffice,
  { customer, id, charging, personalBillingAccount }: Line,
  uses: readonly Use[],
): Promise<Pick<PersonalBilling, 'bills' | 'topUps' | 'personalTraffic'>> {
  const [bills, topUps] = await Promise.all([
    personalBillingAccount === undefined
      ? []
      : backOffice.customerBills({ customer, billingAccount: personalBillingAccount }),
    charging === 'prepaid' ? backOffice.productOrders({ customer, category: 'topUp', product: id }) : [],
  ]);
  return {
    personalTraffic: uses.filter(({ charged }) => charged === 'employee'),
    bills: bills.map(billOf),
    ...(charging === 'prepaid' ? { topUps: topUps.map(topUpOf).sort((a, b) => (a.at < b.at ? 1 : -1)) } : {}),
  };
}

/** The employee who uses the line, as a token or a login names them; the carrier, who answers for the bills. */
function maySeePersonal(actor: Actor, { user }: Line): boolean {
  return actor.role === 'carrier' || (user !== undefined && actor.id.replace(/ \(ins_[0-9a-f]{16}\)$/, '') === user);
}

/** @throws ServiceError BAD_REQUEST */
function readPeriod({ fromMs, toMs }: Period, nowMs: number): { readonly fromMs: number; readonly toMs: number } {
  const to = toMs ?? nowMs;
  const from = fromMs ?? Math.max(0, to - USUAL_DAYS * MS_PER_DAY);
  if (from < to && from >= 0 && to - from <= MOST_DAYS * MS_PER_DAY) return { fromMs: from, toMs: to };
  throw new ServiceError('BAD_REQUEST', { more: PERIOD_WANTED });
}

function useOf({ date, taxIncludedAmount, characteristic: of }: BillingRate, { hasDualBilling }: Line): Use {
  const channel = CHANNELS.find((each) => each === characteristic(of, 'channel')) ?? 'data';
  const dialled = characteristic(of, 'dialled') ?? '';
  const duration = Number(characteristic(of, 'durationSeconds') ?? Number.NaN);
  return {
    at: date,
    channel,
    dialled,
    ...(Number.isFinite(duration) ? { durationSeconds: duration } : {}),
    amount: taxIncludedAmount,
    charged: attribute(dialled, channel, hasDualBilling),
  };
}

const CHANNELS = ['call', 'sms', 'data'] as const;

function shareOf(uses: readonly Use[], charged: Charged): Share {
  const own = uses.filter((use) => use.charged === charged);
  // In cents of cents: sums of decimals drift.
  const sum = own.reduce((total, { amount }) => total + Math.round(amount.value * 10_000), 0);
  return { uses: own.length, amount: { unit: own[0]?.amount.unit ?? 'EUR', value: sum / 10_000 } };
}

function billOf({ billNo, billDate, paymentDueDate, amountDue, remainingAmount, state }: CustomerBill): PersonalBill {
  const isPaid = state === 'settled' || remainingAmount.value <= 0;
  return {
    billNo,
    billDate,
    ...(paymentDueDate === undefined ? {} : { paymentDueDate }),
    amountDue,
    remainingAmount,
    payment: isPaid ? 'paid' : state === 'partiallyPaid' ? 'partly-paid' : 'unpaid',
  };
}

function topUpOf({ id, orderDate, state, orderTotalPrice }: ProductOrder): TopUp {
  const amount = orderTotalPrice?.[0]?.price.taxIncludedAmount;
  const hasFailed = state === 'failed' || state === 'rejected' || state === 'cancelled';
  return {
    id,
    at: orderDate,
    ...(amount === undefined ? {} : { amount }),
    payment: state === 'completed' ? 'paid' : hasFailed ? 'failed' : 'pending',
  };
}

const ONLY_USER: Sentences = {
  it: 'Il traffico, le fatture e le ricariche personali li vede solo chi usa la linea.',
  en: 'Personal traffic, bills and top-ups are shown only to whoever uses the line.',
};
const PERIOD_WANTED: Sentences = {
  it: `Il periodo va da un istante a uno successivo, al più ${MOST_DAYS} giorni.`,
  en: `The period goes from one instant to a later one, at most ${MOST_DAYS} days.`,
};
