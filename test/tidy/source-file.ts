import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { parseSync } from '@swc/core';

/** One import, or export from elsewhere. */
export type SourceImport = {
  /** Path in the repository, or the name of a package. */
  readonly from: string;
  readonly isPackage: boolean;
  readonly isTypeOnly: boolean;
  /** Names as the other file exports them; `*` for all of them. */
  readonly names: readonly string[];
  /** The same, without types. */
  readonly values: readonly string[];
};

/** A syntax node as the parser gives it: told by its `type`. */
export type SyntaxNode = { readonly type: string; readonly [key: string]: unknown };

export type SourceFile = {
  /** Path in the repository, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly SourceImport[];
  /** Names that the file itself declares and exports. */
  readonly exports: readonly string[];
  /** Every syntax node. */
  readonly nodes: readonly SyntaxNode[];
  /** How many lines a node takes. */
  readonly linesOf: (node: SyntaxNode) => number;
};

const ROOMS = ['rules', 'engine', 'adapters', 'bench', 'test'];
const ROOT = new URL('../../', import.meta.url);
const UNREAD = ['node_modules', 'dist', '.git', 'results', 'coverage'];

/** Every file of the rooms as a path in the repository. */
export function repositoryFiles(folder = ''): readonly string[] {
  const entries = readdirSync(new URL(folder === '' ? '.' : `${folder}/`, ROOT), { withFileTypes: true });
  return entries.flatMap((entry) => {
    if (UNREAD.includes(entry.name)) return [];
    if (folder === '' && !ROOMS.includes(entry.name)) return [];
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    return entry.isDirectory() ? repositoryFiles(path) : [path];
  });
}

export function topLevelNames(): readonly string[] {
  return readdirSync(ROOT);
}

export function readRepositoryText(path: string): string {
  return readFileSync(new URL(path, ROOT), 'utf8');
}

export function readSourceFiles(): readonly SourceFile[] {
  const paths = repositoryFiles().filter((path) => /\.tsx?$/.test(path));
  return paths.map((path) => sourceFile(path, readRepositoryText(path)));
}

/** A source as the rules see it. Samples of the tests are made with it too. */
export function sourceFile(path: string, text: string): SourceFile {
  const nodes: SyntaxNode[] = [];
  // Spans are counted in bytes over all that was ever parsed: the first statement tells where this text begins.
  const marked = Buffer.from(`0;${text.replace(/^#!/, '//')}`);
  const tree = parseSync(marked.toString(), { syntax: 'typescript', tsx: path.endsWith('.tsx'), target: 'es2022' });
  collect(tree, nodes);
  const base = tree.body[0]?.span.start ?? 0;
  const linesOf = ({ span }: SyntaxNode) => {
    const { start, end } = span as { readonly start: number; readonly end: number };
    return marked
      .subarray(start - base, end - base)
      .toString()
      .split('\n').length;
  };
  return {
    path,
    text,
    imports: nodes.flatMap((node) => importOf(path, node)),
    exports: nodes.flatMap(exportsOf),
    nodes,
    linesOf,
  };
}

function collect(value: unknown, into: SyntaxNode[]): void {
  if (Array.isArray(value)) for (const part of value) collect(part, into);
  else if (typeof value === 'object' && value !== null) {
    if ('type' in value && typeof value.type === 'string') into.push(value as SyntaxNode);
    for (const part of Object.values(value)) collect(part, into);
  }
}

type Specifier = {
  readonly type: string;
  readonly isTypeOnly?: boolean;
  readonly local?: { readonly value: string };
  readonly orig?: { readonly value: string };
  readonly imported?: { readonly value: string } | null;
};

function importOf(path: string, node: SyntaxNode): readonly SourceImport[] {
  if (node.type === 'CallExpression') return dynamicImportOf(path, node);
  if (!['ImportDeclaration', 'ExportNamedDeclaration', 'ExportAllDeclaration'].includes(node.type)) return [];
  const source = node.source as { readonly value: string } | null | undefined;
  if (source === null || source === undefined) return [];
  const isTypeOnly = node.typeOnly === true;
  const specifiers = (node.specifiers ?? []) as readonly Specifier[];
  const all = node.type === 'ExportAllDeclaration' ? ['*'] : [];
  const values = isTypeOnly ? [] : specifiers.filter((specifier) => specifier.isTypeOnly !== true).map(importedName);
  return [
    resolved(path, source.value, {
      isTypeOnly,
      names: [...all, ...specifiers.map(importedName)],
      values: [...all, ...values],
    }),
  ];
}

function dynamicImportOf(path: string, node: SyntaxNode): readonly SourceImport[] {
  const callee = node.callee as SyntaxNode;
  const [first] = node.arguments as readonly { readonly expression: SyntaxNode }[];
  if (callee.type !== 'Import' || first?.expression.type !== 'StringLiteral') return [];
  return [resolved(path, String(first.expression.value), { isTypeOnly: false, names: ['*'], values: ['*'] })];
}

function resolved(path: string, from: string, rest: Omit<SourceImport, 'from' | 'isPackage'>): SourceImport {
  const isPackage = !from.startsWith('.');
  return { from: isPackage ? from : posix.join(posix.dirname(path), from), isPackage, ...rest };
}

function importedName(specifier: Specifier): string {
  if (specifier.type === 'ImportNamespaceSpecifier' || specifier.type === 'ExportNamespaceSpecifier') return '*';
  if (specifier.type === 'ImportDefaultSpecifier') return 'default';
  return specifier.orig?.value ?? specifier.imported?.value ?? specifier.local?.value ?? '';
}

function exportsOf(node: SyntaxNode): readonly string[] {
  if (node.type === 'ExportNamedDeclaration' && (node.source === null || node.source === undefined)) {
    return (node.specifiers as readonly Specifier[]).map(importedName);
  }
  if (node.type !== 'ExportDeclaration') return [];
  const declaration = node.declaration as SyntaxNode & {
    readonly identifier?: { readonly value: string };
    readonly id?: { readonly value: string };
    readonly declarations?: readonly { readonly id: SyntaxNode }[];
  };
  const declared = declaration.identifier?.value ?? declaration.id?.value;
  if (declared !== undefined) return [declared];
  return (declaration.declarations ?? [])
    .map(({ id }) => (typeof id.value === 'string' ? id.value : ''))
    .filter((name) => name !== '');
}
