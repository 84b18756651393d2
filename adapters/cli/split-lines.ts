/** One line of a stream, counted from 1, without its line end. */
export type Line = {
  readonly number: number;
  /** A view of the chunk, valid until the next group is asked for; undefined when the line was longer than allowed. */
  readonly bytes: Buffer | undefined;
};

const LINE_FEED = 0x0a;

/**
 * Cuts a stream of bytes into lines, a group of them for each chunk that comes. Holds at most one chunk and one line:
 * what is longer than `maxBytes` is dropped as it comes and given as a line without bytes. A last line without a line
 * end counts; nothing after the last line end does not.
 */
export async function* splitLines(
  chunks: AsyncIterable<Buffer | string>,
  maxBytes: number,
): AsyncGenerator<readonly Line[]> {
  let number = 0;
  let rest: Buffer[] = [];
  let restBytes = 0;
  let dropped = false;
  const take = (end: Buffer): Line => {
    number++;
    const length = restBytes + end.length;
    const bytes = dropped || length > maxBytes ? undefined : rest.length === 0 ? end : Buffer.concat([...rest, end]);
    rest = [];
    restBytes = 0;
    dropped = false;
    return { number, bytes };
  };
  for await (const each of chunks) {
    const chunk = typeof each === 'string' ? Buffer.from(each) : each;
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      lines.push(take(chunk.subarray(start, end)));
      start = end + 1;
    }
    const tail = chunk.subarray(start);
    if (restBytes + tail.length > maxBytes) {
      dropped = true;
      rest = [];
      restBytes = 0;
    } else if (tail.length > 0 && !dropped) {
      rest.push(Buffer.from(tail));
      restBytes += tail.length;
    }
    if (lines.length > 0) yield lines;
  }
  if (restBytes > 0 || dropped) yield [take(Buffer.alloc(0))];
}
