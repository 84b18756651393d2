/** Bytes to lines, across chunks cut anywhere. */
export class AgiLines {
  private rest = Buffer.alloc(0);
  private readonly maxBytes: number;

  /** @param maxBytes of one line, without its end */
  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /**
   * The lines that a chunk completes, without `\n` or `\r\n`.
   * @returns undefined when a line is too long, whether or not its end has come
   */
  take(chunk: Buffer): readonly string[] | undefined {
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const lines: string[] = [];
    let from = 0;
    for (let end = bytes.indexOf(LF); end >= 0; end = bytes.indexOf(LF, from)) {
      const last = end > from && bytes[end - 1] === CR ? end - 1 : end;
      if (last - from > this.maxBytes) return undefined;
      lines.push(bytes.toString('utf8', from, last));
      from = end + 1;
    }
    this.rest = Buffer.from(bytes.subarray(from));
    return this.rest.length > this.maxBytes ? undefined : lines;
  }
}

const LF = 10;
const CR = 13;
