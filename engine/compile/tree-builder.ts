import { charCodeOf, MAX_COMPILED_NODES } from '../../rules/index.ts';
import {
  HEADER,
  HEADER_WORDS,
  KIND,
  MAGIC_AND_FORMAT,
  MAGIC_AND_OVERRIDE_FORMAT,
  NATIONAL_TABLES_VERSION,
  TRAILER_WORDS,
} from '../artifact/layout.ts';
import { murmur3Words } from '../artifact/murmur3.ts';
import { EngineError } from '../errors.ts';
import { fitting } from './fitting.ts';

/** An interned node; the number stands in its parent's words until the tree is laid out. */
export type NodeId = number;
/** An interned text. */
export type TextId = number;

type TreeNode = {
  readonly words: readonly number[] | Int32Array;
  /** Positions of words that hold a NodeId, in the order in which they are laid out. */
  readonly refs: readonly number[];
  /** Positions of words that hold a TextId. */
  readonly texts: readonly number[];
};

/**
 * Collects the nodes of one compiled tree, equal ones once (hash-consing), and lays them out. Build, then finish, once.
 * The layout follows the tree from its root, so it does not depend on the order in which the nodes were made.
 */
export class TreeBuilder {
  readonly #nodes: TreeNode[] = [];
  readonly #nodesByHash = new Map<number, NodeId[]>();
  readonly #texts: string[] = [];
  readonly #textIds = new Map<string, TextId>();

  text(text: string): TextId {
    const known = this.#textIds.get(text);
    if (known !== undefined) return known;
    fitting(text.length, 16, 'the length of a text');
    const id = this.#texts.push(text) - 1;
    this.#textIds.set(text, id);
    return id;
  }

  /** The id of this node, or of an equal one made before. */
  node(words: readonly number[] | Int32Array, refs: readonly number[] = [], texts: readonly number[] = []): NodeId {
    const hash = hashWords(words);
    const bucket = this.#nodesByHash.get(hash);
    if (bucket) for (const id of bucket) if (sameWords(this.#nodes[id]!.words, words)) return id;
    if (this.#nodes.length >= MAX_COMPILED_NODES) throw tooManyNodes();
    const id = this.#nodes.push({ words, refs, texts }) - 1;
    if (bucket) bucket.push(id);
    else this.#nodesByHash.set(hash, [id]);
    return id;
  }

  get nodeCount(): number {
    return this.#nodes.length;
  }

  /** Lays the tree out below `root`: hot nodes depth first, cold nodes, texts, an empty trailer. */
  finish(root: NodeId, number: string, seed: number, zoneId: number): Int32Array {
    const order = this.#order(root);
    const offsets = new Int32Array(this.#nodes.length);
    let at = HEADER_WORDS;
    let cold = 0;
    for (const id of order) {
      if (cold === 0 && isCold(this.#nodes[id]!)) cold = at;
      offsets[id] = at;
      at += this.#nodes[id]!.words.length;
    }
    const texts = this.#placeTexts(order, at << 2);
    const length = Math.ceil(texts.end / 4) + TRAILER_WORDS;
    const words = new Int32Array(length);
    this.#writeNodes(words, order, offsets, texts.offsets);
    writeTexts(words, texts.offsets, this.#texts);
    const isOverridden = (this.#nodes[root]!.words[0]! & 0xff) === KIND.override;
    words[HEADER.magic] = isOverridden ? MAGIC_AND_OVERRIDE_FORMAT : MAGIC_AND_FORMAT;
    words[HEADER.length] = length;
    words[HEADER.root] = offsets[root]!;
    words[HEADER.seed] = seed;
    words[HEADER.zoneAndTables] = zoneId | (NATIONAL_TABLES_VERSION << 16);
    words[HEADER.cold] = cold === 0 ? at : cold;
    words[HEADER.number] = Number(number);
    return words;
  }

  /** Every node once, hot ones first, each after its first parent. */
  #order(root: NodeId): readonly NodeId[] {
    const hot: NodeId[] = [];
    const cold: NodeId[] = [];
    const seen = new Uint8Array(this.#nodes.length);
    const open: NodeId[] = [root];
    while (open.length > 0) {
      const id = open.pop()!;
      if (seen[id] === 1) continue;
      seen[id] = 1;
      const node = this.#nodes[id]!;
      (isCold(node) ? cold : hot).push(id);
      for (let i = node.refs.length - 1; i >= 0; i--) open.push(node.words[node.refs[i]!]!);
    }
    return [...hot, ...cold];
  }

  #placeTexts(order: readonly NodeId[], start: number): { offsets: Map<TextId, number>; end: number } {
    const offsets = new Map<TextId, number>();
    let end = start;
    for (const id of order) {
      const node = this.#nodes[id]!;
      for (const position of node.texts) {
        const text = node.words[position]!;
        if (offsets.has(text)) continue;
        offsets.set(text, end);
        end += 2 + this.#texts[text]!.length;
      }
    }
    return { offsets, end };
  }

  #writeNodes(words: Int32Array, order: readonly NodeId[], offsets: Int32Array, texts: Map<TextId, number>): void {
    for (const id of order) {
      const node = this.#nodes[id]!;
      const at = offsets[id]!;
      words.set(node.words, at);
      for (const position of node.refs) words[at + position] = offsets[node.words[position]!]!;
      for (const position of node.texts) words[at + position] = texts.get(node.words[position]!)!;
    }
  }
}

function writeTexts(words: Int32Array, offsets: Map<TextId, number>, texts: readonly string[]): void {
  const bytes = new Uint8Array(words.buffer);
  for (const [id, offset] of offsets) {
    const text = texts[id]!;
    bytes[offset] = text.length & 0xff;
    bytes[offset + 1] = text.length >>> 8;
    for (let i = 0; i < text.length; i++) bytes[offset + 2 + i] = charCodeOf(text, i);
  }
}

function tooManyNodes(): EngineError {
  const message = `The plan is too large to compile: its tree has more than ${MAX_COMPILED_NODES} nodes.`;
  return new EngineError('PLAN_INVALID', { message, issues: [] });
}

function isCold(node: TreeNode): boolean {
  return (node.words[0]! & 0xff) === KIND.names;
}

function hashWords(words: readonly number[] | Int32Array): number {
  const typed = words instanceof Int32Array ? words : Int32Array.from(words);
  return murmur3Words(typed, 0, typed.length, 0);
}

function sameWords(a: readonly number[] | Int32Array, b: readonly number[] | Int32Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
