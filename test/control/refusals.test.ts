import { describe, expect, test } from '@jest/globals';
import { refusal } from '../../engine/control/refusal-reasons.ts';
import { REFUSALS, type RefusalCode } from '../../engine/control/refusals.data.ts';
import { NUMBER, openRoom, refusalOf } from './control-room.ts';

const placeholders = (texts: readonly string[]) =>
  [...texts.join(' ').matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

describe('what control refuses', () => {
  test.each(Object.entries(REFUSALS))(
    '%s says the same in both languages, and what to do about it',
    (code, { it, en }) => {
      expect(placeholders(it)).toEqual(placeholders(en));
      for (const text of [...it, ...en]) expect(text).toMatch(/^[A-Z«"{È].*\.$/);
      const params = Object.fromEntries(placeholders(en).map((name) => [name, 'x'.repeat(300)]));
      const reason = refusal(code as RefusalCode, '/sites', params);
      expect(reason).toMatchObject({ code, path: '/sites', params });
      for (const sentence of [reason.it, reason.en]) {
        expect(sentence).not.toMatch(/[{}]|x{201}/);
      }
    },
  );

  test('is told in an error’s message by code and place: what gets into logs names no caller', async () => {
    const { editor } = await openRoom();
    const edits = [{ edit: 'remove-callers', list: 'clienti-vip', entries: ['+393490001112'] }];
    const { message, details } = await refusalOf(editor.publish(NUMBER, edits, { expectedVersion: 1 }));
    expect(message).toContain('ENTRY_NOT_IN_LIST /entries/0');
    expect(message).not.toContain('3490001112');
    expect(details.reasons?.[0]?.en).toContain('+393490001112');
  });
});
