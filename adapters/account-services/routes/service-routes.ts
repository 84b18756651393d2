import type { FastifyInstance } from 'fastify';
import { ServiceError } from '../errors.ts';
import type { ServiceRouteOptions } from './asking.ts';
import { addBillingRoutes } from './billing-routes.ts';
import { addCarrierRoutes } from './carrier-routes.ts';
import { addLineRoutes } from './line-routes.ts';
import { addRelocationRoutes } from './relocation-routes.ts';

/** Adds every route of the account services, under `/v1/services/`, to a server that guards its routes. */
export async function addAccountServiceRoutes(app: FastifyInstance, options: ServiceRouteOptions): Promise<void> {
  await app.register(async (scope) => {
    scope.setErrorHandler((error, request, reply) => {
      // What is none of theirs is told as the server tells it.
      if (!(error instanceof ServiceError)) throw error;
      const { status, code, sentences, details } = error;
      if (status >= 500) request.log.error({ err: error, why: String(error.cause ?? error.message) }, 'failed');
      if (status === 503) reply.header('retry-after', RETRY_AFTER_SECONDS);
      const pending = details.pending === undefined ? {} : { pending: true };
      options.problem(reply, status, sentences[options.languageOf(request)], { code, sentences, ...pending });
    });
    addLineRoutes(scope, options);
    addRelocationRoutes(scope, options);
    addBillingRoutes(scope, options);
    addCarrierRoutes(scope, options);
  });
}

const RETRY_AFTER_SECONDS = 5;
