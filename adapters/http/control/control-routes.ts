import type { FastifyInstance } from 'fastify';
import type { HttpOptions } from '../http-server.ts';
import { addAuditRoutes } from './audit-routes.ts';
import { addEditRoutes } from './edit-routes.ts';
import { addOverrideRoutes } from './override-routes.ts';
import { addPlanRoutes } from './plan-routes.ts';
import { addProvisioningRoutes } from './provisioning-routes.ts';
import { addTokenRoutes } from './token-routes.ts';

/** End User Control over HTTP: `/v1/numbers…` for customers, `/v1/provisioning…` and `/v1/tokens` for the carrier. */
export function addControlRoutes(app: FastifyInstance, options: Pick<HttpOptions, 'room' | 'clock'>): void {
  addPlanRoutes(app, options);
  addEditRoutes(app, options);
  addOverrideRoutes(app, options);
  addAuditRoutes(app, options);
  addProvisioningRoutes(app, options);
  addTokenRoutes(app, options);
}
