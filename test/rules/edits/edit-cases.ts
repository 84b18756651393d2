import type { Calendar, Plan, PlanEdit } from '../../../rules/index.ts';
import { examplePlan } from '../plan/plan-examples.ts';

export const DISTRICTS = '/route/callers/otherwise/districts';
const SPLIT = '/subroutes/orario/calendar/cases/0/then';

export type EditCase = {
  readonly edit: PlanEdit;
  /** What of the plan the edit is about, and what it must be afterwards. */
  readonly at: (plan: Plan) => unknown;
  readonly becomes: unknown;
  readonly it: string;
  readonly en: string;
};

const office = (plan: Plan): Calendar => plan.calendars!.ufficio!;
const firstDay = (plan: Plan) => office(plan).days![0];
const cases = (plan: Plan): readonly (readonly string[])[] => {
  const step = plan.route as unknown as {
    callers: { otherwise: { districts: { cases: { in: readonly string[] }[] } } };
  };
  return step.callers.otherwise.districts.cases.map((each) => each.in);
};
const percents = (plan: Plan): readonly number[] => {
  const step = plan.subroutes!.orario as unknown as {
    calendar: { cases: { then: { split: { shares: { percent: number }[] } } }[] };
  };
  return step.calendar.cases[0]!.then.split.shares.map((share) => share.percent);
};

