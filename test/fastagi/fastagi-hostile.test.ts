import { describe, expect, test } from '@jest/globals';
import { readReceipt } from '../../engine/index.ts';
import { smallPlan } from '../engine/sample-plans.ts';
import { ask, start } from './fastagi-node.ts';

describe('what a plan says cannot become a command or an option', () => {
  const hostile = [
    'sip:a&PJSIP/00899123456@x.example',
    'sip:a,30,U(evil)@x.example',
    'sip:a$' + '{SHELL(reboot)}@x.example',
    "sip:a'b|c`d^e{f}g!h$i@x.example?Route=evil",
    'sip:a\\b/c(d)[e]@x.example',
  ];
  test.each(hostile)('%s', async (destination) => {
    const plan = smallPlan(
      { site: 'a' },
      { sites: { a: { destinations: [destination, 'sip:b@[2001:db8::1]:5060;transport=tcp'] } } },
    );
    const { variables, commands } = await ask(await start({ plan }));
    expect(variables.INSTRADA_TARGET_1).toMatch(/^[\w:@.+;=%~*#-]+$/);
    expect(decodeURIComponent(variables.INSTRADA_TARGET_1!)).toBe(destination);
    expect(variables.INSTRADA_TARGET_2).toBe('sip:b@[2001:db8::1]:5060;transport=tcp');
    expect(variables.INSTRADA_TARGETS!.split('|')).toHaveLength(2);
    for (const command of commands) expect(command).toMatch(/^SET VARIABLE INSTRADA_\w+ "([^"\\]|\\.)*"$/);
  });

  test('a call id of quotes, backslashes and line breaks comes back in the receipt', async () => {
    const node = await start();
    const { variables } = await ask(node, { arg_2: 'x" y\\ \tz' });
    expect(readReceipt(variables.INSTRADA_DECISION!)).toMatchObject({ receipt: { callId: 'x" y\\ \tz' } });
  });

  test('a script named to break out of the quotes', async () => {
    const { variables } = await ask(await start(), { network_script: 'a" b\\" \\' });
    expect(variables.INSTRADA_REASON).toContain('there is no script a" b\\" \\');
  });

  test('more targets than variables, longer than one line: whole ones, all commands short', async () => {
    const destinations = (site: number) =>
      Array.from({ length: 10 }, (_, i) => `sip:${'x'.repeat(220)}-${site}-${i}@x.example`);
    const sites = Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`s${i}`, { destinations: destinations(i) }]));
    const plan = smallPlan({ site: 's0', overflow: ['s1', 's2', 's3', 's4', 's5'] }, { sites });
    const { variables, commands } = await ask(await start({ plan }));
    expect(variables.INSTRADA_TARGET_COUNT).toBe('32');
    expect(variables.INSTRADA_TARGET_32).toMatch(/-3-1@x\.example$/);
    expect(variables.INSTRADA_TARGETS!.split('|').every((target) => /@x\.example@20$/.test(target))).toBe(true);
    expect(Math.max(...commands.map((command) => command.length))).toBeLessThan(2_048);
  });
});
