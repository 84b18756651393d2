import type { Faults } from './import-rules.ts';
import type { SourceFile } from './source-file.ts';

const TOP_LEVEL = [
  ...['engine', 'rules', 'adapters', 'bench', 'test', 'package.json', 'tsconfig.json', 'README.md'],
  ...['package-lock.json', 'LICENSE', 'NOTICE', 'CHANGELOG.md', '.gitignore', '.npmrc', 'biome.json', '.ci'],
];

export function topLevelFaults(names: readonly string[], gitignore: string): Faults {
  const ignored = gitignore.split('\n').map((line) => line.replaceAll('/', ''));
  return names
    .filter((name) => !TOP_LEVEL.includes(name) && !ignored.includes(name) && name !== '.git' && !name.endsWith('.log'))
    .map((name) => `${name} stands at the top level: only ${TOP_LEVEL.join(', ')} may`);
}

/** What starts by itself: doors, tests, and what package.json names (`dist/x.js` is `x.ts`). */
function isEntry(path: string, packageText: string): boolean {
  if (/\.test\.tsx?$/.test(path) || path === 'engine/index.ts' || path === 'rules/data/generate.ts') return true;
  if (/^adapters\/web\//.test(path)) return true;
  return packageText.includes(`dist/${path.replace(/\.ts$/, '.js')}`);
}

export function deadFileFaults(files: readonly SourceFile[], packageText: string): Faults {
  const imported = new Set(files.flatMap((file) => file.imports.map(({ from }) => from)));
  return files
    .filter(({ path }) => !imported.has(path) && !isEntry(path, packageText))
    .map(({ path }) => `${path} is imported by no file: remove it or use it`);
}

/**
 * An export that no other file imports. A type may be exported for what another export says with it. The names of the
 * engine's door are for the world outside.
 */
export function deadExportFaults(files: readonly SourceFile[], packageText: string): Faults {
  const used = new Map<string, Set<string>>();
  for (const { from, names } of files.flatMap((file) => file.imports)) {
    const known = used.get(from) ?? new Set();
    for (const name of names) known.add(name);
    used.set(from, known);
  }
  return files
    .filter(({ path }) => path !== 'engine/index.ts' && !isEntry(path, packageText))
    .flatMap((file) => {
      const names = used.get(file.path) ?? new Set();
      if (names.has('*')) return [];
      const dead = file.exports.filter((name) => !names.has(name) && !isTypeOfOtherExport(file, name));
      return dead.map((name) => `${file.path} exports ${name}, which no file imports`);
    });
}

function isTypeOfOtherExport({ text, exports }: SourceFile, name: string): boolean {
  const isType = new RegExp(`\\b(type|interface) ${name}\\b`).test(text);
  return isType && exports.length > 1 && (text.match(new RegExp(`\\b${name}\\b`, 'g')) ?? []).length > 1;
}

/** A value of the rules' door that nobody takes through it. Types come along with the values that speak of them. */
export function deadDoorFaults(files: readonly SourceFile[]): Faults {
  const door = files.find(({ path }) => path === 'rules/index.ts');
  const taken = new Set(
    files.flatMap((file) => file.imports.filter(({ from }) => from === 'rules/index.ts').flatMap(({ names }) => names)),
  );
  const offered = (door?.imports ?? []).flatMap(({ values }) => values).filter((name) => name !== '*');
  return offered.filter((name) => !taken.has(name)).map((name) => `rules/index.ts offers ${name}, which no file takes`);
}

export type PackageJson = {
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  /** Used where they are there; the code does without. */
  readonly optionalDependencies?: Readonly<Record<string, string>>;
};

export function pinnedFaults({
  dependencies = {},
  devDependencies = {},
  optionalDependencies = {},
}: PackageJson): Faults {
  return Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(([name, version]) => `package.json: ${name} is "${version}": pin it exactly`);
}

/** Run or configured rather than imported. */
const TOOLS = ['@biomejs/biome', 'typescript', 'jest', '@swc/jest', '@swc/core', 'vite'];

/** Every dependency is used, and what is shipped imports nothing that is not shipped with it. */
export function dependencyFaults(
  files: readonly SourceFile[],
  { dependencies: needed = {}, devDependencies = {}, optionalDependencies = {} }: PackageJson,
): Faults {
  const dependencies = { ...needed, ...optionalDependencies };
  const packages = files.flatMap((file) =>
    file.imports
      .filter(({ isPackage, from }) => isPackage && !from.startsWith('node:'))
      .map((found) => ({ path: file.path, ...found, name: packageName(found.from) })),
  );
  const imported = new Set(packages.map(({ name }) => name));
  const isShipped = (path: string) => /^(rules|engine|adapters)\//.test(path);
  const shipped = new Set(packages.filter(({ path }) => isShipped(path)).map(({ name }) => name));
  const isTypes = (name: string) =>
    name.startsWith('@types/') &&
    (['@types/node', '@types/jest'].includes(name) || imported.has(name.slice('@types/'.length)));
  return [
    ...Object.keys(dependencies)
      .filter((name) => !shipped.has(name))
      .map((name) => `package.json: nothing in rules, engine or adapters imports ${name}`),
    ...Object.keys(devDependencies)
      .filter((name) => !imported.has(name) && !TOOLS.includes(name) && !isTypes(name))
      .map((name) => `package.json: nothing imports ${name}`),
    ...packages
      .filter(
        ({ name, path, isTypeOnly }) =>
          !(name in dependencies) && !((!isShipped(path) || isTypeOnly) && name in devDependencies),
      )
      .map(
        ({ name, path }) =>
          `${path} imports ${name}, which is not among the ${isShipped(path) ? 'dependencies' : 'packages'} of package.json`,
      ),
  ];
}

function packageName(from: string): string {
  return from
    .split('/')
    .slice(0, from.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Written in pieces, so that this file itself holds none of them. */
const LEAKS: readonly (readonly [pattern: RegExp, what: string])[] = [
  [
    new RegExp(
      `(^|[\\s"'\`(=:])/(${['wor' + 'k', 'roo' + 't', 'ho' + 'me', 'Use' + 'rs', 'tm' + 'p'].join('|')})/`,
      'm',
    ),
    'an absolute path of a machine',
  ],
  [/[A-Z]:\\Users\\/, 'an absolute path of a machine'],
  [new RegExp(`\\b${'pro' + 'mpt'}s?\\b`, 'i'), 'a word about how it was written'],
  [new RegExp(`(?<!user[- _]?)\\b${'age' + 'nt'}s?\\b`, 'i'), 'a word about how it was written'],
  [new RegExp(`\\b(this|my|our|previous|working)\\s+${'sess' + 'ion'}\\b`, 'i'), 'a word about how it was written'],
  [
    new RegExp(
      `\\b(${['clau' + 'de', 'anthro' + 'pic', 'chat' + 'gpt', 'co' + 'pilot', 'language ' + 'model'].join('|')})\\b`,
      'i',
    ),
    'a word about how it was written',
  ],
];

export function leakFaults(texts: readonly { readonly path: string; readonly text: string }[]): Faults {
  return texts.flatMap(({ path, text }) =>
    LEAKS.flatMap(([pattern, what]) => {
      const found = pattern.exec(text);
      if (found === null) return [];
      const line = text.slice(0, found.index).split('\n').length;
      return [`${path}:${line} has ${what}: "${found[0].trim()}"`];
    }),
  );
}
