import type { Provisions } from '../../adapters/account-services/back-office/provisions.ts';
import type { Service } from '../../adapters/account-services/back-office/tmf.ts';

export const FIXED = '+390212345678';
export const OTHER_FIXED = '+390612345678';
export const SIM = '+393351234567';
export const PREPAID_SIM = '+393351234568';
export const FOREIGN_LINE = '+390412345678';

const party = (customer: string, user?: string) => [
  { id: customer, role: 'customer' },
  ...(user === undefined ? [] : [{ id: user, role: 'user' }]),
];

const contract = (id: string, customer: string, profiles: readonly string[]): Service => ({
  id,
  name: `N. ${id}`,
  serviceType: 'contract',
  state: 'active',
  serviceCharacteristic: [{ name: 'tariffProfile', value: profiles }],
  relatedParty: party(customer),
});

const line = (
  number: string,
  customer: string,
  more: Readonly<Record<string, string | readonly string[]>>,
  user?: string,
): Service => ({
  id: number,
  name: number,
  serviceType: number.startsWith('+393') ? 'mobileLine' : 'fixedLine',
  state: 'active',
  serviceCharacteristic: Object.entries(more).map(([name, value]) => ({ name, value })),
  relatedParty: party(customer, user),
  place: [{ role: 'installationAddress', name: 'Via Roma 1, Milano' }],
});

const use = (id: string, sim: string, date: string, dialled: string, channel: string, value: number) => ({
  id,
  date,
  taxIncludedAmount: { unit: 'EUR', value },
  characteristic: [
    { name: 'dialled', value: dialled },
    { name: 'channel', value: channel },
    ...(channel === 'call' ? [{ name: 'durationSeconds', value: 60 }] : []),
  ],
  product: { id: sim },
  relatedParty: party('acme'),
});

/** Two customers: what is said of one must never reach the other. */
export function sampleProvisions(): Provisions {
  const dual = { dualBilling: 'true', activeService: ['voce', 'sms', 'dati'] };
  return {
    services: [
      contract('C1', 'acme', ['Business', 'Mobile']),
      contract('C2', 'acme', ['Business']),
      contract('C3', 'acme', ['Mobile']),
      contract('X1', 'altra', ['Business', 'Mobile']),
      line(FIXED, 'acme', { contract: 'C1', tariffProfile: 'Business', directDebit: 'active' }),
      line(OTHER_FIXED, 'acme', { contract: 'C2', tariffProfile: 'Business', directDebit: 'none' }),
      line(
        SIM,
        'acme',
        { contract: 'C1', tariffProfile: 'Mobile', charging: 'subscription', personalBillingAccount: 'P1', ...dual },
        'mario.rossi',
      ),
      line(
        PREPAID_SIM,
        'acme',
        { contract: 'C3', tariffProfile: 'Mobile', charging: 'prepaid', ...dual },
        'anna.verdi',
      ),
      line(FOREIGN_LINE, 'altra', { contract: 'X1', tariffProfile: 'Business', directDebit: 'active' }),
    ],
    productOrders: [
      {
        id: 'T1',
        category: 'topUp',
        state: 'completed',
        orderDate: '2026-11-02T09:00:00+01:00',
        relatedParty: party('acme'),
        productOrderItem: [{ id: '1', action: 'add', product: { id: PREPAID_SIM } }],
        orderTotalPrice: [{ price: { taxIncludedAmount: { unit: 'EUR', value: 25 } } }],
      },
      {
        id: 'T2',
        category: 'topUp',
        state: 'inProgress',
        orderDate: '2026-11-20T09:00:00+01:00',
        relatedParty: party('acme'),
        productOrderItem: [{ id: '1', action: 'add', product: { id: PREPAID_SIM } }],
      },
    ],
    customerBills: [
      {
        id: 'B1',
        billNo: '2026/001',
        billDate: '2026-10-01T00:00:00+02:00',
        amountDue: { unit: 'EUR', value: 12.4 },
        remainingAmount: { unit: 'EUR', value: 0 },
        state: 'settled',
        billingAccount: { id: 'P1' },
        relatedParty: party('acme'),
      },
      {
        id: 'B2',
        billNo: '2026/002',
        billDate: '2026-11-01T00:00:00+01:00',
        paymentDueDate: '2026-12-01T00:00:00+01:00',
        amountDue: { unit: 'EUR', value: 8.1 },
        remainingAmount: { unit: 'EUR', value: 8.1 },
        state: 'sent',
        billingAccount: { id: 'P1' },
        relatedParty: party('acme'),
      },
    ],
    billingRates: [
      use('U1', SIM, '2026-11-10T10:00:00+01:00', '0612345678', 'call', 0.1),
      use('U2', SIM, '2026-11-11T10:00:00+01:00', '4146 0612345678', 'call', 0.2),
      use('U3', SIM, '2026-11-12T10:00:00+01:00', '4146 335 999 8877', 'sms', 0.12),
      use('U4', SIM, '2026-11-13T10:00:00+01:00', '4146112', 'call', 0),
      use('U5', SIM, '2026-08-01T10:00:00+02:00', '41460612345678', 'call', 9),
      use('U6', PREPAID_SIM, '2026-11-13T10:00:00+01:00', '41460612345678', 'call', 0.3),
    ],
  };
}
