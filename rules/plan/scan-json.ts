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

type OpenObject = { readonly keys: Set<string>; key: string };
type OpenList = { readonly keys: undefined; index: number };

export function scanJson(text: string, maxDepth: number, visitor: JsonVisitor = {}): JsonScan {
  const open: (OpenObject | OpenList)[] = [];
  const path = (): string =>
    open.map((each) => `/${each.keys === undefined ? each.index : escapeToken(each.key)}`).join('');
  const syntax = (offset: number, detail: string): JsonScan => ({ ok: false, fault: 'syntax', offset, detail });
  let at = 0;
  /** Reads `"key" :` of the innermost object, which is open at its last element; a detail when it cannot. */
  const readKey = (object: OpenObject): string | undefined => {
    at = skipBlanks(text, at);
    const end = endOfString(text, at);
    if (end < 0) return 'expected a key between double quotes';
    object.key = readText(text, at, end);
    if (object.keys.has(object.key)) visitor.duplicate?.(path, object.key, at);
    object.keys.add(object.key);
    at = skipBlanks(text, end);
    if (text.charCodeAt(at) !== COLON) return 'expected ":"';
    at++;
    return undefined;
  };

  for (;;) {
    at = skipBlanks(text, at);
    visitor.value?.(path, at);
    const code = text.charCodeAt(at);
    let closed = true;
    if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      if (open.length >= maxDepth) return { ok: false, fault: 'depth', offset: at, detail: '' };
      at = skipBlanks(text, at + 1);
      if (text.charCodeAt(at) === code + 2) at++;
      else {
        closed = false;
        if (code === OPEN_BRACKET) open.push({ keys: undefined, index: 0 });
        else {
          const object: OpenObject = { keys: new Set(), key: '' };
          open.push(object);
          const detail = readKey(object);
          if (detail !== undefined) return syntax(at, detail);
        }
      }
    } else {
      const end = code === QUOTE ? endOfString(text, at) : endOfWord(text, at);
      if (end < 0) return syntax(at, code === QUOTE ? 'a text that is not well formed' : unexpected(text, at));
      at = end;
    }
    // After a value: close what ends here, or go to the next element.
    while (closed) {
      at = skipBlanks(text, at);
      const inner = open.at(-1);
      if (inner === undefined) return at === text.length ? { ok: true } : syntax(at, 'expected the end of the text');
      const next = text.charCodeAt(at);
      if (next === COMMA) {
        at++;
        if (inner.keys === undefined) inner.index++;
        else {
          const detail = readKey(inner);
          if (detail !== undefined) return syntax(at, detail);
        }
        closed = false;
      } else if (next === (inner.keys === undefined ? CLOSE_BRACKET : CLOSE_BRACE)) {
        open.pop();
        at++;
      } else return syntax(at, inner.keys === undefined ? 'expected "," or "]"' : 'expected "," or "}"');
    }
  }
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
    const code = text.charCodeAt(at);
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return at;
  }
}

/** The offset after a string that begins at an offset; -1 when none does or it is not well formed. */
function endOfString(text: string, from: number): number {
  if (text.charCodeAt(from) !== QUOTE) return -1;
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
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
