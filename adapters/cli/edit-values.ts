import type { readArguments } from './arguments.ts';

/** The options that describe an edit. Each kind of edit takes some of them. */
export const EDIT_VALUES = {
  calendar: { type: 'string' },
  period: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  index: { type: 'string' },
  set: { type: 'string', multiple: true },
  split: { type: 'string' },
  'ring-seconds': { type: 'string' },
  label: { type: 'string' },
} as const;
export type EditValues = ReturnType<typeof readArguments<typeof EDIT_VALUES>>['values'];
export type EditOption = keyof typeof EDIT_VALUES;