/** Every edit of the example plan, what it does and how it is told. */
export const EDIT_CASES: readonly EditCase[] = [
  {
    edit: { edit: 'set-destinations', site: 'milano', destinations: ['+390299999999', 'sip:sala@pbx.example.it'] },
    at: (plan) => plan.sites.milano,
    becomes: {
      label: 'Sede di Milano',
      destinations: ['+390299999999', 'sip:sala@pbx.example.it'],
      ringSeconds: 20,
    },
    it: 'Sede milano, destinazioni: +390299999999, sip:sala@pbx.example.it (prima +390212345678).',
    en: 'Site milano, destinations: +390299999999, sip:sala@pbx.example.it (before +390212345678).',
  },
  {
    edit: { edit: 'set-destinations', site: 'roma', destinations: ['+390655512345', '+390655512346'], ringSeconds: 30 },
    at: (plan) => plan.sites.roma?.ringSeconds,
    becomes: 30,
    it: 'Sede roma, secondi di squillo: 30 (prima 20).',
    en: 'Site roma, seconds of ringing: 30 (before 20).',
  },
  {
    edit: { edit: 'set-destinations', site: 'notte', destinations: ['+393351234567'], label: 'Guardia' },
    at: (plan) => plan.sites.notte?.label,
    becomes: 'Guardia',
    it: 'Sede notte, etichetta: «Guardia» (prima «Reperibile»).',
    en: 'Site notte, label: "Guardia" (before "Reperibile").',
  },
  {
    edit: { edit: 'add-site', site: 'constructor', destinations: ['+390811234567'] },
    at: (plan) => Object.entries(plan.sites).find(([name]) => name === 'constructor')?.[1],
    becomes: { destinations: ['+390811234567'], ringSeconds: 20 },
    it: 'Nuova: sede constructor, +390811234567.',
    en: 'New: site constructor, +390811234567.',
  },
  {
    edit: { edit: 'remove-site', site: 'torino' },
    at: (plan) => Object.keys(plan.sites),
    becomes: ['milano', 'notte', 'roma'],
    it: 'Tolta: sede torino.',
    en: 'Removed: site torino.',
  },
  {
    edit: { edit: 'authorise-callers', list: 'clienti-vip', entries: ['06 555-12345', '0039 06 77*', '+39024567*'] },
    at: (plan) => plan.callerLists?.['clienti-vip'],
    becomes: ['+39024567*', '+390655512345', '+390677*', '+393351112223'],
    it: 'Lista di chiamanti clienti-vip: aggiunti +390655512345, +390677*.',
    en: 'Caller list clienti-vip: added +390655512345, +390677*.',
  },
  {
    edit: { edit: 'remove-callers', list: 'clienti-vip', entries: ['335 111 22 23'] },
    at: (plan) => plan.callerLists?.['clienti-vip'],
    becomes: ['+39024567*'],
    it: 'Lista di chiamanti clienti-vip: tolti +393351112223.',
    en: 'Caller list clienti-vip: removed +393351112223.',
  },
  {
    edit: { edit: 'set-area', area: 'nord-ovest', in: ['02', '011', '0131', 'nomadic'] },
    at: (plan) => plan.areas?.['nord-ovest'],
    becomes: ['011', '0131', '02', 'nomadic'],
    it: 'Area nord-ovest: aggiunti 0131 (Alessandria), numeri nomadici; tolti 0121 (Pinerolo), 0362 (Seregno).',
    en: 'Area nord-ovest: added 0131 (Alessandria), nomadic numbers; removed 0121 (Pinerolo), 0362 (Seregno).',
  },
  {
    edit: { edit: 'move-districts', districts: ['mobile', '081'], to: `${DISTRICTS}/cases/1` },
    at: cases,
    becomes: [['nord-ovest'], ['06', '081', 'mobile']],
    it: 'Chiamate da 081 (Napoli): ora sede roma, prima rifiuto (out-of-area) (il resto).',
    en: 'Calls from 081 (Napoli): now site roma, before rejection (out-of-area) (the rest).',
  },
  {
    edit: { edit: 'move-districts', districts: ['mobile'], to: `${DISTRICTS}/otherwise` },
    at: cases,
    becomes: [['nord-ovest'], ['06']],
    it: 'Chiamate da cellulari: ora rifiuto (out-of-area) (il resto), prima percorso orario.',
    en: 'Calls from mobiles: now rejection (out-of-area) (the rest), before route orario.',
  },
  {
    edit: { edit: 'set-hours', calendar: 'ufficio', days: ['fri'], hours: ['09:00-13:00'], period: 'aperto' },
    at: (plan) => office(plan).week,
    becomes: [
      { days: ['mon', 'tue', 'wed', 'thu'], hours: ['09:00-13:00', '14:00-18:00'], period: 'aperto' },
      { days: ['fri'], hours: ['09:00-13:00'], period: 'aperto' },
      { days: ['fri', 'sat'], hours: ['22:00-02:00'], period: 'serale' },
    ],
    it: 'Venerdì: aperto 09:00-13:00, prima 09:00-13:00, 14:00-18:00 (calendario ufficio).',
    en: 'Friday: aperto 09:00-13:00, before 09:00-13:00, 14:00-18:00 (calendar ufficio).',
  },
  {
    edit: { edit: 'set-hours', calendar: 'ufficio', days: ['sat'], hours: [], period: 'serale' },
    at: (plan) => office(plan).week?.[1],
    becomes: { days: ['fri'], hours: ['22:00-02:00'], period: 'serale' },
    it: 'Sabato: serale mai, prima 22:00-02:00 (calendario ufficio).',
    en: 'Saturday: serale never, before 22:00-02:00 (calendar ufficio).',
  },
  {
    edit: { edit: 'close', calendar: 'ufficio', from: '2026-12-24', to: '2026-12-26' },
    at: firstDay,
    becomes: { from: '2026-12-24', to: '2026-12-26', period: 'chiuso' },
    it: 'Chiuso dal 24 al 26 dicembre 2026 (calendario ufficio).',
    en: 'Chiuso from 24 to 26 December 2026 (calendar ufficio).',
  },
  {
    edit: { edit: 'close', calendar: 'ufficio', from: '2026-12-08', period: 'ferie' },
    at: firstDay,
    becomes: { on: '2026-12-08', period: 'ferie' },
    it: 'Ferie l’8 dicembre 2026 (calendario ufficio).',
    en: 'Ferie on 8 December 2026 (calendar ufficio).',
  },
  {
    edit: { edit: 'close', calendar: 'ufficio', from: '2026-12-28', to: '2027-01-06' },
    at: firstDay,
    becomes: { from: '2026-12-28', to: '2027-01-06', period: 'chiuso' },
    it: 'Chiuso dal 28 dicembre 2026 al 6 gennaio 2027 (calendario ufficio).',
    en: 'Chiuso from 28 December 2026 to 6 January 2027 (calendar ufficio).',
  },
  {
    edit: {
      edit: 'open',
      calendar: 'ufficio',
      from: '2026-12-05',
      hours: ['15:00-18:00', '09:00-12:00'],
      period: 'aperto',
    },
    at: firstDay,
    becomes: { on: '2026-12-05', period: 'aperto', hours: ['09:00-12:00', '15:00-18:00'] },
    it: 'Aperto 09:00-12:00, 15:00-18:00 il 5 dicembre 2026 (calendario ufficio).',
    en: 'Aperto 09:00-12:00, 15:00-18:00 on 5 December 2026 (calendar ufficio).',
  },
  {
    edit: {
      edit: 'open',
      calendar: 'ufficio',
      from: '2026-11-30',
      to: '2026-12-11',
      hours: ['09:00-20:00'],
      period: 'aperto',
    },
    at: firstDay,
    becomes: { from: '2026-11-30', to: '2026-12-11', period: 'aperto', hours: ['09:00-20:00'] },
    it: 'Aperto 09:00-20:00 dal 30 novembre all’11 dicembre 2026 (calendario ufficio).',
    en: 'Aperto 09:00-20:00 from 30 November to 11 December 2026 (calendar ufficio).',
  },
  {
    edit: { edit: 'remove-day', calendar: 'ufficio', entry: { holidays: ['IT/milano', 'IT'], period: 'festivo' } },
    at: (plan) => office(plan).days?.length,
    becomes: 3,
    it: 'Non più festivo nelle feste: feste nazionali, Sant’Ambrogio, Milano (calendario ufficio).',
    en: 'No longer festivo on the holidays: national holidays, Sant’Ambrogio, Milano (calendar ufficio).',
  },
  {
    edit: {
      edit: 'remove-day',
      calendar: 'ufficio',
      index: 2,
      entry: { yearly: '12-31', period: 'aperto', hours: ['09:00-13:00'] },
    },
    at: (plan) => office(plan).days?.length,
    becomes: 3,
    it: 'Non più aperto 09:00-13:00 il 31 dicembre di ogni anno (calendario ufficio).',
    en: 'No longer aperto 09:00-13:00 on 31 December of every year (calendar ufficio).',
  },
  {
    edit: { edit: 'set-percentages', percents: { milano: 70.5, roma: 29.5 } },
    at: percents,
    becomes: [70.5, 29.5],
    it: 'Milano: 60 % → 70,5 %; Roma: 40 % → 29,5 %.',
    en: 'Milano: 60% → 70.5%; Roma: 40% → 29.5%.',
  },
  {
    edit: { edit: 'set-percentages', split: `${SPLIT}/split`, percents: [0, 100] },
    at: percents,
    becomes: [0, 100],
    it: 'Milano: 60 % → 0 %; Roma: 40 % → 100 %.',
    en: 'Milano: 60% → 0%; Roma: 40% → 100%.',
  },
  {
    edit: { edit: 'replace-plan', plan: { ...examplePlan(), label: 'Nuova etichetta' } },
    at: (plan) => plan.label,
    becomes: 'Nuova etichetta',
    it: 'Piano, etichetta: «Nuova etichetta» (prima «Assistenza clienti»).',
    en: 'Plan, label: "Nuova etichetta" (before "Assistenza clienti").',
  },
];
