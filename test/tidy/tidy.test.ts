import { describe, expect, test } from '@jest/globals';
import { kebabCaseFaults } from './content-rules.ts';
import { leakFaults, type PackageJson, pinnedFaults, topLevelFaults } from './project-rules.ts';
import { readRepositoryText, readSourceFiles, repositoryFiles, sourceFile, topLevelNames } from './source-file.ts';
import { SOURCE_RULES } from './source-rules.ts';

const FILES = readSourceFiles();
const PATHS = repositoryFiles();
const PACKAGE_TEXT = readRepositoryText('package.json');
/** The package of the samples. */
const SAMPLE_PACKAGE_TEXT = '{"dependencies":{"zod":"4.6.7"},"devDependencies":{"fast-check":"4.10.2"}}';

describe.each(SOURCE_RULES)('$name', ({ faultsOf, broken }) => {
  test.each(broken)('a sample is told: $says', ({ files, says }) => {
    const faults = faultsOf(
      Object.entries(files).map(([path, text]) => sourceFile(path, text)),
      { text: SAMPLE_PACKAGE_TEXT },
    );
    expect(faults.filter((fault) => fault.includes(says))).toHaveLength(1);
  });

  test('the repository keeps it', () => expect(faultsOf(FILES, { text: PACKAGE_TEXT })).toEqual([]));
});

describe('what is not source', () => {
  test('only what belongs there stands at the top level', () => {
    expect(topLevelFaults(['engine', 'notes.md', 'dist'], 'node_modules/\ndist/\n')).toHaveLength(1);
    expect(topLevelFaults(topLevelNames(), readRepositoryText('.gitignore'))).toEqual([]);
  });

  test('names of files are in kebab-case', () => {
    expect(
      kebabCaseFaults(['engine/decide/callCase.ts', 'engine/snake_case.ts', 'Rules/a.ts', 'rules/a-b.data.ts']),
    ).toHaveLength(3);
    expect(kebabCaseFaults(PATHS)).toEqual([]);
  });

  test('dependencies are pinned exactly', () => {
    expect(pinnedFaults({ dependencies: { a: '^1.0.0', b: '1.2.3' }, devDependencies: { c: 'latest' } })).toHaveLength(
      2,
    );
    expect(pinnedFaults(JSON.parse(PACKAGE_TEXT) as PackageJson)).toEqual([]);
  });

  test('nothing tells of the machine or the way in which it was written', () => {
    const samples = [
      ['', 'work', 'main'],
      ['see ', 'home', 'x'],
      ['a ', 'tmp', 'x'],
    ].map((parts) => parts.join('/'));
    samples.push(`the ${'pro'}${'mpt'}`, `an ${'age'}${'nt'} did`, `this ${'sess'}${'ion'}`);
    for (const text of samples) expect(leakFaults([{ path: 'a', text }])).toHaveLength(1);
    expect(leakFaults([{ path: 'a', text: 'User-Agent: x, user agent, an SDP session, framework/main' }])).toEqual([]);
    const top = topLevelNames().filter(
      (name) => /\.(md|json)$|^\.npmrc$|^LICENSE$/.test(name) && name !== 'package-lock.json',
    );
    const texts = [...PATHS, ...top].filter((path) => !/\.(png|ico|woff2|bin)$/.test(path));
    expect(leakFaults(texts.map((path) => ({ path, text: readRepositoryText(path) })))).toEqual([]);
  });
});

test('there is something to look at', () => {
  expect(FILES.length).toBeGreaterThan(100);
  expect(new Set(FILES.map(({ path }) => path.split('/')[0]))).toEqual(
    new Set(['rules', 'engine', 'adapters', 'bench', 'test']),
  );
});
