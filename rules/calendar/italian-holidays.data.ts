// Generated from rules/data/holidays_it_2024_2040.csv by rules/data/generate.ts. Do not edit.
import type { HolidayRow } from './holiday-rules.ts';

export const ITALIAN_HOLIDAY_ROWS: readonly HolidayRow[] = [
  { name: 'Capodanno', rule: '01-01' },
  { name: 'Epifania', rule: '01-06' },
  { name: 'Pasqua', rule: 'easter+0' },
  { name: 'Lunedì dell\'Angelo', rule: 'easter+1' },
  { name: 'Liberazione', rule: '04-25' },
  { name: 'Festa del lavoro', rule: '05-01' },
  { name: 'Festa della Repubblica', rule: '06-02' },
  { name: 'Assunzione (Ferragosto)', rule: '08-15' },
  { name: 'San Francesco d\'Assisi', rule: '10-04', sinceYear: 2026 },
  { name: 'Ognissanti', rule: '11-01' },
  { name: 'Immacolata Concezione', rule: '12-08' },
  { name: 'Natale', rule: '12-25' },
  { name: 'Santo Stefano', rule: '12-26' },
];
