import type { SourceFile, SourceImport } from './source-file.ts';

/** What is wrong, one line each: the file, what it does, and the rule. */
export type Faults = readonly string[];

/** Which room may be entered from which: rules <- engine <- adapters <- bench, tests read everything. */
const MAY_ENTER: Readonly<Record<string, readonly string[]>> = {
  rules: [],
  engine: ['rules'],
  adapters: ['rules', 'engine'],
  bench: ['rules', 'engine', 'adapters'],
};
/** The folders and files of engine by floor, from the ground up. */
const FLOORS = [
  ['ports', 'errors', 'limits', 'observe'],
  ['artifact'],
  ['compile', 'decide', 'live', 'store'],
  ['explain', 'publish'],
  ['simulate'],
  ['control'],
  ['engine', 'index'],
];
/** Rooms are entered in one direction only, and by their door. */
export function roomFaults(files: readonly SourceFile[]): Faults {
  return eachImport(files, (file, { from }) => {
    const [room = '', target = ''] = [roomOf(file.path), roomOf(from)];
    if (room === target || room === 'test' || !/\.tsx?$/.test(from)) return undefined;
    // The bench proves that answers agree before it times them.
    if (room === 'bench' && from.startsWith('test/oracle/')) return undefined;
    if (!(MAY_ENTER[room] ?? []).includes(target))
      return `${room} may not enter ${target}: rules <- engine <- adapters`;
    const isDoor = target === 'adapters' ? /^adapters\/[^/]+\/index\.ts$/.test(from) : from === `${target}/index.ts`;
    return isDoor ? undefined : `${room} may enter ${target} by its index.ts only`;
  });
}

/** Inside engine a floor imports from floors below only. */
export function floorFaults(files: readonly SourceFile[]): Faults {
  return eachImport(files, (file, { from }) => {
    if (roomOf(file.path) !== 'engine' || roomOf(from) !== 'engine') return undefined;
    const [part, target] = [enginePart(file.path), enginePart(from)];
    if (part === target) return undefined;
    const [floor, below] = [floorOf(part), floorOf(target)];
    if (floor < 0) return `engine/${part} stands on no floor: see architecture, "Directions"`;
    // The top floor is the engine and its door.
    if (below >= 0 && (below < floor || floor === FLOORS.length - 1)) return undefined;
    return `engine/${part} (floor ${floor}) may not import engine/${target} (floor ${below}): a floor imports from floors below only`;
  });
}

/** An adapter knows no other adapter, nor what mounts it: the files beside main.ts, and the command line. */
export function adapterFaults(files: readonly SourceFile[]): Faults {
  return eachImport(files, (file, { from }) => {
    if (roomOf(file.path) !== 'adapters' || roomOf(from) !== 'adapters') return undefined;
    const [adapter, target] = [adapterOf(file.path), adapterOf(from)];
    if (adapter === target) return undefined;
    if (target === '') return `adapters/${adapter} may not import ${from}, which mounts it`;
    if (adapter !== '' && adapter !== 'cli') {
      return `adapters/${adapter} may not import adapters/${target}: only adapters/main.ts mounts adapters`;
    }
    return from.endsWith('/index.ts') ? undefined : `${file.path} may enter adapters/${target} by its index.ts only`;
  });
}

/** Empty for a file that stands in no adapter, such as main.ts. */
function adapterOf(path: string): string {
  const [, adapter = '', ...rest] = path.split('/');
  return rest.length === 0 ? '' : adapter;
}

/** What decides a call takes from rules only the reading of callers and of local time, limits and the words of a plan. */
export function hotPathImportFaults(files: readonly SourceFile[]): Faults {
  const door = files.find((file) => file.path === 'rules/index.ts');
  const origin = new Map(
    (door?.imports ?? []).flatMap(({ from, names }) => names.map((name) => [name, from] as const)),
  );
  const words = files.filter((file) => ['rules/limits.ts', 'rules/plan/plan.ts'].includes(file.path));
  const free = words.flatMap((file) => file.exports);
  return eachImport(files, (file, { from, values }) => {
    if (!file.path.startsWith('engine/decide/') || from !== 'rules/index.ts') return undefined;
    const foreign = values.filter(
      (name) => !free.includes(name) && !/^rules\/(numbering|calendar|text)\//.test(origin.get(name) ?? ''),
    );
    if (foreign.length === 0) return undefined;
    return `engine/decide may take from rules the reading of a caller and of local time only, not ${foreign.join(', ')}`;
  });
}

const PURE = /^(rules\/(?!data\/)|engine\/(artifact|compile|decide|explain|simulate)\/)/;
const SCRIPTS = /^(rules\/plan\/write-json-schema|adapters\/finish-build)\.ts$/;
/** Left of the store all is pure: of Node only the hash. */
export function purityFaults(files: readonly SourceFile[]): Faults {
  const faultOf = (file: SourceFile, { from, isTypeOnly }: SourceImport) => {
    if (!PURE.test(file.path) || SCRIPTS.test(file.path) || isTypeOnly) return undefined;
    if (!from.startsWith('node:') || from === 'node:crypto') return undefined;
    return `${roomOf(file.path)} is pure left of the store`;
  };
  return eachImport(files, faultOf, 'packages');
}

/** Looks at every import of a file of the repository, or of a package. */
function eachImport(
  files: readonly SourceFile[],
  faultOf: (file: SourceFile, found: SourceImport) => string | undefined,
  which: 'files' | 'packages' = 'files',
): Faults {
  return files.flatMap((file) =>
    file.imports
      .filter(({ isPackage }) => isPackage === (which === 'packages'))
      .flatMap((found) => {
        const fault = faultOf(file, found);
        return fault === undefined ? [] : [`${file.path} imports ${found.from}: ${fault}`];
      }),
  );
}

function roomOf(path: string): string {
  return path.split('/')[0] ?? '';
}

function enginePart(path: string): string {
  return (path.split('/')[1] ?? '').replace(/\.ts$/, '');
}

function floorOf(part: string): number {
  return FLOORS.findIndex((parts) => parts.includes(part));
}
