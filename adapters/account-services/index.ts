/** The door of the account services: what a customer asks of its lines beside the routing plan. */
export { type AccountServiceOptions, type AccountServices, createAccountServices } from './account-services.ts';
export type { BackOffice } from './back-office/back-office.ts';
export { createEmbeddedBackOffice } from './back-office/embedded-back-office.ts';
export { createHttpBackOffice } from './back-office/http-back-office.ts';
export type * from './back-office/tmf.ts';
export { ServiceError, type ServiceErrorCode } from './errors.ts';
export { createControlLineRouting } from './relocation/control-line-routing.ts';
export type { LineRouting } from './relocation/line-routing.ts';
export { addAccountServiceRoutes } from './routes/service-routes.ts';
