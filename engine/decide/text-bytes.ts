import { charCodeOf, MAX_ADDRESS_CHARACTERS } from '../../rules/index.ts';

/** Where a call's addresses are read from as bytes, one at a time. */
export const scratch = Buffer.alloc(MAX_ADDRESS_CHARACTERS);

/** Copies a text to the beginning of the scratch; its end there, or -1 when it is not plain ASCII or does not fit. */
export function copyAscii(text: string): number {
  const length = text.length;
  if (length > scratch.length) return -1;
  for (let i = 0; i < length; i++) {
    const code = charCodeOf(text, i);
    if (code > 0x7f) return -1;
    scratch[i] = code;
  }
  return length;
}
