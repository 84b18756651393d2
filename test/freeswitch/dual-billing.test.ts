import { describe, expect, test } from '@jest/globals';
import { readReceipt } from '../../engine/index.ts';
import { formOfCall } from './form-of-freeswitch.ts';
import { actionsOf, start } from './freeswitch-node.ts';

const dialled = (number: string) => formOfCall({ 'Hunt-Destination-Number': number });
const receiptOf = (actions: ReturnType<typeof actionsOf>) =>
  readReceipt((actions ?? []).flatMap(([, data]) => /^instrada_decision=(.*)$/.exec(data)?.[1] ?? [])[0] ?? '');
/** The dialplan without the receipt. */
const without = (actions: ReturnType<typeof actionsOf>) =>
  actions?.filter(([, data]) => !data.startsWith('instrada_decision='));

describe('4146 in front of the number, by FreeSWITCH', () => {
  test('in a context of company lines it is taken off, and the receipt says who pays', () => {
    const { answer, calls } = start({ contexts: { public: { dualBilling: true } } });
    const bare = actionsOf(answer(dialled('800123456')));
    for (const number of ['4146800123456', '+394146800123456', '4146+39800123456']) {
      const coded = actionsOf(answer(dialled(number)));
      expect(without(coded)).toEqual(without(bare));
      expect(receiptOf(coded)).toMatchObject({ receipt: { outcome: 'route', personal: true } });
    }
    expect(receiptOf(bare)).not.toMatchObject({ receipt: { personal: true } });
    expect(calls.map(({ called }) => called).slice(1)).toEqual(['800123456', '800123456', '+39800123456']);
  });

  test('in any other context it is part of what was dialled', () => {
    const { answer } = start();
    expect(actionsOf(answer(dialled('4146800123456')))).toBeUndefined();
  });
});
