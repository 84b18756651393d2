import {
  Composer,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  Lexer,
  type Node,
  Parser,
  type YAMLError,
} from 'yaml';
import { MAX_PLAN_DEPTH, MAX_PLAN_VALUES } from '../limits.ts';
import type { IssueCode } from './issues.data.ts';
import { pointer } from './issues.ts';

/** What a text is wrong in. `offset` is undefined for what has no one place. */
export type TextFault = {
  readonly code: IssueCode;
  readonly path: string;
  readonly offset?: number;
  readonly params?: Readonly<Record<string, string | number>>;
};

export type TextReading = {
  readonly value: unknown;
  readonly faults: readonly TextFault[];
  /** The offset of the value at a JSON Pointer; made at the first question. */
  readonly offsets: () => ReadonlyMap<string, number>;
};

/** Tokens of a YAML text: a list of 100,000 entries has half as many, and reading takes about a microsecond for each. */
const MAX_YAML_TOKENS = 1_000_000;

/**
 * Reads YAML 1.2 (core schema) as JSON data: no anchors, aliases, tags, merge keys or second documents, and only text
 * as keys. Faults are gathered; a text that cannot be read at all has one.
 */
export function readYaml(text: string): TextReading {
  const unsafe = scanTokens(text);
  if (unsafe !== undefined) return nothing([unsafe]);
  try {
    return readDocuments(text);
  } catch (error) {
    // The library composes nested nodes by recursion; indentation alone can nest deeper than the stack.
    if (error instanceof RangeError) return nothing([tooDeep('')]);
    throw error;
  }
}

function readDocuments(text: string): TextReading {
  // The library holds each key against all others of its map; here a set does.
  const composer = new Composer({ schema: 'core', uniqueKeys: false, merge: false, prettyErrors: false });
  const documents: Document.Parsed[] = [];
  for (const document of composer.compose(new Parser().parse(text), true, text.length)) {
    documents.push(document);
    if (documents.length > 1) break;
  }
  const [document, second] = documents;
  const errors: readonly YAMLError[] = document?.errors ?? [];
  const [error] = errors;
  if (error !== undefined) {
    return nothing([
      { code: 'TEXT_SYNTAX', path: '', offset: error.pos[0], params: { detail: firstLine(error.message) } },
    ]);
  }
  if (second !== undefined) return nothing([feature('a second document', '', second.range[0])]);
  const state: YamlState = { faults: [], offsets: new Map(), values: 0 };
  const value = plainValue(document?.contents ?? null, '', 0, state);
  return { value, faults: state.faults, offsets: () => state.offsets };
}

type YamlState = { readonly faults: TextFault[]; readonly offsets: Map<string, number>; values: number };

function plainValue(node: Node | null | undefined, path: string, depth: number, state: YamlState): unknown {
  if (node === null || node === undefined) return null;
  const offset = node.range?.[0] ?? 0;
  state.offsets.set(path, offset);
  if (++state.values > MAX_PLAN_VALUES) {
    if (state.values === MAX_PLAN_VALUES + 1) {
      state.faults.push({ code: 'LIMIT_VALUES', path: '', params: { max: MAX_PLAN_VALUES } });
    }
    return null;
  }
  if (isAlias(node)) return refuse('an alias (*)', path, offset, state);
  // Only a tag that was written out; the schema's own are not kept on the nodes.
  if (node.tag !== undefined) refuse('a tag (!)', path, offset, state);
  if ('anchor' in node && node.anchor !== undefined) refuse('an anchor (&)', path, offset, state);
  if (isScalar(node)) return scalarValue(node.value, path, offset, state);
  if (depth >= MAX_PLAN_DEPTH) {
    state.faults.push(tooDeep(path, offset));
    return null;
  }
  if (isSeq<Node>(node))
    return node.items.map((item, index) => plainValue(item, pointer(path, index), depth + 1, state));
  return isMap<Node, Node>(node) ? mapValue(node.items, path, depth, state) : null;
}

function mapValue(
  items: readonly { readonly key: Node; readonly value: Node | null }[],
  path: string,
  depth: number,
  state: YamlState,
): unknown {
  const map: Record<string, unknown> = {};
  for (const item of items) {
    const offset = item.key.range?.[0] ?? 0;
    if (!isPair(item) || !isScalar(item.key) || typeof item.key.value !== 'string') {
      refuse('a key that is no text (put it between quotes)', path, offset, state);
      continue;
    }
    const key = item.key.value;
    const place = pointer(path, key);
    if (item.key.tag !== undefined) refuse('a tag (!)', place, offset, state);
    if (item.key.anchor !== undefined) refuse('an anchor (&)', place, offset, state);
    if (Object.hasOwn(map, key)) state.faults.push({ code: 'DUPLICATE_KEY', path: place, offset, params: { key } });
    const value = plainValue(item.value, place, depth + 1, state);
    // Defined, not assigned: `__proto__` becomes an ordinary key, which the parser then reports.
    Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
  }
  return map;
}

function scalarValue(value: unknown, path: string, offset: number, state: YamlState): unknown {
  const isJson = value === null || typeof value !== 'number' || Number.isFinite(value);
  return isJson ? value : refuse('a number that is not finite', path, offset, state);
}

/** What would nest too deep for the library, or keep it busy for seconds, seen in the tokens. */
function scanTokens(text: string): TextFault | undefined {
  let tokens = 0;
  let offset = 0;
  let flowDepth = 0;
  let lineDepth = 0;
  for (const token of new Lexer().lex(text)) {
    if (++tokens > MAX_YAML_TOKENS) return { code: 'LIMIT_VALUES', path: '', params: { max: MAX_PLAN_VALUES } };
    offset += token.length;
    if (token === '[' || token === '{') flowDepth++;
    else if (token === ']' || token === '}') flowDepth--;
    else if (token === '-' || token === '?' || token === ':') lineDepth++;
    else if (token === '\n') lineDepth = 0;
    // Within brackets a line may hold any number of colons.
    if (flowDepth > MAX_PLAN_DEPTH || (flowDepth <= 0 && lineDepth > MAX_PLAN_DEPTH)) return tooDeep('', offset);
  }
  return undefined;
}

function tooDeep(path: string, offset?: number): TextFault {
  return { code: 'LIMIT_DEPTH', path, params: { max: MAX_PLAN_DEPTH }, ...(offset === undefined ? {} : { offset }) };
}

function feature(name: string, path: string, offset: number): TextFault {
  return { code: 'YAML_FEATURE', path, offset, params: { feature: name } };
}

function refuse(name: string, path: string, offset: number, state: YamlState): null {
  state.faults.push(feature(name, path, offset));
  return null;
}

function nothing(faults: readonly TextFault[]): TextReading {
  return { value: undefined, faults, offsets: () => new Map() };
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0]!.replace(/[.:]$/, '');
}
