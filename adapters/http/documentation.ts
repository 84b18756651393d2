import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance, FastifySchema } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { DOCS_PATH, scopeOf } from './guard.ts';

type Transform = typeof jsonSchemaTransform;
type TransformObject = typeof jsonSchemaTransformObject;

/** OpenAPI 3.1 of every route that comes after, at `/docs`. */
export async function addDocumentation(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Instrada', version, description: DESCRIPTION },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    },
    transform: withScope,
    transformObject: withPlainColons,
  });
  await app.register(swaggerUi, { routePrefix: DOCS_PATH });
}

const DESCRIPTION =
  'Where the calls to an Intelligent Number go, and how its owner changes that. Sentences are in Italian or English, by Accept-Language.';

/** What a route needs is told where it is described. */
const withScope: Transform = (asked) => {
  const { schema, url } = jsonSchemaTransform(asked);
  const scope = scopeOf(asked.route);
  if (scope === 'public' || scope === 'own') return { schema, url };
  const { description } = (schema ?? {}) as { readonly description?: string };
  const needs = `Scope: ${scope}.`;
  const told = { description: description === undefined ? needs : `${description} ${needs}` };
  return { schema: { ...schema, ...told, security: [{ bearer: [] }] } as FastifySchema, url };
};

/** A path ends in `{id}:confirm`, which is written `:id::confirm` for the router: the word is no parameter. */
const withPlainColons: TransformObject = (document) => {
  const whole = jsonSchemaTransformObject(document);
  if (!('paths' in whole)) return whole;
  const paths = Object.entries(whole.paths ?? {}).map(([path, item]) => {
    const [, word] = /:\{(\w+)\}$/.exec(path) ?? [];
    if (word === undefined) return [path, item];
    const plain = JSON.parse(JSON.stringify(item)) as Record<string, { parameters?: { name: string }[] }>;
    for (const operation of Object.values(plain)) {
      operation.parameters = (operation.parameters ?? []).filter(({ name }) => name !== word);
    }
    return [path.replace(/:\{(\w+)\}$/, ':$1'), plain];
  });
  return { ...whole, paths: Object.fromEntries(paths) } as ReturnType<TransformObject>;
};
