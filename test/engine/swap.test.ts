import { describe, expect, test } from '@jest/globals';
import { type Decision, decideCall, LiveSnapshot } from '../../engine/index.ts';
import { type Plan, planHash } from '../../rules/index.ts';
import { NOON, openEngine } from './engine-parts.ts';
import { artifactOf } from './sample-plans.ts';

const NUMBER = '800123456';

/** Two plans that differ in everything a decision can say: sites, order, split, periods, caller lists. */
function odd(): Plan {
  return {
    schemaVersion: 1,
    number: NUMBER,
    sites: { uno: { destinations: ['+390211111111', 'sip:uno@pbx.example.it'], ringSeconds: 11 } },
    callerLists: { clienti: ['+39*'] },
    calendars: { c: { otherwise: 'dispari' } },
    route: {
      callers: {
        cases: [
          {
            lists: ['clienti'],
            then: {
              calendar: {
                use: 'c',
                cases: [{ periods: ['dispari'], then: { site: 'uno' } }],
                otherwise: { reject: 'closed' },
              },
            },
          },
        ],
        otherwise: { reject: 'caller-not-allowed' },
      },
    },
  };
}

function even(): Plan {
  const shares = Array.from({ length: 50 }, (_, i) => ({ percent: 2, then: { site: i % 2 === 0 ? 'due' : 'tre' } }));
  return {
    schemaVersion: 1,
    number: NUMBER,
    timeZone: 'Asia/Kolkata',
    sites: {
      due: { destinations: ['+390622222222'], ringSeconds: 22 },
      tre: { destinations: ['+390633333333'], ringSeconds: 33 },
    },
    calendars: { d: { otherwise: 'pari' } },
    route: {
      calendar: {
        use: 'd',
        cases: [{ periods: ['pari'], then: { split: { shares } } }],
        otherwise: { reject: 'closed' },
      },
    },
  };
}

const HASHES = [planHash(even()), planHash(odd())];

/** Everything that the decision says belongs to the plan of its version: odd versions are `odd`, even ones `even`. */
function expectWhole(decision: Decision): void {
  const version = decision.version ?? -1;
  const isOdd = version % 2 === 1;
  const seen = {
    hash: decision.hash,
    trail: decision.trail.replace(/\d+$/, '#'),
    period: decision.period,
    bucket: decision.bucket === undefined,
    targets: decision.targets.map((target) => `${target.site} ${target.destination} ${target.ringSeconds}`),
  };
  const due = isOdd
    ? {
        trail: 'c0t#',
        period: 'dispari',
        bucket: true,
        targets: ['uno +390211111111 11', 'uno sip:uno@pbx.example.it 11'],
      }
    : {
        trail: 't0s#',
        period: 'pari',
        bucket: false,
        targets: [decision.targets[0]?.site === 'due' ? 'due +390622222222 22' : 'tre +390633333333 33'],
      };
  const whole = { hash: HASHES[isOdd ? 1 : 0], ...due };
  if (JSON.stringify(seen) !== JSON.stringify(whole)) expect({ version, ...seen }).toEqual({ version, ...whole });
}

describe('a swap is never seen half-way', () => {
  test('thousands of installs of two alternating versions, each decision read late', () => {
    const live = new LiveSnapshot();
    const held: Decision[] = [];
    for (let version = 1; version <= 12_000; version++) {
      live.install(NUMBER, artifactOf(version % 2 === 1 ? odd() : even(), version));
      const decision = decideCall(live.current, { called: NUMBER, caller: '+390212345678' }, 0, `call-${version}`);
      if (decision.version !== version) throw new Error(`version ${decision.version} instead of ${version}`);
      held.push(decision);
    }
    for (const decision of held) expectWhole(decision);
  }, 60_000);

  test('calls between the steps of publications that are under way', async () => {
    const engine = await openEngine();
    const call = { called: NUMBER, caller: '+390212345678' };
    await engine.publish(odd(), { actor: 'test' });
    let publishing = true;
    const published = (async () => {
      for (let i = 2; i <= 300; i++) {
        await engine.publish(i % 2 === 1 ? odd() : even(), { actor: 'test', expectedVersion: i - 1 });
        expect(engine.decide(call).version).toBe(i);
      }
      publishing = false;
    })();
    let last = 1;
    const versions = new Set<number>();
    while (publishing) {
      for (const decision of engine.decideBatch([call, call])) {
        expectWhole(decision);
        expect(decision.version).toBeGreaterThanOrEqual(last);
        last = decision.version ?? -1;
        versions.add(last);
      }
      await Promise.resolve();
    }
    await published;
    expect(versions.size).toBeGreaterThan(200);
    await engine.close();
  }, 60_000);

  test('an override that is set and cleared under load is seen whole', async () => {
    const engine = await openEngine();
    const call = { called: NUMBER, caller: '+390212345678' };
    const rounds = 300;
    await engine.publish(even(), { actor: 'test' });
    let publishing = true;
    const published = (async () => {
      for (let i = 2; i <= rounds; i++) {
        const override = i % 2 === 1 ? null : { to: { site: 'tre' }, untilMs: NOON + i, by: 'anna' };
        await engine.publish(even(), { actor: 'test', expectedVersion: i - 1, override });
        expect(engine.decide(call).overridden).toBe(override !== null);
      }
      publishing = false;
    })();
    let last = 0;
    const versions = new Set<number>();
    while (publishing) {
      for (const decision of engine.decideBatch([call, call])) {
        const version = decision.version ?? -1;
        expect(version).toBeGreaterThanOrEqual(last);
        const { trail, validUntilMs, overridden, period } = decision;
        const isSet = version % 2 === 0;
        const until = isSet ? NOON + version : undefined;
        expect({ overridden, period, validUntilMs }).toEqual({
          overridden: isSet,
          period: isSet ? undefined : 'pari',
          validUntilMs: until,
        });
        expect(trail).toMatch(isSet ? /^o$/ : /^t\d+s\d+$/);
        if (isSet) expect(decision.targets.map(({ site }) => site)).toEqual(['tre']);
        last = version;
        versions.add(version);
      }
      await Promise.resolve();
    }
    await published;
    expect(versions.size).toBeGreaterThan(rounds / 2);
    await engine.close();
  }, 60_000);
});
