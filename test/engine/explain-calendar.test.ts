import { describe, expect, test } from '@jest/globals';
import { type Calendar, parseInstant, type Step } from '../../rules/index.ts';
import { explained } from './explained-step.ts';

describe('calendar', () => {
  const days: NonNullable<Calendar['days']> = [
    { on: '2026-12-24', period: 'aperto', hours: ['09:00-12:00', '22:00-02:00'] },
    { from: '2026-08-10', to: '2026-08-21', period: 'ferie' },
    { yearly: '12-31', period: 'aperto', hours: ['09:00-13:00'] },
    { yearlyFrom: '12-28', yearlyTo: '01-05', period: 'ferie' },
    { holidays: ['IT', 'IT/milano'], period: 'festivo' },
    { eveOf: ['IT'], period: 'vigilia', hours: ['09:00-12:00', '20:00-01:00'] },
  ];
  const week: NonNullable<Calendar['week']> = [
    { days: ['mon', 'tue', 'wed', 'thu', 'fri'], hours: ['09:00-18:00'], period: 'aperto' },
    { days: ['fri', 'sat'], hours: ['22:00-02:00'], period: 'serale' },
  ];
  const calendars = { ufficio: { days, week, otherwise: 'chiuso' } };
  const route: Step = {
    calendar: {
      use: 'ufficio',
      cases: [
        { periods: ['vigilia', 'aperto'], then: { site: 'a' } },
        { periods: ['serale', 'festivo'], then: { site: 'b' } },
      ],
      otherwise: { reject: 'closed' },
    },
  };
  const onlyHolidays: Step = {
    calendar: { use: 'ufficio', cases: [{ periods: ['festivo'], then: { site: 'a' } }], otherwise: { site: 'b' } },
  };
  const found = (at: string) => explained('calendar', { route, calendars }, { at: parseInstant(at)! });
  const entry = (index: number) => `/calendars/ufficio/days/${index}`;

  test('a window of a date of its own, and beside it the otherwise', () => {
    expect(found('2026-12-24T09:30+01:00').found).toMatchObject({
      source: 'window',
      hoursPath: `${entry(0)}/hours/0`,
      rule: { by: 'on', path: entry(0), from: '2026-12-24', hours: ['09:00-12:00', '22:00-02:00'] },
    });
    expect(found('2026-12-24T15:00+01:00')).toMatchObject({
      found: { source: 'otherwise', period: 'chiuso', path: '/calendars/ufficio/otherwise', rule: { path: entry(0) } },
      followed: '/route/calendar/otherwise',
    });
  });

  test('a tail over midnight belongs to the day before, of a window in days or in week', () => {
    expect(found('2026-12-25T01:00+01:00')).toMatchObject({
      asked: { date: '2026-12-25', weekday: 'fri', time: '01:00' },
      found: { source: 'tail', hours: '22:00-02:00', rule: { by: 'on', date: '2026-12-24', weekday: 'thu' } },
    });
    expect(found('2026-11-28T01:30+01:00').found).toMatchObject({
      source: 'tail',
      period: 'serale',
      path: '/calendars/ufficio/week/1',
      rule: { by: 'week', date: '2026-11-27', weekday: 'fri' },
    });
  });

  test('whole days: a range, a yearly range over New Year, a holiday by its name', () => {
    expect(found('2026-08-12T10:00+02:00').found).toMatchObject({
      source: 'whole-day',
      path: entry(1),
      rule: { by: 'range', from: '2026-08-10', to: '2026-08-21' },
    });
    expect(found('2027-01-04T10:00+01:00').found.rule).toMatchObject({
      by: 'yearly-range',
      from: '12-28',
      to: '01-05',
    });
    const holiday = (at: string) => found(at).found.rule;
    expect(holiday('2026-12-07T10:00+01:00')).toMatchObject({
      by: 'holidays',
      holidays: [{ set: 'IT/milano', setPath: `${entry(4)}/holidays/1`, name: "Sant'Ambrogio" }],
    });
    expect(holiday('2027-03-28T10:00+02:00')).toMatchObject({ holidays: [{ set: 'IT', name: 'Pasqua' }] });
    expect(holiday('2027-03-29T10:00+02:00')).toMatchObject({ holidays: [{ name: "Lunedì dell'Angelo" }] });
  });

  test('an earlier entry rules the date: 31 December before the range that holds it too', () => {
    expect(found('2026-12-31T10:00+01:00').found.rule).toMatchObject({ by: 'yearly', path: entry(2), from: '12-31' });
  });

  test('the eve of a holiday: its window, its tail on the holiday, the otherwise', () => {
    const eve = { by: 'eveOf', path: entry(5), holidays: [{ set: 'IT', name: 'Epifania' }] };
    expect(found('2028-01-05T10:00+01:00').found.rule.by).toBe('yearly-range');
    expect(found('2027-06-01T21:00+02:00').found).toMatchObject({
      source: 'window',
      period: 'vigilia',
      hours: '20:00-01:00',
      namedPath: '/route/calendar/cases/0/periods/1',
      rule: { ...eve, holidays: [{ name: 'Festa della Repubblica' }] },
    });
    expect(found('2027-06-02T00:59:59+02:00').found).toMatchObject({ source: 'tail', rule: { date: '2027-06-01' } });
    expect(found('2027-06-01T13:00+02:00').found).toMatchObject({ source: 'otherwise', rule: { by: 'eveOf' } });
  });

  test('a holiday of whose date the tables are not sure carries the mark', () => {
    const unsure = {
      ufficio: { days: [{ holidays: ['IT/agrigento'], period: 'festivo' }], week, otherwise: 'chiuso' },
    };
    const call = { at: parseInstant('2026-02-25T10:00+01:00')! };
    expect(explained('calendar', { route: onlyHolidays, calendars: unsure }, call).found.rule).toMatchObject({
      holidays: [{ name: 'San Gerlando', uncertain: true }],
    });
  });

  test('the hour that occurs twice has two offsets, and the zone is that of the plan', () => {
    const times = ['2026-10-25T00:30Z', '2026-10-25T01:30Z'].map((at) => found(at).asked.time);
    expect(times).toEqual(['02:30', '02:30']);
    const nepal = explained('calendar', { route, calendars, timeZone: 'Asia/Kathmandu' }, {});
    expect(nepal.asked).toMatchObject({ date: '2026-11-23', time: '14:45', timeZone: 'Asia/Kathmandu' });
    expect(nepal.found.changesAt).toBe('2026-11-23T18:00:00.000+05:45');
  });
});
