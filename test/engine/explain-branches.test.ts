import { describe, expect, test } from '@jest/globals';
import type { TrialCall } from '../../engine/index.ts';
import type { Plan, Step } from '../../rules/index.ts';
import { explained } from './explained-step.ts';

describe('callers', () => {
  const callerLists = { vip: ['+3902*', '+390212*', '+390212345678', '+39021234567*'], foreign: ['+41*', '+39*'] };
  const route: Step = {
    callers: {
      // The first case of the plan is the second branch of the tree, as +39* comes before +3902*.
      cases: [
        { lists: ['vip'], then: { site: 'a' } },
        { lists: ['foreign'], then: { site: 'b' } },
      ],
      withheld: { reject: 'caller-not-allowed' },
      otherwise: { reject: 'out-of-area' },
    },
  };
  const found = (call: Partial<TrialCall>) => explained('callers', { route, callerLists }, call);

  test('the full number beats every prefix', () => {
    expect(found({ caller: '0212345678' }).found).toMatchObject({ entry: '+390212345678', list: 'vip', case: 0 });
  });

  test('the longest prefix, of the case that has it', () => {
    expect(found({ caller: '0212345679' }).found).toMatchObject({ entry: '+39021234567*' });
    expect(found({ caller: '0219999999' }).found).toMatchObject({ entry: '+3902*' });
    expect(found({ caller: '0612345678' })).toMatchObject({
      found: { entry: '+39*', entryPath: '/callerLists/foreign/0', namedPath: '/route/callers/cases/1/lists/0' },
      followed: '/route/callers/cases/1/then',
    });
  });

  test('withheld, with a number and without', () => {
    expect(found({})).toEqual({
      step: 'callers',
      path: '/route',
      asked: { withheld: true },
      found: { match: 'withheld' },
      followed: '/route/callers/withheld',
    });
    expect(found({ caller: '0212345678', withheld: true })).toMatchObject({
      asked: { caller: '+390212345678', withheld: true },
      found: { match: 'withheld' },
    });
  });

  test('otherwise: a number in no list, and none that can be read', () => {
    expect(found({ caller: '+4930123456' })).toMatchObject({ found: { match: 'otherwise' } });
    expect(found({ caller: 'alice' })).toMatchObject({ asked: { withheld: false }, found: { match: 'otherwise' } });
  });
});

describe('districts', () => {
  const route: Step = {
    districts: {
      cases: [
        { in: ['withheld', 'mobile'], then: { site: 'a' } },
        { in: ['06', 'valueof'], then: { site: 'b' } },
      ],
      otherwise: { reject: 'out-of-area' },
    },
  };
  const found = (caller?: string) =>
    explained('districts', { route, areas: { valueof: ['0549', 'foreign'] } }, caller === undefined ? {} : { caller });

  test('a code, a class, an area with a class', () => {
    expect(found('0655512345')).toMatchObject({
      found: { match: 'code', case: 1, namedPath: '/route/districts/cases/1/in/0' },
      followed: '/route/districts/cases/1/then',
    });
    expect(found('3331234567')).toMatchObject({ asked: { origin: 'mobile' }, found: { match: 'code', case: 0 } });
    expect(found('3331234567').asked).not.toHaveProperty('district');
    expect(found('+41441234567').found).toMatchObject({ match: 'area', area: 'valueof', codePath: '/areas/valueof/1' });
    expect(found('0549881234').asked.district).toMatchObject({ name: 'San Marino', country: 'SM' });
  });

  test('withheld is an origin; otherwise', () => {
    expect(found()).toMatchObject({ asked: { origin: 'withheld' }, found: { case: 0 } });
    expect(found('0915551234')).toMatchObject({
      found: { match: 'otherwise' },
      followed: '/route/districts/otherwise',
    });
  });
});

