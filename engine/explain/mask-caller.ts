/** How much of a caller's number is hidden in what is kept: nothing, the last three digits, or all of it. */
export const CALLER_MASKINGS = ['none', 'last3', 'all'] as const;
export type CallerMasking = (typeof CALLER_MASKINGS)[number];

const MASK = '***';

/** A caller's stored form with its digits hidden as the setting says: `+390212345***`, or `+***` for any number. */
export function maskCaller(caller: string, masking: CallerMasking): string {
  if (masking === 'none') return caller;
  return masking === 'all' ? `+${MASK}` : caller.slice(0, -MASK.length) + MASK;
}

/** Whether digits of a caller are hidden: a stored form has no asterisk. */
export function isMasked(caller: string | undefined): boolean {
  return caller?.endsWith(MASK) ?? false;
}

/** Whether a text is a caller's stored form, masked or not. */
export function isKeptCaller(text: string): boolean {
  return /^\+([1-9]\d{4,14}|([1-9]\d{1,11})?\*{3})$/.test(text);
}
