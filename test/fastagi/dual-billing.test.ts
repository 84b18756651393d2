import { describe, expect, test } from '@jest/globals';
import { readReceipt } from '../../engine/index.ts';
import { ask, start } from './fastagi-node.ts';

describe('4146 in front of the number, by FastAGI', () => {
  test.each([
    ['decide/4146', 'national'],
    ['decide/e164/4146', 'e164'],
  ])('the script %s takes it off, and the receipt says who pays', async (network_script, callerFormat) => {
    const node = await start();
    const bare = await ask(node, { network_script });
    const coded = await ask(node, { network_script, arg_1: '4146 800123456' });
    const { INSTRADA_DECISION: receipt, ...variables } = coded.variables;
    const { INSTRADA_DECISION: bareReceipt, ...bareVariables } = bare.variables;
    expect(variables).toEqual(bareVariables);
    expect(variables.INSTRADA_OUTCOME).toBe('route');
    expect(readReceipt(receipt!)).toMatchObject({ receipt: { personal: true } });
    expect(readReceipt(bareReceipt!)).not.toMatchObject({ receipt: { personal: true } });
    expect(node.calls[1]).toMatchObject({ called: '800123456', callerFormat });
  });

  test('any other script leaves it on', async () => {
    const node = await start();
    const { variables } = await ask(node, { network_script: 'decide', arg_1: '4146800123456' });
    expect(variables.INSTRADA_OUTCOME).toBe('unknown-number');
    expect(node.calls[0]?.called).toBe('4146800123456');
    for (const network_script of ['4146', 'decide/4146/e164', 'decide/41466']) {
      expect((await ask(node, { network_script })).variables.INSTRADA_OUTCOME).toBe('bad-request');
    }
  });
});
