import { charCodeOf } from '../text/char-code-of.ts';

/**
 * One pass over a JSON text (RFC 8259) without recursion: whether it is well formed and not too deep, which keys are
 * written twice, and where each value stands. `JSON.parse` says none of that, and a full syntax tree of a plan of 4 MiB
 * takes more than a second; this pass takes some tens of milliseconds.
 */
export type JsonVisitor = {
  /** A value begins at an offset. `path()` gives its JSON Pointer; it is made only when asked for. */
  readonly value?: (path: () => string, offset: number) => void;
  /** A key that its object has already. */
  readonly duplicate?: (path: () => string, key: string, offset: number) => void;
};

export type JsonScan =
  | { readonly ok: true }
  /** `detail` is what was found or missing, in English. */
  | { readonly ok: false; readonly fault: 'syntax' | 'depth'; readonly offset: number; readonly detail: string };

type JsonFault = Extract<JsonScan, { readonly ok: false }>;
type OpenObject = { readonly keys: Set<string>; key: string };
type OpenList = { readonly keys: undefined; index: number };

type ScanState = {
  readonly text: string;
  readonly maxDepth: number;
  readonly visitor: JsonVisitor;
  /** Objects and lists that have begun and not ended, each at one of its elements. */
  readonly open: (OpenObject | OpenList)[];
  readonly path: () => string;
  at: number;
};

export function scanJson(text: string, maxDepth: number, visitor: JsonVisitor = {}): JsonScan {
  const open: ScanState['open'] = [];
  const path = (): string =>
    open.map((each) => `/${each.keys === undefined ? each.index : escapeToken(each.key)}`).join('');
  const state: ScanState = { text, maxDepth, visitor, open, path, at: 0 };
  for (;;) {
    const begun = beginValue(state);
    if (begun === 'opened') continue;
    if (begun !== 'whole') return begun;
    const ended = endValue(state);
    if (ended === 'end') return { ok: true };
    if (ended !== 'next') return ended;
  }
}

/** Reads a whole value, or opens an object or list and goes to its first element. */
function beginValue(state: ScanState): 'opened' | 'whole' | JsonFault {
  const { text, open } = state;
  state.at = skipBlanks(text, state.at);
  state.visitor.value?.(state.path, state.at);
  const code = charCodeOf(text, state.at);
  if (code !== OPEN_BRACE && code !== OPEN_BRACKET) {
    const end = code === QUOTE ? endOfString(text, state.at) : endOfWord(text, state.at);
    if (end < 0) return syntax(state, code === QUOTE ? 'a text that is not well formed' : unexpected(text, state.at));
    state.at = end;
    return 'whole';
  }
  if (open.length >= state.maxDepth) return { ok: false, fault: 'depth', offset: state.at, detail: '' };
  state.at = skipBlanks(text, state.at + 1);
  // In ASCII, `]` and `}` each stand two after `[` and `{`.
  if (charCodeOf(text, state.at) === code + 2) {
    state.at++;
    return 'whole';
  }
  if (code === OPEN_BRACKET) {
    open.push({ keys: undefined, index: 0 });
    return 'opened';
  }
  const object: OpenObject = { keys: new Set(), key: '' };
  open.push(object);
  return readKey(state, object) ?? 'opened';
}

/** After a value: closes what ends here, and goes to the next element if there is one. */
function endValue(state: ScanState): 'next' | 'end' | JsonFault {
  for (;;) {
    state.at = skipBlanks(state.text, state.at);
    const inner = state.open.at(-1);
    if (inner === undefined) {
      return state.at === state.text.length ? 'end' : syntax(state, 'expected the end of the text');
    }
    const isList = inner.keys === undefined;
    const code = charCodeOf(state.text, state.at);
    if (code === COMMA) {
      state.at++;
      if (!isList) return readKey(state, inner) ?? 'next';
      inner.index++;
      return 'next';
    }
    if (code !== (isList ? CLOSE_BRACKET : CLOSE_BRACE))
      return syntax(state, `expected "," or "${isList ? ']' : '}'}"`);
    state.open.pop();
    state.at++;
  }
}

/** Reads `"key" :` of the innermost object. */
function readKey(state: ScanState, object: OpenObject): JsonFault | undefined {
  state.at = skipBlanks(state.text, state.at);
  const end = endOfString(state.text, state.at);
  if (end < 0) return syntax(state, 'expected a key between double quotes');
  object.key = readText(state.text, state.at, end);
  if (object.keys.has(object.key)) state.visitor.duplicate?.(state.path, object.key, state.at);
  object.keys.add(object.key);
  state.at = skipBlanks(state.text, end);
  if (charCodeOf(state.text, state.at) !== COLON) return syntax(state, 'expected ":"');
  state.at++;
  return undefined;
}

function syntax(state: ScanState, detail: string): JsonFault {
  return { ok: false, fault: 'syntax', offset: state.at, detail };
}

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

function skipBlanks(text: string, from: number): number {
  let at = from;
  for (; ; at++) {
    const code = charCodeOf(text, at);
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return at;
  }
}

/** The offset after a string that begins at an offset; -1 when none does or it is not well formed. */
function endOfString(text: string, from: number): number {
  if (charCodeOf(text, from) !== QUOTE) return -1;
  for (let at = from + 1; at < text.length; at++) {
    const code = charCodeOf(text, at);
    if (code === QUOTE) return at + 1;
    if (code < 32) return -1;
    if (code !== BACKSLASH) continue;
    at++;
    if (text.charAt(at) === 'u') {
      if (!/^[0-9a-fA-F]{4}$/.test(text.slice(at + 1, at + 5))) return -1;
      at += 4;
    } else if (!'"\\/bfnrt'.includes(text.charAt(at) || '?')) return -1;
  }
  return -1;
}

function readText(text: string, from: number, end: number): string {
  const raw = text.slice(from + 1, end - 1);
  return raw.includes('\\') ? (JSON.parse(`"${raw}"`) as string) : raw;
}

const WORD = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

function endOfWord(text: string, from: number): number {
  WORD.lastIndex = from;
  return WORD.test(text) ? WORD.lastIndex : -1;
}

function unexpected(text: string, at: number): string {
  if (at >= text.length) return 'the text ends too early';
  return `unexpected ${JSON.stringify(String.fromCodePoint(text.codePointAt(at)!))}`;
}

function escapeToken(token: string): string {
  return token.replaceAll('~', '~0').replaceAll('/', '~1');
}
