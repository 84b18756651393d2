import type { Faults } from './import-rules.ts';
import type { SourceFile, SyntaxNode } from './source-file.ts';

const MAX_FILE_LINES = 250;
const MAX_FUNCTION_LINES = 60;
const BANNED_WORDS = ['manager', 'helper', 'helpers', 'util', 'utils', 'common', 'misc', 'info', 'process', 'handle'];
/** Run by hand or by a build, never by the engine: they may read the command line. */
const SCRIPTS = ['rules/data/generate.ts', 'rules/plan/write-json-schema.ts'];
const FORBIDDEN_SYNTAX: Readonly<Record<string, string>> = {
  ExportDefaultDeclaration: 'a default export',
  ExportDefaultExpression: 'a default export',
  TsExportAssignment: 'an export assignment',
  TsEnumDeclaration: 'an enum',
  TsModuleDeclaration: 'a namespace',
  TsParameterProperty: 'a parameter property',
};
const NOT_IN_HOT_PATH: Readonly<Record<string, string>> = {
  RegExpLiteral: 'a regular expression',
  ThrowStatement: 'a throw',
  BigIntLiteral: 'a BigInt',
  AwaitExpression: 'an await',
};

/** Named exports, plain data and functions: no default export, enum, namespace or parameter property. */
export function syntaxFaults(files: readonly SourceFile[]): Faults {
  return files.flatMap(({ path, nodes }) =>
    nodes
      .filter(({ type }) => type in FORBIDDEN_SYNTAX)
      .map(({ type }) => `${path} has ${FORBIDDEN_SYNTAX[type]}: house style forbids it`),
  );
}

/** Reads a trail for explain: no call passes through it. */
const BESIDE_HOT_PATH = ['engine/decide/trail.ts'];

/** Deciding is synchronous and cannot fail. */
export function hotPathSyntaxFaults(files: readonly SourceFile[]): Faults {
  return files
    .filter(({ path }) => path.startsWith('engine/decide/') && !BESIDE_HOT_PATH.includes(path))
    .flatMap(({ path, nodes }) =>
      nodes
        .filter(({ type }) => type in NOT_IN_HOT_PATH)
        .map(({ type }) => `${path} has ${NOT_IN_HOT_PATH[type]}: not in the hot path`),
    );
}

/** Only adapters read the clock, chance, the environment and the command line. */
export function worldFaults(files: readonly SourceFile[]): Faults {
  return files
    .filter(({ path }) => /^(rules|engine)\//.test(path) && !SCRIPTS.includes(path))
    .flatMap(({ path, nodes }) =>
      nodes.flatMap((node) => {
        const reading = readingOfWorld(node, MAY_DRAW.test(path));
        return reading === undefined
          ? []
          : [`${path} reads ${reading}: only adapters may; the engine is given it (ports.ts)`];
      }),
    );
}

const WORLD = [
  'Date.now',
  'Math.random',
  'process.env',
  'process.argv',
  'process.hrtime',
  'performance.now',
  'crypto.randomUUID',
];
const CHANCE = ['randomUUID', 'randomBytes', 'getRandomValues'];
/** A store may name itself by chance: no decision and no plan depends on it. */
const MAY_DRAW = /^engine\/store\//;

function readingOfWorld(node: SyntaxNode, mayDraw: boolean): string | undefined {
  if (node.type === 'MemberExpression') {
    const name = `${identifier(node.object)}.${identifier(node.property)}`;
    return WORLD.includes(name) ? name : undefined;
  }
  if (node.type === 'NewExpression' && identifier(node.callee) === 'Date') {
    return Array.isArray(node.arguments) && node.arguments.length > 0 ? undefined : 'the clock by new Date()';
  }
  if (node.type !== 'CallExpression') return undefined;
  if (identifier(node.callee) === 'Date') return 'the clock by Date()';
  return CHANCE.includes(identifier(node.callee)) && !mayDraw ? identifier(node.callee) : undefined;
}

function identifier(node: unknown): string {
  const { type, value } = (node ?? {}) as Partial<SyntaxNode>;
  return type === 'Identifier' && typeof value === 'string' ? value : '';
}

/** Words that say nothing, in names of files and of exports. HTTP may handle. */
export function bannedWordFaults(files: readonly SourceFile[]): Faults {
  return files.flatMap(({ path, exports }) => {
    const isHttp = path.startsWith('adapters/http/');
    const isBanned = (name: string) =>
      wordsOf(name).some((word) => BANNED_WORDS.includes(word) && !(isHttp && word === 'handle'));
    const fileName = path.split('/').at(-1) ?? '';
    return [
      ...(isBanned(fileName) ? [`${path} is named with a banned word`] : []),
      ...exports.filter(isBanned).map((name) => `${path} exports ${name}: a banned word`),
    ];
  });
}

function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.toLowerCase());
}

export function kebabCaseFaults(paths: readonly string[]): Faults {
  return paths
    .filter((path) => !path.startsWith('test/faults/')) // named after their issue codes
    .filter((path) => /\.(tsx?|json|lua|css|html|sh|yaml)$/.test(path))
    .filter((path) => path.split('/').some((part) => !/^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/.test(part)))
    .map((path) => `${path} is not in kebab-case`);
}

export function fileLengthFaults(files: readonly SourceFile[]): Faults {
  return files
    .filter(({ path }) => !path.endsWith('.data.ts'))
    .map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > MAX_FILE_LINES)
    .map(({ path, lines }) => `${path} has ${lines} lines: split it (at most ${MAX_FILE_LINES})`);
}

/** A suite of tests may be one long function; its tests are what is read. */
const FUNCTIONS = ['FunctionDeclaration', 'ClassMethod', 'PrivateMethod', 'Constructor', 'ArrowFunctionExpression'];

export function functionLengthFaults(files: readonly SourceFile[]): Faults {
  return files
    .filter(({ path }) => !path.startsWith('test/') && !path.endsWith('.data.ts'))
    .flatMap(({ path, nodes, linesOf }) =>
      nodes
        .filter((node) => FUNCTIONS.includes(node.type) && linesOf(node) > MAX_FUNCTION_LINES)
        .map(
          (node) =>
            `${path} ${nameOf(node)} has ${linesOf(node)} lines: a function fits a screen (${MAX_FUNCTION_LINES})`,
        ),
    );
}

function nameOf(node: SyntaxNode): string {
  return identifier(node.identifier) || identifier(node.key) || 'a function';
}
