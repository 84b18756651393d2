import { blanksEnd, hostEnd, quotedEnd, tokenEnd } from './scan.ts';

/** One `;name=value` of a header value. */
export type Parameter = {
  /** In lower case. */
  readonly name: string;
  /** As written, quotes included; undefined when the parameter has none. */
  readonly value: string | undefined;
  /** Of the name, and after the value: for whoever writes another value in its place. */
  readonly start: number;
  readonly end: number;
};

export type Parameters = { readonly list: readonly Parameter[]; readonly end: number };

const NONE: readonly Parameter[] = [];

/**
 * Reads `*( SEMI generic-param )` from `at` up to a comma or the end of the text.
 * generic-param = token [ EQUAL ( token / host / quoted-string ) ]
 * @returns undefined when something else stands there, such as an empty parameter
 */
export function readParameters(text: string, at: number): Parameters | undefined {
  let end = blanksEnd(text, at);
  if (end === text.length || text.charAt(end) === ',') return { list: NONE, end };
  const list: Parameter[] = [];
  while (end < text.length && text.charAt(end) !== ',') {
    if (text.charAt(end) !== ';') return undefined;
    const parameter = readParameter(text, blanksEnd(text, end + 1));
    if (parameter === undefined) return undefined;
    list.push(parameter);
    end = blanksEnd(text, parameter.end);
  }
  return { list, end };
}

/** The value of the first parameter with this name (lower case), without quotes; undefined when it has none. */
export function parameterValue(list: readonly Parameter[], name: string): string | undefined {
  for (const parameter of list) if (parameter.name === name) return unquote(parameter.value);
  return undefined;
}

/** Whether a parameter has this name (lower case), with or without a value. */
export function hasParameter(list: readonly Parameter[], name: string): boolean {
  return list.some((parameter) => parameter.name === name);
}

function readParameter(text: string, start: number): Parameter | undefined {
  const nameEnd = tokenEnd(text, start);
  if (nameEnd === start) return undefined;
  const name = text.slice(start, nameEnd).toLowerCase();
  const equal = blanksEnd(text, nameEnd);
  if (text.charAt(equal) !== '=') return { name, value: undefined, start, end: nameEnd };
  const valueStart = blanksEnd(text, equal + 1);
  const end = valueEnd(text, valueStart);
  return end <= valueStart ? undefined : { name, value: text.slice(valueStart, end), start, end };
}

function valueEnd(text: string, at: number): number {
  const first = text.charAt(at);
  if (first === '"') return quotedEnd(text, at);
  if (first === '[') return hostEnd(text, at);
  // RFC 5118 4.5: an IPv6 address in `received` is also written without brackets.
  let end = tokenEnd(text, at);
  while (text.charAt(end) === ':') end = tokenEnd(text, end + 1);
  return end;
}

function unquote(value: string | undefined): string | undefined {
  return value?.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/gs, '$1') : value;
}
