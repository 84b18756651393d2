import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { guard } from '../guard.ts';
import type { HttpOptions } from '../http-server.ts';
import { Refused } from '../problem.ts';
import { auditReportSchema, auditSchema } from './answer-schemas.ts';
import { answering, numberOf } from './asking.ts';
import { auditQuery, PROBLEMS, verifyQuery } from './control-schemas.ts';

/** Who did what to a number, and the proof that nobody rewrote it. */
export function addAuditRoutes(app: FastifyInstance, { room }: Pick<HttpOptions, 'room'>): void {
  const tags = ['audit'];
  app.route({
    ...guard('audit:read'),
    method: 'GET',
    url: '/v1/numbers/:number/audit',
    schema: {
      summary: 'The audit of a number, oldest first, as it is chained',
      tags,
      querystring: auditQuery,
      response: { 200: auditSchema, ...PROBLEMS },
    },
    handler: answering<unknown, z.infer<typeof auditQuery>>(room, async (asking) => ({
      entries: await asking.mine.audit(numberOf(asking), asking.request.query),
    })),
  });
  app.route({
    // The carrier's: a customer cannot judge a chain whose end it does not keep.
    ...guard('provisioning'),
    method: 'GET',
    url: '/v1/numbers/:number/audit::verify',
    schema: {
      summary: 'Recomputes the chain and holds it against the versions (the carrier)',
      tags,
      querystring: verifyQuery,
      response: { 200: auditReportSchema, ...PROBLEMS },
    },
    handler: answering<unknown, z.infer<typeof verifyQuery>>(room, async (asking) => {
      const { sequence, hash } = asking.request.query;
      if ((sequence === undefined) !== (hash === undefined)) {
        throw new Refused(400, {
          it: 'sequence e hash vanno insieme: sono la fine («head») di una verifica precedente.',
          en: 'sequence and hash go together: they are the head of an earlier report.',
        });
      }
      const anchor = sequence === undefined || hash === undefined ? undefined : { sequence, hash };
      return asking.mine.verifyAudit(numberOf(asking), anchor);
    }),
  });
}
