/** What would move the cursor, colour the page, begin a line or turn the text around. */
const UNSHOWABLE = /[\p{Cc}\p{Cs}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** A text that others wrote (a note, a name) for a terminal: it can neither command it nor pass for a line of ours. */
export function oneLine(text: string): string {
  return text.replaceAll(UNSHOWABLE, ' ');
}
