import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance, FastifySchema } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { DOCS_PATH, scopeOf } from './guard.ts';

type Transform = typeof jsonSchemaTransform;

/** OpenAPI 3.1 of every route that comes after, at `/docs`. */
export async function addDocumentation(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Instrada', version, description: DESCRIPTION },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    },
    transform: withScope,
    transformObject: jsonSchemaTransformObject,
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
