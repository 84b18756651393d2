import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { why } from '../../adapters/records/index.ts';
import { readReceipt, writeReceipt } from '../../engine/index.ts';
import { ask as askBy, request, type SipAnswer, type SipClient, udpClient } from './sip-client.ts';
import { openRig, type Rig } from './sip-rig.ts';

const NUMBER = '800100001';

/** Where a call is sent, without what each receipt has of its own. */
const sentTo = ({ status, headers }: SipAnswer) => ({ status, contact: headers.contact, reason: headers.reason });
const flagsOf = ({ headers }: SipAnswer) => headers['x-instrada-decision']?.[0]?.split('/')[8];

describe.each(['batched', 'dgram'] as const)(
  '4146 in front of an Intelligent Number, by the %s transport',
  (udpTransport) => {
    let rig: Rig;
    let plain: Rig;
    let client: SipClient;
    let plainClient: SipClient;
    beforeAll(async () => {
      rig = await openRig({ trust: true, dualBilling: true }, { udpTransport });
      plain = await openRig({ trust: true }, { udpTransport });
      client = await udpClient(rig.udp);
      plainClient = await udpClient(plain.udp);
    });
    afterAll(async () => {
      for (const each of [client, plainClient]) each.close();
      for (const each of [rig, plain]) await each.close();
    });

    async function ask(number: string, on = client, headers: readonly string[] = []): Promise<SipAnswer> {
      return await askBy(on, request(number, { headers: [...headers] }));
    }

    test.each([`4146${NUMBER}`, `+394146${NUMBER}`, `4146+39${NUMBER}`, `4146-800-100-001`, `41464146${NUMBER}`])(
      '%s is routed as without it, and the receipt says who pays',
      async (dialled) => {
        const bare = await ask(NUMBER);
        const coded = await ask(dialled);
        expect(sentTo(coded)).toEqual(sentTo(bare));
        expect(coded.status).toBe(302);
        expect(flagsOf(bare)).toBe('-');
        expect(flagsOf(coded)).toBe('p');
      },
    );

    test('refusals say it too', async () => {
      const coded = await ask('4146800100005');
      expect(sentTo(coded)).toEqual(sentTo(await ask('800100005')));
      expect(coded.status).toBe(480);
      expect(flagsOf(coded)).toBe('p');
    });

    test.each(['4146', '+394146', '4146112', '41460212345678'])('%s is no Intelligent Number: 404', async (dialled) => {
      const answer = await ask(dialled);
      expect([answer.status, flagsOf(answer)]).toEqual([404, 'p']);
    });

    test('a Swiss number that begins alike is not taken apart', async () => {
      const answer = await ask(`+4146${NUMBER}`);
      expect([answer.status, flagsOf(answer)]).toEqual([404, '-']);
    });

    test('on a trunk without the setting the code is part of what was dialled', async () => {
      const answer = await ask(`4146${NUMBER}`, plainClient);
      expect([answer.status, flagsOf(answer)]).toEqual([404, '-']);
      expect((await ask(NUMBER, plainClient)).status).toBe(302);
    });

    test('a call that comes back is a loop, with the code or without', async () => {
      const diversion = [`Diversion: <sip:${NUMBER}@x>;reason=unconditional`];
      expect((await ask(`4146${NUMBER}`, client, diversion)).status).toBe(482);
      expect((await ask(NUMBER, client, [`Diversion: <sip:4146${NUMBER}@x>`])).status).toBe(482);
    });

    test('the receipt is read back, and explained as the call without the code is', async () => {
      const text = (await ask(`4146${NUMBER}`)).headers['x-instrada-decision']?.[0] ?? '';
      const read = readReceipt(text);
      if (!('receipt' in read)) throw new Error(read.fault);
      expect(read.receipt.personal).toBe(true);
      expect(writeReceipt(read.receipt)).toBe(text);
      const { personal: _, ...older } = read.receipt;
      const [told] = await why(text, { store: rig.store });
      expect(told).toEqual((await why(writeReceipt(older), { store: rig.store }))[0]);
    });
  },
);
