/** The door of the account services: what a customer asks of its lines beside the routing plan. */
export { type AccountServiceOptions, type AccountServices, createAccountServices } from './account-services.ts';
export { createEmbeddedBackOffice } from './back-office/embedded-back-office.ts';
export { createHttpBackOffice } from './back-office/http-back-office.ts';
export { ServiceError } from './errors.ts';
export { createControlLineRouting } from './relocation/control-line-routing.ts';
export { addAccountServiceRoutes } from './routes/service-routes.ts';
