import {
  bannedWordFaults,
  fileLengthFaults,
  functionLengthFaults,
  hotPathSyntaxFaults,
  syntaxFaults,
  worldFaults,
} from './content-rules.ts';
import {
  adapterFaults,
  type Faults,
  floorFaults,
  hotPathImportFaults,
  purityFaults,
  roomFaults,
} from './import-rules.ts';
import {
  deadDoorFaults,
  deadExportFaults,
  deadFileFaults,
  dependencyFaults,
  type PackageJson,
} from './project-rules.ts';
import { serviceImportFaults, serviceWordFaults } from './service-rules.ts';
import type { SourceFile } from './source-file.ts';

/** A rule, and for each way of breaking it a sample with what its message must say. */
export type SourceRule = {
  readonly name: string;
  readonly faultsOf: (files: readonly SourceFile[], packageJson: { readonly text: string }) => Faults;
  readonly broken: readonly { readonly files: Readonly<Record<string, string>>; readonly says: string }[];
};

const one = (path: string, text: string, says: string) => ({ files: { [path]: text }, says });
const LONG = 'line();\n'.repeat(251);

export const SOURCE_RULES: readonly SourceRule[] = [
  {
    name: 'rooms are entered in one direction, by their door',
    faultsOf: roomFaults,
    broken: [
      one('rules/a.ts', "import { x } from '../engine/index.ts';", 'rules may not enter engine'),
      one('rules/a.ts', "export * from '../adapters/cli/index.ts';", 'rules may not enter adapters'),
      one('engine/a/b.ts', "import type { X } from '../../adapters/http/index.ts';", 'engine may not enter adapters'),
      one('engine/a/b.ts', "import { x } from '../../bench/x.ts';", 'engine may not enter bench'),
      one(
        'adapters/cli/a.ts',
        "const x = await import('../../test/oracle/plain-reader.ts');",
        'adapters may not enter test',
      ),
      one(
        'engine/a/b.ts',
        "import { x } from '../../rules/plan/plan.ts';",
        'engine may enter rules by its index.ts only',
      ),
      one(
        'adapters/cli/a.ts',
        "import { x } from '../../engine/decide/decide.ts';",
        'adapters may enter engine by its index.ts only',
      ),
      one('bench/a.ts', "import { x } from '../adapters/cli/run.ts';", 'bench may enter adapters by its index.ts only'),
      one('bench/a.ts', "import { x } from '../test/property/seed.ts';", 'bench may not enter test'),
    ],
  },
  {
    name: 'a floor of engine imports from floors below only',
    faultsOf: floorFaults,
    broken: [
      one(
        'engine/decide/a.ts',
        "import { x } from '../live/live-snapshot.ts';",
        'engine/decide (floor 2) may not import engine/live (floor 2)',
      ),
      one(
        'engine/artifact/a.ts',
        "import { x } from '../decide/decide.ts';",
        'engine/artifact (floor 1) may not import engine/decide (floor 2)',
      ),
      one(
        'engine/errors.ts',
        "import { x } from './engine.ts';",
        'engine/errors (floor 0) may not import engine/engine',
      ),
      one('engine/cellar/a.ts', "import { x } from '../errors.ts';", 'engine/cellar stands on no floor'),
    ],
  },
  {
    name: 'no adapter imports another',
    faultsOf: adapterFaults,
    broken: [
      one('adapters/sip/a.ts', "import { x } from '../http/index.ts';", 'adapters/sip may not import adapters/http'),
      one('adapters/sip/a.ts', "import { x } from '../main.ts';", 'adapters/sip may not import adapters/main.ts'),
      one(
        'adapters/main.ts',
        "import { x } from './http/server.ts';",
        'adapters/main.ts may enter adapters/http by its index.ts only',
      ),
    ],
  },
  {
    name: 'deciding takes from rules callers and local time only',
    faultsOf: hotPathImportFaults,
    broken: [
      {
        files: {
          'rules/index.ts': "export { checkPlan } from './plan/check-plan.ts';",
          'engine/decide/a.ts': "import { checkPlan } from '../../rules/index.ts';",
        },
        says: 'not checkPlan',
      },
    ],
  },
  {
    name: 'routing knows nothing of the account services',
    faultsOf: serviceWordFaults,
    broken: [
      one('engine/decide/a.ts', "const code = '4146';", 'engine/decide/a.ts says "4146"'),
      one('rules/plan/a.ts', '/** A blocked SIM is no destination. */', 'says "SIM"'),
      one('engine/control/a.ts', 'const relocation = 1;', 'says "relocat"'),
    ],
  },
  {
    name: 'the account services route nothing',
    faultsOf: serviceImportFaults,
    broken: [
      one(
        'adapters/account-services/a.ts',
        "import { compilePlan } from '../../engine/index.ts';",
        'takes compilePlan',
      ),
      one(
        'adapters/account-services/sim/a.ts',
        "import { editAndCheck } from '../../../rules/index.ts';",
        'takes editAndCheck',
      ),
    ],
  },
  {
    name: 'left of the store all is pure',
    faultsOf: purityFaults,
    broken: [
      one('rules/plan/a.ts', "import { readFileSync } from 'node:fs';", 'rules is pure'),
      one('engine/compile/a.ts', "import net from 'node:net';", 'engine is pure'),
    ],
  },
  {
    name: 'no default export, enum, namespace or parameter property',
    faultsOf: syntaxFaults,
    broken: [
      one('rules/a.ts', 'export default 1;', 'a default export'),
      one('rules/a.ts', 'export default function f() {}', 'a default export'),
      one('rules/a.ts', 'export enum A { b }', 'an enum'),
      one('rules/a.ts', 'namespace A { export const b = 1; }', 'a namespace'),
      one('rules/a.ts', 'class A { constructor(private readonly b: number) {} }', 'a parameter property'),
    ],
  },
  {
    name: 'the hot path cannot fail or wait',
    faultsOf: hotPathSyntaxFaults,
    broken: [
      one('engine/decide/a.ts', 'const a = /b/;', 'a regular expression'),
      one('engine/decide/a.ts', "function f() { throw new Error('x'); }", 'a throw'),
      one('engine/decide/a.ts', 'const a = 1n;', 'a BigInt'),
      one('engine/decide/a.ts', 'async function f() { await 1; }', 'an await'),
    ],
  },
  {
    name: 'only adapters read the clock, chance, the environment and the command line',
    faultsOf: worldFaults,
    broken: [
      one('engine/a.ts', 'const now = Date.now();', 'Date.now'),
      one('engine/a.ts', 'const now = new Date();', 'new Date()'),
      one('engine/a.ts', 'const now = Date();', 'Date()'),
      one('rules/a.ts', 'const home = process.env.HOME;', 'process.env'),
      one('engine/a.ts', 'const [, , first] = process.argv;', 'process.argv'),
      one('engine/a.ts', 'const dice = Math.random();', 'Math.random'),
      one('engine/a.ts', 'const id = randomUUID();', 'randomUUID'),
    ],
  },
  {
    name: 'no banned words in names',
    faultsOf: bannedWordFaults,
    broken: [
      one('engine/plan-manager.ts', '', 'named with a banned word'),
      one('adapters/sip/a.ts', 'export const callInfo = 1;', 'exports callInfo'),
      one('adapters/sip/a.ts', 'export function handleCall() {}', 'exports handleCall'),
      one('rules/a.ts', 'export type PlanUtils = string;', 'exports PlanUtils'),
    ],
  },
  {
    name: 'files are short',
    faultsOf: fileLengthFaults,
    broken: [one('rules/a.ts', LONG, 'rules/a.ts has 251 lines')],
  },
  {
    name: 'functions fit a screen',
    faultsOf: functionLengthFaults,
    broken: [
      one('rules/a.ts', `export function long() {\n${LONG}}`, 'rules/a.ts long has 253 lines'),
      one('rules/a.ts', `class A {\n  long() {\n${LONG}  }\n}`, 'rules/a.ts long has 253 lines'),
    ],
  },
  {
    name: 'every file is used',
    faultsOf: (files, { text }) => deadFileFaults(files, text),
    broken: [
      one('engine/decide/forgotten.ts', 'export const a = 1;', 'engine/decide/forgotten.ts is imported by no file'),
    ],
  },
  {
    name: 'every export is used',
    faultsOf: (files, { text }) => deadExportFaults(files, text),
    broken: [
      {
        files: {
          'engine/a.ts': 'export const used = 1;\nexport function unused() {}',
          'engine/b.ts': "import { used } from './a.ts';",
        },
        says: 'engine/a.ts exports unused',
      },
      {
        files: { 'rules/a.ts': 'type A = 1;\nexport { type A };', 'rules/b.ts': "import { b } from './a.ts';" },
        says: 'rules/a.ts exports A',
      },
    ],
  },
  {
    name: 'every name of the door of rules is taken',
    faultsOf: deadDoorFaults,
    broken: [one('rules/index.ts', "export { offered } from './a.ts';", 'rules/index.ts offers offered')],
  },
  {
    name: 'every dependency is used, every package is declared',
    faultsOf: (files, { text }) => dependencyFaults(files, JSON.parse(text) as PackageJson),
    broken: [
      one('engine/a.ts', '', 'nothing in rules, engine or adapters imports zod'),
      one('test/a.ts', "import { z } from 'zod';", 'nothing in rules, engine or adapters imports zod'),
      one('engine/a.ts', "import { z } from 'zod';", 'nothing imports fast-check'),
      one(
        'engine/a.ts',
        "import fc from 'fast-check';",
        'engine/a.ts imports fast-check, which is not among the dependencies',
      ),
      one('test/a.ts', "import { x } from '@scope/unknown/deep';", 'test/a.ts imports @scope/unknown'),
    ],
  },
];
