import type { FastifyBaseLogger, FastifyInstance, FastifyReply } from 'fastify';
import type { z } from 'zod';
import { callOfRecord, type Decision, type NodeState, receiptOf, writeReceipt } from '../../engine/index.ts';
import { guard } from './guard.ts';
import type { HttpOptions } from './http-server.ts';
import { maskCaller } from './mask-caller.ts';
import { problem } from './problem.ts';
import { batchAnswerSchema, batchSchema, callSchema, decisionSchema, problemSchema } from './schemas.ts';

/** Room for MAX_BATCH_CALLS of some 800 bytes: a SIP From header, a long call id. */
const MAX_BATCH_BYTES = 8 * 1024 * 1024;
const STATE_WORDS =
  'While the node cannot reach its store it answers from the plans it has, with the header x-instrada-state: stale since (an ISO 8601 instant).';
const RECEIPT_WORDS =
  'The header x-instrada-decision has the receipt, for the call detail record: instrada why RECEIPT.';
const RETRY_AFTER_SECONDS = '1';

/**
 * What every answer says. What helmet tells browsers beside it means nothing to a switch, and would be half of the
 * bytes of a decision: decisions go without.
 */
export const MACHINE_HEADERS = { 'x-content-type-options': 'nosniff' } as const;

const PROBLEMS = { 400: problemSchema, 401: problemSchema, 403: problemSchema, 413: problemSchema, 503: problemSchema };

/** `POST /v1/decide` and `POST /v1/decide:batch`. */
export function addDecideRoutes(app: FastifyInstance, options: HttpOptions): void {
  const { decider, state, logger, masking = 'last3' } = options;
  const tells = logger.level === 'debug' || logger.level === 'trace';
  app.route<{ Body: z.infer<typeof callSchema> }>({
    method: 'POST',
    url: '/v1/decide',
    ...guard('decide'),
    helmet: false,
    schema: {
      summary: 'Decides one call',
      description: `${STATE_WORDS} ${RECEIPT_WORDS}`,
      body: callSchema,
      response: { 200: decisionSchema, ...PROBLEMS },
    },
    handler: (request, reply) => {
      const node = decider();
      if (node === undefined) return notReady(reply);
      tellState(reply, state());
      const decision = node.decide(callOfRecord(request.body));
      if (tells) logDecision(decision, request.log);
      reply.header('x-instrada-decision', writeReceipt(receiptOf(decision, masking)));
      return reply.send(decision);
    },
  });
  app.route<{ Body: z.infer<typeof batchSchema> }>({
    method: 'POST',
    url: '/v1/decide::batch',
    ...guard('decide'),
    helmet: false,
    bodyLimit: MAX_BATCH_BYTES,
    schema: {
      summary: 'Decides many calls, in order; all of them or, when one is not well formed, none',
      description: STATE_WORDS,
      body: batchSchema,
      response: { 200: batchAnswerSchema, ...PROBLEMS },
    },
    handler: (request, reply) => {
      const node = decider();
      if (node === undefined) return notReady(reply);
      tellState(reply, state());
      return reply.send({ decisions: node.decideBatch(request.body.calls.map(callOfRecord)) });
    },
  });
}

/** A node that is not up to date answers all the same, and says so. */
function tellState(reply: FastifyReply, state: NodeState): void {
  if (state.kind === 'stale') reply.header('x-instrada-state', `stale since ${new Date(state.sinceMs).toISOString()}`);
}

function notReady(reply: FastifyReply): FastifyReply {
  reply.header('retry-after', RETRY_AFTER_SECONDS);
  problem(reply, 503, 'This node is not ready: it has not seen every plan yet, and loads them from its store.');
  return reply;
}

function logDecision(decision: Decision, log: FastifyBaseLogger): void {
  const { outcome, number, caller, origin, trail } = decision;
  log.debug({ outcome, number, caller: caller && maskCaller(caller), origin, trail }, 'decided');
}
