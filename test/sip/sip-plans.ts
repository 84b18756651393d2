import type { Plan } from '../../rules/index.ts';

/** Monday 2026-06-01, 12:00 in Rome: offices are open; they close in six hours. */
export const NOON = Date.UTC(2026, 5, 1, 10);

/** One number for each outcome that a call can have. */
export const PLANS: Readonly<Record<string, Plan>> = {
  routed: {
    schemaVersion: 1,
    number: '800100001',
    sites: {
      milano: { destinations: ['+390212345678'], ringSeconds: 25 },
      roma: { destinations: ['+390655512345', 'sip:centralino@roma.example.it'] },
    },
    route: { site: 'milano', overflow: ['roma'] },
  },
  refused: {
    schemaVersion: 1,
    number: '800100002',
    sites: { milano: { destinations: ['+390212345678'] } },
    callerLists: { indesiderati: ['+390245678901'] },
    route: {
      callers: {
        cases: [{ lists: ['indesiderati'], then: { reject: 'caller-not-allowed' } }],
        withheld: { reject: 'caller-not-allowed' },
        otherwise: {
          districts: { cases: [{ in: ['02'], then: { site: 'milano' } }], otherwise: { reject: 'out-of-area' } },
        },
      },
    },
  },
  closed: {
    schemaVersion: 1,
    number: '800100003',
    sites: {},
    calendars: {
      ufficio: {
        week: [{ days: ['mon'], hours: ['08:00-18:00'], period: 'pausa' }],
        otherwise: 'chiuso',
      },
    },
    route: {
      calendar: {
        use: 'ufficio',
        cases: [{ periods: ['pausa'], then: { reject: 'closed' } }],
        otherwise: { reject: 'not-in-service' },
      },
    },
  },
  announced: {
    schemaVersion: 1,
    number: '800100004',
    sites: {},
    announcements: { chiuso: { uri: 'sip:chiuso@annunci.example.it' } },
    route: { announce: 'chiuso' },
  },
  notInService: { schemaVersion: 1, number: '800100005', sites: {}, route: { reject: 'not-in-service' } },
  split: {
    schemaVersion: 1,
    number: '840100006',
    sites: { a: { destinations: ['+390211111111'] }, b: { destinations: ['+390622222222'] } },
    route: {
      split: {
        shares: [
          { percent: 50, then: { site: 'a' } },
          { percent: 50, then: { site: 'b' } },
        ],
      },
    },
  },
  manyTargets: {
    schemaVersion: 1,
    number: '199100007',
    sites: {
      a: { destinations: Array.from({ length: 12 }, (_, i) => `+3902123456${String(i).padStart(2, '0')}`) },
    },
    route: { site: 'a' },
  },
};
