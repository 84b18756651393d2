import { describe, expect, test } from '@jest/globals';
import {
  checkSubscription,
  describeSubscriptionIssue,
  FEATURES,
  type Feature,
  type Plan,
  type Site,
  SUBSCRIPTION_ISSUES,
  type Subscription,
  type SubscriptionIssueCode,
  subscriptionSchema,
} from '../../../rules/index.ts';
import { examplePlan } from '../plan/plan-examples.ts';

const FULL: Subscription = {
  number: '800123456',
  customer: 'acme',
  kind: 'numero-verde',
  features: FEATURES,
  limits: { sites: 4, callerEntries: 3 },
  destinationPolicy: { mobile: true, international: true, sip: true },
};

const found = (plan: Plan, subscription: Subscription) =>
  checkSubscription(plan, subscription).map(({ code, path }) => [code, path]);

test('the example plan is within a full subscription, to the very limits', () => {
  expect(subscriptionSchema.safeParse(FULL).success).toBe(true);
  expect(checkSubscription(examplePlan(), FULL)).toEqual([]);
});

describe('a feature that is not subscribed', () => {
  const districts = '/route/callers/otherwise/districts';
  const places: Readonly<Record<Feature, readonly string[]>> = {
    callers: ['/route/callers'],
    districts: [districts],
    calendar: ['/subroutes/orario/calendar'],
    split: ['/subroutes/orario/calendar/cases/0/then/split'],
    overflow: [
      '/route/callers/cases/0/then/overflow',
      `${districts}/cases/1/then/overflow`,
      '/subroutes/orario/calendar/cases/0/then/split/shares/0/then/overflow',
    ],
    announcements: ['/subroutes/orario/calendar/otherwise/announce'],
  };

  test.each(FEATURES)('%s is refused at each step that uses it', (feature) => {
    const subscription = { ...FULL, features: FEATURES.filter((each) => each !== feature) };
    expect(found(examplePlan(), subscription)).toEqual(places[feature].map((path) => ['FEATURE_NOT_SUBSCRIBED', path]));
  });

  test('a plan of one site needs none', () => {
    const plan: Plan = { ...examplePlan(), subroutes: {}, route: { site: 'milano', overflow: [] } };
    expect(found(plan, { ...FULL, features: [] })).toEqual([]);
  });
});

test('a limit exceeded by one', () => {
  const plan = examplePlan();
  const more: Plan = { ...plan, sites: { ...plan.sites, napoli: { destinations: ['+390811234567'] } } };
  expect(found(more, FULL)).toEqual([['SITES_NOT_SUBSCRIBED', '/sites']]);
  const lists = { ...plan.callerLists, indesiderati: ['+390245678901', '02 4567 8901', '+39024*'] };
  expect(found({ ...plan, callerLists: lists }, FULL)).toEqual([['CALLER_ENTRIES_NOT_SUBSCRIBED', '/callerLists']]);
  // The same number twice counts once.
  const twice = { ...plan.callerLists, indesiderati: ['+390245678901', '02 4567 8901'] };
  expect(found({ ...plan, callerLists: twice }, FULL)).toEqual([]);
});

test('another number, and a kind that is not that of the range', () => {
  expect(found(examplePlan(), { ...FULL, number: '800999999' })).toEqual([['NUMBER_NOT_SUBSCRIBED', '/number']]);
  expect(found(examplePlan(), { ...FULL, kind: 'numero-unico' })).toEqual([['KIND_NOT_SUBSCRIBED', '/number']]);
  expect(subscriptionSchema.safeParse({ ...FULL, kind: 'numero-unico' }).success).toBe(false);
  expect(subscriptionSchema.safeParse({ ...FULL, features: ['fax'] }).success).toBe(false);
  expect(subscriptionSchema.safeParse({ ...FULL, extra: true }).success).toBe(false);
});

