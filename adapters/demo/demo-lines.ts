/** The telephone lines of the demonstration customer, as TMF638, TMF622 and TMF678 have them. */
const MILANO = '+390255500101';
const SIM = '+393355550031';
const PREPAID = '+393355550032';

const customer = { id: 'demo', role: 'customer' };
const relatedParty = [customer];

const contract = (id: string, name: string, profiles: readonly string[]) => ({
  id,
  name,
  serviceType: 'contract',
  state: 'active',
  serviceCharacteristic: [{ name: 'tariffProfile', value: profiles }],
  relatedParty,
});

const line = (number: string, user: string | undefined, of: Readonly<Record<string, string | readonly string[]>>) => ({
  id: number,
  name: number,
  serviceType: number.startsWith('+393') ? 'mobileLine' : 'fixedLine',
  state: 'active',
  serviceCharacteristic: Object.entries(of).map(([name, value]) => ({ name, value })),
  relatedParty: user === undefined ? relatedParty : [customer, { id: user, role: 'user' }],
  place: [{ role: 'installationAddress', name: 'Via Dante 1, Milano' }],
});

const use = (id: string, date: string, dialled: string, channel: 'call' | 'sms', value: number) => ({
  id,
  date,
  taxIncludedAmount: { unit: 'EUR', value },
  characteristic: [
    { name: 'dialled', value: dialled },
    { name: 'channel', value: channel },
  ],
  product: { id: SIM },
  relatedParty,
});

/** A switchboard that is a site of 800000101, two company SIMs with dual billing, three contracts, what they used. */
export const DEMO_LINES = {
  services: [
    contract('demo-fissi', '888000001', ['Ufficio']),
    contract('demo-filiali', '888000002', ['Ufficio', 'Mobile azienda']),
    contract('demo-mobili', '888000003', ['Mobile azienda']),
    line(MILANO, undefined, { contract: 'demo-fissi', tariffProfile: 'Ufficio', directDebit: 'active' }),
    line(SIM, 'mario.rossi', {
      contract: 'demo-mobili',
      tariffProfile: 'Mobile azienda',
      charging: 'subscription',
      dualBilling: 'true',
      personalBillingAccount: 'demo-mario',
      activeService: ['voce', 'sms', 'dati'],
      directDebit: 'none',
    }),
    line(PREPAID, 'anna.verdi', {
      contract: 'demo-mobili',
      tariffProfile: 'Mobile azienda',
      charging: 'prepaid',
      dualBilling: 'true',
      activeService: ['voce', 'sms'],
      directDebit: 'none',
    }),
  ],
  productOrders: [
    {
      id: 'demo-topup-1',
      category: 'topUp',
      state: 'completed',
      orderDate: '2026-11-02T09:00:00+01:00',
      relatedParty,
      productOrderItem: [{ id: '1', action: 'add', product: { id: PREPAID } }],
      orderTotalPrice: [{ price: { taxIncludedAmount: { unit: 'EUR', value: 25 } } }],
    },
  ],
  customerBills: [
    {
      id: 'demo-bill-1',
      billNo: '2026/0001',
      billDate: '2026-11-01T00:00:00+01:00',
      paymentDueDate: '2026-12-01T00:00:00+01:00',
      amountDue: { unit: 'EUR', value: 8.1 },
      remainingAmount: { unit: 'EUR', value: 8.1 },
      state: 'sent',
      billingAccount: { id: 'demo-mario' },
      relatedParty,
    },
  ],
  billingRates: [
    use('demo-use-1', '2026-11-10T10:00:00+01:00', '0655500101', 'call', 0.1),
    use('demo-use-2', '2026-11-11T18:30:00+01:00', '4146 3479998877', 'call', 0.2),
    use('demo-use-3', '2026-11-12T20:15:00+01:00', '41463479998877', 'sms', 0.12),
  ],
};
