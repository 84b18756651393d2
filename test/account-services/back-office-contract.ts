import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type BackOffice, characteristic } from '../../adapters/account-services/back-office/back-office.ts';
import type { NewProductOrder } from '../../adapters/account-services/back-office/tmf.ts';
import { FIXED, FOREIGN_LINE, OTHER_FIXED, PREPAID_SIM, SIM } from './sample-provisions.ts';
import { refused } from './services-rig.ts';

export type OpenBackOffice = {
  readonly backOffice: BackOffice;
  /** What the carrier's people do. */
  complete(order: string): Promise<void>;
  close(): Promise<void>;
};

const LINES = ['fixedLine', 'mobileLine'] as const;
const order = (externalId: string): NewProductOrder => ({
  externalId,
  category: 'directDebit',
  orderDate: '2026-11-22T10:00:00+01:00',
  relatedParty: [{ id: 'acme', role: 'customer' }],
  productOrderItem: [
    {
      id: '1',
      action: 'modify',
      product: {
        id: OTHER_FIXED,
        productCharacteristic: [{ name: 'directDebit', value: 'active' }],
        place: [{ role: 'installationAddress', name: 'Corso Como 2' }],
      },
    },
  ],
});

/** What every back office must do, on the sample provisions. */
export function describeBackOffice(name: string, open: () => Promise<OpenBackOffice>): void {
  describe(name, () => {
    let opened: OpenBackOffice;
    let backOffice: BackOffice;
    beforeEach(async () => {
      opened = await open();
      backOffice = opened.backOffice;
    });
    afterEach(() => opened.close());

    test('finds services by customer, type, whole name and digits', async () => {
      const names = async (filter: Parameters<BackOffice['services']>[0]) =>
        (await backOffice.services(filter)).map((service) => service.name);
      expect(await names({ serviceType: LINES, customer: 'acme' })).toEqual([FIXED, OTHER_FIXED, SIM, PREPAID_SIM]);
      expect(await names({ serviceType: LINES, customer: 'altra' })).toEqual([FOREIGN_LINE]);
      expect(await names({ serviceType: LINES, customer: 'nessuno' })).toEqual([]);
      expect(await names({ serviceType: LINES, name: FOREIGN_LINE })).toEqual([FOREIGN_LINE]);
      expect(await names({ serviceType: LINES, customer: 'acme', name: FOREIGN_LINE })).toEqual([]);
      expect(await names({ serviceType: 'contract', customer: 'acme' })).toEqual(['N. C1', 'N. C2', 'N. C3']);
      expect(await names({ serviceType: LINES, customer: 'acme', nameContains: '335' })).toEqual([SIM, PREPAID_SIM]);
      expect(await names({ serviceType: LINES, nameContains: '+3904' })).toEqual([FOREIGN_LINE]);
      const page = { serviceType: LINES, customer: 'acme', limit: 2 };
      expect(await names(page)).toEqual([FIXED, OTHER_FIXED]);
      expect(await names({ ...page, after: OTHER_FIXED })).toEqual([SIM, PREPAID_SIM]);
    });

    test('a service that is missing is none', async () => {
      expect((await backOffice.service(FIXED))?.name).toBe(FIXED);
      expect(await backOffice.service('+390000000000')).toBeUndefined();
      expect(await refused(backOffice.changeService('+390000000000', { serviceCharacteristic: [] }))).toBe(
        'BACK_OFFICE_REFUSED',
      );
    });

    test('a change sets what it names, at once, and leaves the rest; twice is once', async () => {
      const change = { serviceCharacteristic: [{ name: 'outgoingTraffic', value: 'blocked' }] };
      for (let i = 0; i < 2; i++) await backOffice.changeService(SIM, change);
      const { serviceCharacteristic: of } = (await backOffice.service(SIM))!;
      expect(of.filter(({ name: each }) => each === 'outgoingTraffic')).toHaveLength(1);
      expect(characteristic(of, 'outgoingTraffic')).toBe('blocked');
      expect(characteristic(of, 'tariffProfile')).toBe('Mobile');
    });

    test('changes of many at once are all there', async () => {
      const names = Array.from({ length: 10 }, (_, i) => `c${i}`);
      await Promise.all(
        names.map((each) => backOffice.changeService(SIM, { serviceCharacteristic: [{ name: each, value: each }] })),
      );
      const { serviceCharacteristic: of } = (await backOffice.service(SIM))!;
      expect(names.map((each) => characteristic(of, each))).toEqual(names);
    });

    test('an order is placed once, however often it is sent', async () => {
      const first = await backOffice.placeOrder(order('ext-1'));
      const second = await backOffice.placeOrder(order('ext-1'));
      expect(first).toMatchObject({ externalId: 'ext-1', state: 'acknowledged', category: 'directDebit' });
      expect(second.id).toBe(first.id);
      const filter = { customer: 'acme', category: 'directDebit', product: OTHER_FIXED };
      expect((await backOffice.productOrders(filter)).map(({ id }) => id)).toEqual([first.id]);
      expect(await backOffice.productOrders({ ...filter, customer: 'altra' })).toEqual([]);
      expect(await backOffice.productOrders({ ...filter, product: FIXED })).toEqual([]);
    });

    test('an order that is completed is carried out, and can be cancelled no more', async () => {
      const { id } = await backOffice.placeOrder(order('ext-2'));
      await opened.complete(id);
      expect((await backOffice.productOrder(id))?.state).toBe('completed');
      const service = (await backOffice.service(OTHER_FIXED))!;
      expect(characteristic(service.serviceCharacteristic, 'directDebit')).toBe('active');
      expect(service.place).toEqual([{ role: 'installationAddress', name: 'Corso Como 2' }]);
      expect(await refused(backOffice.cancelOrder(id, 'x'))).toBe('BACK_OFFICE_REFUSED');
    });

    test('an order is cancelled once and for all; one that is missing is refused', async () => {
      const { id } = await backOffice.placeOrder(order('ext-3'));
      for (let i = 0; i < 2; i++) await backOffice.cancelOrder(id, 'changed our minds');
      expect((await backOffice.productOrder(id))?.state).toBe('cancelled');
      expect(await refused(backOffice.cancelOrder('none', 'x'))).toBe('BACK_OFFICE_REFUSED');
      expect(await backOffice.productOrder('none')).toBeUndefined();
    });

    test('a transfer is carried out at once', async () => {
      const item = { id: FIXED, productCharacteristic: [{ name: 'contract', value: 'C2' }] };
      const { state } = await backOffice.placeOrder({
        ...order('ext-4'),
        category: 'contractTransfer',
        productOrderItem: [{ id: '1', action: 'modify', product: item }],
      });
      expect(state).toBe('completed');
      expect(characteristic((await backOffice.service(FIXED))!.serviceCharacteristic, 'contract')).toBe('C2');
    });

    test('bills of an account and uses of a line, the newest first', async () => {
      const bills = await backOffice.customerBills({ customer: 'acme', billingAccount: 'P1' });
      expect(bills.map(({ billNo }) => billNo)).toEqual(['2026/002', '2026/001']);
      expect(await backOffice.customerBills({ customer: 'altra', billingAccount: 'P1' })).toEqual([]);
      const november = {
        fromMs: Date.parse('2026-11-01T00:00:00+01:00'),
        toMs: Date.parse('2026-11-13T10:00:00+01:00'),
      };
      const uses = await backOffice.billingRates({ customer: 'acme', product: SIM, ...november });
      expect(uses.map(({ id }) => id)).toEqual(['U3', 'U2', 'U1']);
      expect(await backOffice.billingRates({ customer: 'altra', product: SIM, ...november })).toEqual([]);
    });
  });
}
