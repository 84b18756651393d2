import { afterEach, describe, expect, test } from '@jest/globals';
import type { PlanEdit } from '../../rules/index.ts';
import {
  actorOf,
  type ControlRoom,
  calledTo,
  NUMBER,
  openRoom,
  refusalOf,
  runTimers,
  START,
  stopTimers,
  subscriptionOf,
} from './control-room.ts';

const CLOSE: PlanEdit = { edit: 'close', calendar: 'ufficio', from: '2026-12-24', period: 'chiuso' };
const provisioningOf = ({ engine }: ControlRoom) => engine.control.provisioning(actorOf('carrier'));

afterEach(stopTimers);

describe('a number handed over as it runs, under an override', () => {
  /** Whatever of it the new customer is given, as text. */
  async function seenBy({ rival }: ControlRoom): Promise<string> {
    const conflict = await refusalOf(rival.publish(NUMBER, [CLOSE], { expectedVersion: 0 }));
    const seen = [
      ...[await rival.number(NUMBER), await rival.numbers(), await rival.plan(NUMBER), await rival.history(NUMBER)],
      ...[await rival.scheduled(NUMBER), await rival.audit(NUMBER), conflict.details],
    ];
    return JSON.stringify(seen);
  }

  test('goes on answering, and tells nobody who made that version and why', async () => {
    const room = await openRoom();
    const { editor, rival, carrier, time } = room;
    const untilMs = START + 60_000;
    await editor.override(NUMBER, { site: 'roma' }, { untilMs, note: 'allagamento' });
    await provisioningOf(room).provision(subscriptionOf(NUMBER, 'rival'), { expectedRevision: 1 });
    expect(calledTo(room)).toBe('roma');
    expect((await rival.number(NUMBER)).override).toEqual({ to: { site: 'roma' }, untilMs, by: '–' });
    expect(await seenBy(room)).not.toMatch(/acme|allagamento/);

    const { version } = await rival.publish(NUMBER, [CLOSE], { expectedVersion: 2, idempotencyKey: 'mine' });
    expect(version).toMatchObject({ version: 3, actor: 'customer-admin@rival', override: { by: '–' } });
    const again = await rival.publish(NUMBER, [CLOSE], { expectedVersion: 2, idempotencyKey: 'mine' });
    expect([again.isRepeated, again.version]).toEqual([true, version]);
    runTimers(room);
    await time.passTo(untilMs);
    expect((await rival.history(NUMBER)).map(({ version, actor }) => [version, actor])).toEqual([
      [4, '–'],
      [3, 'customer-admin@rival'],
      [2, '–'],
    ]);
    expect(await seenBy(room)).not.toMatch(/acme|allagamento/);
    expect((await carrier.plan(NUMBER, 2)).version).toMatchObject({
      actor: 'customer-editor@acme',
      note: 'allagamento',
    });
    expect((await carrier.verifyAudit(NUMBER)).isSound).toBe(true);
  });

  test('is told of in both languages', async () => {
    const room = await openRoom();
    const destinationPolicy = { mobile: true, international: false, sip: true };
    await provisioningOf(room).provision(subscriptionOf(NUMBER, 'rival', { features: ['split'], destinationPolicy }), {
      expectedRevision: 1,
    });
    const last = (await room.carrier.audit(NUMBER)).at(-1);
    expect(last?.summary).toEqual({
      it: [
        'Numero passato da acme a rival.',
        'Abbonamento: cliente rival; funzioni split; sedi 20, voci nelle liste di chiamanti 100; destinazioni geografiche, mobili, SIP.',
      ],
      en: [
        'Number handed from acme to rival.',
        'Subscription: customer rival; features split; sites 20, caller entries 100; destinations geographic, mobile, sip.',
      ],
    });
  });
});
