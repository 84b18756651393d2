/** A sentence a line, set in under what they belong to; begins with a line end where there is any. */
export function sentenceLines(sentences: readonly string[]): string {
  return sentences.map((sentence) => `\n  ${sentence.replaceAll('\n', '\n  ')}`).join('');
}
