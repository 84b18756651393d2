import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { engineProblem } from '../../adapters/http/engine-problems.ts';
import { ENGINE_ERRORS, EngineError, type EngineErrorCode } from '../../engine/index.ts';
import { answerFaultsOf } from './answer-faults.ts';
import { openServer, type TestServer } from './test-server.ts';

type Operation = {
  readonly description?: string;
  readonly security?: unknown;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: object }> };
};
type Document = {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Record<string, object> };
};

let server: TestServer;
let document: Document;
beforeAll(async () => {
  server = await openServer();
  document = (await server.get('/docs/json')).body as unknown as Document;
});
afterAll(() => server?.close());

test('lists every route, with its parameters and the scope it needs', () => {
  expect(document.openapi).toBe('3.1.0');
  for (const { method, url, scope } of server.routes) {
    if (url.startsWith('/docs') || method === 'HEAD') continue;
    const path = url.replace(/:(number|version|site|id)\b/g, '{$1}');
    const operation = document.paths[path]?.[method.toLowerCase()];
    expect([path, operation !== undefined]).toEqual([path, true]);
    const named = (operation?.parameters ?? []).filter((each) => each.in === 'path').map(({ name }) => name);
    expect([path, named.sort()]).toEqual([path, [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).sort()]);
    if (scope === 'public') continue;
    expect([path, operation?.description]).toEqual([path, expect.stringContaining(`Scope: ${scope}.`)]);
    expect(operation?.security).toEqual([{ bearer: [] }]);
  }
});

test('answers are held against it in every test here, and one that differs is told', () => {
  const faultsOf = answerFaultsOf(document);
  const version = { number: '800123456', version: 1, etag: '"v1-0"', hash: '0', withdrawn: false, by: 'x', at: 'y' };
  const path = '/v1/numbers/800123456/versions?limit=1';
  expect(faultsOf('GET', path, 200, { versions: [{ ...version, note: '' }] })).toEqual([]);
  expect(faultsOf('GET', path, 200, { versions: [version] })).toEqual([expect.stringContaining("'note'")]);
  expect(faultsOf('GET', path, 200, { versions: [{ ...version, note: '', more: 1 }] })).toHaveLength(1);
  expect(faultsOf('GET', path, 418, {})).toEqual(['status 418 is not documented']);
});

test('shows edits and plans by their own schemas', () => {
  const edits = document.paths['/v1/numbers/{number}/edits']?.post;
  expect(JSON.stringify(edits?.requestBody)).toContain('#/components/schemas/edit');
  expect(edits?.parameters?.filter((each) => each.in === 'header').map(({ name }) => name)).toEqual([
    'idempotency-key',
    'if-match',
    'if-none-match',
  ]);
  expect(JSON.stringify(document.components.schemas)).toContain('set-percentages');
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)];
  for (const [, name] of references) expect(Object.keys(document.components.schemas)).toContain(name);
  expect(JSON.stringify(document)).not.toContain('#/$defs');
});

test('the page of the adapter has the status of each error of the engine', () => {
  const page = readFileSync(new URL('../../adapters/http/README.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `([A-Z_]+)` \| (\d{3}) \|$/gm)].map(([, code, status]) => [code, Number(status)]);
  const codes = Object.keys(ENGINE_ERRORS) as EngineErrorCode[];
  expect(rows).toEqual(codes.map((code) => [code, engineProblem(new EngineError(code), 'en').status]));
  for (const code of codes) {
    const [english, italian] = [engineProblem(new EngineError(code), 'en'), engineProblem(new EngineError(code), 'it')];
    expect([code, english.detail === italian.detail]).toEqual([code, false]);
  }
});