describe('split', () => {
  const shares = (...percents: [string, number][]): Step => ({
    split: { shares: percents.map(([site, percent]) => ({ percent, then: { site } })) },
  });
  const found = (route: Step, outOfService: readonly string[], call: Partial<TrialCall> = {}) =>
    explained('split', { route, subroutes: { dead: { site: 'a' } } }, { ...call, outOfService });

  test('by caller: the key is the caller, or the call id where there is none', () => {
    const route: Step = {
      split: {
        by: 'caller',
        shares: [
          { percent: 50, then: { site: 'a' } },
          { percent: 50, then: { site: 'b' } },
        ],
      },
    };
    expect(found(route, [], { caller: '0212345678' }).asked).toMatchObject({ key: '+390212345678', keyIs: 'caller' });
    expect(found(route, []).asked).toMatchObject({ by: 'caller', key: 'call-1', keyIs: 'call-id' });
  });

  test('the first choice out of service: the draws lead to the share that answers', () => {
    const route = shares(['a', 98], ['b', 1], ['c', 1]);
    const { redistribution, share } = found(route, ['a', 'b']).found;
    expect(share).toBe(2);
    expect(redistribution).toMatchObject({
      firstChoice: { share: 0, percent: 98, fromPercent: 0, toPercent: 98 },
      result: 'drawn',
    });
    expect(redistribution?.removed[0]).toEqual({ share: 0, sharePath: '/route/split/shares/0', sites: ['a'] });
    expect(redistribution?.draws[0]?.ofPercent).toBe(2);
    expect(redistribution?.draws.at(-1)?.share).toBe(2);
  });

  test('a share behind a subroute is taken out too', () => {
    const route: Step = {
      split: {
        shares: [
          { percent: 100, then: { subroute: 'dead' } },
          { percent: 0, then: { site: 'b' } },
        ],
      },
    };
    expect(found(route, ['a']).found).toMatchObject({
      share: 1,
      percent: 0,
      redistribution: { removed: [{ sites: ['a'] }], draws: [], result: 'standing' },
    });
  });

  test('nothing left anywhere: the first choice stands, degraded', () => {
    const step = found(shares(['a', 60], ['b', 40], ['c', 0]), ['a', 'b', 'c']);
    expect(step.found.redistribution).toMatchObject({ result: 'degraded' });
    expect(step.found.redistribution?.removed).toHaveLength(2);
    expect(step.found.share).toBe(step.found.redistribution?.firstChoice.share);
  });
});

describe('endings', () => {
  const route: Step = { site: 'a', overflow: ['b'] };

  test('a site out of service is skipped; with none left they stand, degraded', () => {
    const skipped = explained('site', { route }, { outOfService: ['a', 'c'] }).found;
    expect(skipped.degraded).toBe(false);
    expect(skipped.sites.map(({ site, outOfService }) => [site, outOfService])).toEqual([
      ['a', true],
      ['b', false],
    ]);
    expect(explained('site', { route }, { outOfService: ['a', 'b'] }).found).toMatchObject({
      degraded: true,
      sites: [{ outOfService: true }, { outOfService: true, ringSeconds: 30 }],
    });
  });

  test('an announcement named like a property of every object', () => {
    const announcements = { constructor: { uri: 'sip:x@annunci.example.it' } };
    expect(explained('announce', { route: { announce: 'constructor' }, announcements }, {})).toEqual({
      step: 'announce',
      path: '/route',
      found: {
        announcement: 'constructor',
        announcementPath: '/announcements/constructor',
        uri: 'sip:x@annunci.example.it',
      },
    });
  });

  test('a refusal right away, and through two subroutes', () => {
    expect(explained('reject', { route: { reject: 'not-in-service' } }, {})).toMatchObject({ path: '/route' });
    const subroutes: Plan['subroutes'] = { one: { subroute: 'two' }, two: { reject: 'closed' } };
    expect(explained('reject', { route: { subroute: 'one' }, subroutes }, {})).toEqual({
      step: 'reject',
      path: '/subroutes/two',
      through: ['one', 'two'],
      found: { reason: 'closed' },
    });
  });
});
