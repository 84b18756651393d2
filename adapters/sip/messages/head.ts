/** A header field: its name in lower case and long form, its value unfolded and trimmed. */
export type Header = { readonly name: string; readonly value: string };

/** Start line and header fields of a request as they came; `read-request.ts` says whether it can be answered. */
export type RequestHead = {
  readonly kind: 'request';
  readonly method: string;
  readonly uri: string;
  readonly version: string;
  readonly headers: readonly Header[];
  /** Bytes; undefined when absent, -1 when it is no length. */
  readonly contentLength: number | undefined;
  /** Why it is not well formed; undefined when it is. */
  readonly fault: string | undefined;
};

export type ResponseHead = {
  readonly kind: 'response';
  readonly contentLength: number | undefined;
  readonly fault: string | undefined;
};

export type Head = RequestHead | ResponseHead;

/** The value of the first header with this name (lower case, long form). */
export function headerValue(headers: readonly Header[], name: string): string | undefined {
  for (const header of headers) if (header.name === name) return header.value;
  return undefined;
}

/** The values of all headers with this name, in order. */
export function headerValues(headers: readonly Header[], name: string): readonly string[] {
  const values: string[] = [];
  for (const header of headers) if (header.name === name) values.push(header.value);
  return values;
}

/** The comma-separated tokens of all headers with this name. */
export function headerTokens(headers: readonly Header[], name: string): readonly string[] {
  const tokens: string[] = [];
  for (const value of headerValues(headers, name)) {
    for (const part of value.split(',')) if (part.trim() !== '') tokens.push(part.trim());
  }
  return tokens;
}