describe('a destination of a kind that is not subscribed', () => {
  const withSite = (destination: string): Plan => {
    const { announcements: _, ...plan } = examplePlan();
    const site: Site = { destinations: ['+390212345678', destination] };
    return { ...plan, sites: { milano: site }, subroutes: {}, route: { site: 'milano' } };
  };
  const policy = (destinationPolicy: Subscription['destinationPolicy']): Subscription => ({
    ...FULL,
    destinationPolicy,
  });
  const kindOf = (destination: string, subscription: Subscription) =>
    checkSubscription(withSite(destination), subscription).map(({ code, path, params }) => {
      expect(path).toBe('/sites/milano/destinations/1');
      return [code, params.kind];
    });

  test.each([
    '+393351234567',
    'sip:+393351234567@pbx.example.it',
    'sip:3351234567@pbx.example.it',
    'sips:%33351234567@pbx.example.it',
    'sip:00393351234567@pbx.example.it',
    'sip:335-123-4567@pbx.example.it;user=phone',
    'sip:335123456799@pbx.example.it',
    'sip:41463351234567@pbx.example.it',
    'sip:3351234567;phone-context=+39@pbx.example.it',
  ])('mobile: %s', (destination) => {
    const subscription = policy({ mobile: false, international: true, sip: true });
    expect(kindOf(destination, subscription)).toEqual([['DESTINATION_NOT_SUBSCRIBED', 'mobile']]);
    expect(kindOf(destination, policy({ mobile: true, international: true, sip: true }))).toEqual([]);
  });

  test.each([
    '+442079460000',
    '+378991234',
    'sip:+442079460000@pbx.example.it',
    'sip:00442079460000@pbx.example.it',
    'sip:442079460000@pbx.example.it',
    'SIP:44%32079460000@pbx.example.it',
    'sip:2079460000;phone-context=+44@pbx.example.it',
    'sip:41460044207946000@pbx.example.it',
  ])('international: %s', (destination) => {
    const subscription = policy({ mobile: true, international: false, sip: true });
    expect(kindOf(destination, subscription)).toEqual([['DESTINATION_NOT_SUBSCRIBED', 'international']]);
  });

  test.each(['sip:sala@pbx.example.it', 'sips:201@pbx.example.it', 'sip:+390212345678@pbx.example.it'])(
    'sip: %s',
    (destination) => {
      expect(kindOf(destination, policy({ mobile: true, international: true, sip: false }))).toEqual([
        ['DESTINATION_NOT_SUBSCRIBED', 'sip'],
      ]);
      expect(kindOf(destination, policy({ mobile: false, international: false, sip: true }))).toEqual([]);
    },
  );

  test('a country that is not among the prefixes', () => {
    const subscription = policy({
      mobile: true,
      international: true,
      sip: true,
      internationalPrefixes: ['+44', '+4930'],
    });
    expect(kindOf('+442079460000', subscription)).toEqual([]);
    expect(kindOf('sip:00493012345678@pbx.example.it', subscription)).toEqual([]);
    expect(kindOf('+498912345678', subscription)).toEqual([['COUNTRY_NOT_SUBSCRIBED', undefined]]);
    expect(kindOf('sip:+33142345678@pbx.example.it', subscription)).toEqual([['COUNTRY_NOT_SUBSCRIBED', undefined]]);
  });

  test('geographic numbers always may be; a number in an announcement may not go round the policy', () => {
    const none = policy({ mobile: false, international: false, sip: false });
    expect(kindOf('+3905491234567', none)).toEqual([]);
    const plan: Plan = { ...withSite('+390655512345'), announcements: { chiuso: { uri: 'sip:+393351234567@x.it' } } };
    expect(found(plan, none)).toEqual([['DESTINATION_NOT_SUBSCRIBED', '/announcements/chiuso/uri']]);
    expect(found({ ...plan, announcements: { chiuso: { uri: 'sip:chiuso@x.it' } } }, none)).toEqual([]);
  });
});

test('every code is told in two languages with every parameter', () => {
  const plan = examplePlan();
  const abroad: Plan = { ...plan, sites: { ...plan.sites, londra: { destinations: ['+442079460000'] } } };
  const tight: Subscription = {
    ...FULL,
    kind: 'numero-unico',
    features: [],
    limits: { sites: 1, callerEntries: 0 },
    destinationPolicy: { mobile: false, international: true, sip: false, internationalPrefixes: ['+33'] },
  };
  const issues = [...checkSubscription(abroad, tight), ...checkSubscription(plan, { ...FULL, number: '199123456' })];
  const codes = new Set<SubscriptionIssueCode>(issues.map(({ code }) => code));
  expect([...codes].sort()).toEqual(Object.keys(SUBSCRIPTION_ISSUES).sort());
  for (const issue of issues) {
    expect(describeSubscriptionIssue(issue, 'it')).not.toBe(describeSubscriptionIssue(issue, 'en'));
    for (const language of ['it', 'en'] as const) {
      expect(describeSubscriptionIssue(issue, language)).not.toMatch(/[{}?]|undefined/);
    }
  }
});
