import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { why } from '../../adapters/records/index.ts';
import { type Call, createMemoryStore, Engine, LiveSnapshot } from '../../engine/index.ts';
import { ask as askBy, type RequestDraft, request, type SipAnswer, type SipClient, udpClient } from './sip-client.ts';
import { NOON, PLANS } from './sip-plans.ts';
import { openRig, type Rig } from './sip-rig.ts';

describe.each(['batched', 'dgram'] as const)('by the %s transport', (udpTransport) => {
  let rig: Rig;
  let client: SipClient;

  beforeAll(async () => {
    rig = await openRig({ trust: true }, { udpTransport });
    client = await udpClient(rig.udp);
  });
  afterAll(async () => {
    client.close();
    await rig.close();
  });

  async function ask(number: string, draft: RequestDraft = {}): Promise<SipAnswer> {
    return await askBy(client, request(number, draft));
  }

  describe('what each outcome becomes', () => {
    test('a route: 302, one Contact for each target in order, falling q, no expires', async () => {
      const answer = await ask('800100001', { callId: 'una_chiamata@x' });
      expect([answer.status, answer.reason]).toEqual([302, 'Moved Temporarily']);
      expect(answer.headers.contact).toEqual([
        '<sip:+390212345678@sbc.example.it;user=phone>;q=1.0',
        '<sip:+390655512345@sbc.example.it;user=phone>;q=0.9',
        '<sip:centralino@roma.example.it>;q=0.8',
      ]);
      expect(answer.headers['x-instrada-ring-seconds']).toEqual(['25,20,20']);
      expect(answer.headers['x-instrada-decision']?.[0]).toMatch(
        /^i1\/r\/800100001\/1\/[0-9a-f]{16}\/-\/\d+\/02\/-\/\+390212340\*{3}\/-\/una_chiamata@x$/,
      );
      expect(answer.text).not.toMatch(/expires/i);
      expect(answer.headers['content-length']).toEqual(['0']);
    });

    test('more than ten targets: q falls at each and never reaches 0', async () => {
      const answer = await ask('199100007');
      const shares = (answer.headers.contact ?? []).map((contact) => Number(/;q=([\d.]+)$/.exec(contact)?.[1]));
      expect(shares).toHaveLength(12);
      expect(shares.every((q, i) => q > 0 && q <= 1 && q < (shares[i - 1] ?? 2))).toBe(true);
    });

    test('an announcement: 302 to its URI', async () => {
      const answer = await ask('800100004');
      expect([answer.status, answer.headers.contact]).toEqual([302, ['<sip:chiuso@annunci.example.it>;q=1.0']]);
      expect(answer.headers['x-instrada-ring-seconds']).toBeUndefined();
    });

    test.each([
      ['a caller who is not allowed', '800100002', { from: '<sip:0245678901@x>' }, 403, 21],
      ['a caller out of the area', '800100002', { from: '<sip:0612345678@x>' }, 403, 21],
      ['a withheld caller who is refused', '800100002', { headers: ['Privacy: id'] }, 433, 21],
      ['a number not in service', '800100005', {}, 480, 31],
      ['an unknown number', '800999999', {}, 404, 1],
      ['what is no number', 'user', {}, 404, 1],
    ])('%s', async (_, number, draft, status, cause) => {
      const answer = await ask(number, draft);
      expect(answer.status).toBe(status);
      expect(answer.headers.reason?.[0]).toMatch(new RegExp(`^Q\\.850;cause=${cause};text="[^"]+"$`));
      expect(answer.headers.contact).toBeUndefined();
      expect(answer.headers['retry-after']).toBeUndefined();
    });

    test('closed: 480 with the seconds to the next change', async () => {
      const answer = await ask('800100003');
      expect([answer.status, answer.headers['retry-after'], answer.headers.reason]).toEqual([
        480,
        [String(6 * 3600)],
        ['Q.850;cause=20;text="Subscriber absent"'],
      ]);
      expect(answer.headers['x-instrada-decision']?.[0]).toMatch(/^i1\/j\/800100003\/1\/[0-9a-f]{16}\/t0\//);
    });

    test('the receipt is explained to the same answer, after the plan has changed too', async () => {
      const answer = await ask('840100006', { callId: 'ripartito-77@x' });
      const [receipt = ''] = answer.headers['x-instrada-decision'] ?? [];
      await rig.engine.publish({ ...PLANS.split, route: { reject: 'closed' } }, { actor: 'prova' });
      const [explained] = await why(receipt, { store: rig.store });
      await rig.engine.rollback('840100006', { to: 1, actor: 'prova' });
      expect(explained?.decision).toMatchObject({ number: '840100006', version: 1, callId: 'ripartito-77@x' });
      expect(answer.headers.contact?.[0]).toContain(explained?.decision.targets[0]?.destination);
    });
  });

  test('a node that cannot tell: 503 with Retry-After, to INVITE and to OPTIONS', async () => {
    const ports = { store: createMemoryStore(), clock: { now: () => NOON }, callIds: { next: () => 'x' } };
    // An engine whose plans are not loaded.
    const unloaded = new Engine(ports, new LiveSnapshot());
    const decider = { decide: (call: Call) => unloaded.decide(call), state: { kind: 'never-synced' } } as const;
    const away = await openRig({}, { engine: decider, udpTransport });
    const asking = await udpClient(away.udp);
    for (const method of ['INVITE', 'OPTIONS']) {
      const { status, headers } = await askBy(asking, request('800100001', { method }));
      expect([status, headers['retry-after'], headers.reason]).toEqual([
        503,
        ['5'],
        ['Q.850;cause=41;text="Temporary failure"'],
      ]);
    }
    asking.close();
    await away.close();
  });
});
