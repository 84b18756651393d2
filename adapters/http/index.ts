/** The door of HTTP: one server that decides calls, lets customers change their plans, and says how it is. */
export { ApiTokens } from './auth/api-tokens.ts';
export { openJwtKeys } from './auth/jwt-keys.ts';
export type { JwtSetting } from './auth/jwt-tokens.ts';
export type { DestinationWarner } from './control/beside.ts';
export { ChangeFeed } from './events/change-feed.ts';
export { actorOf, guard, type RouteScope } from './guard.ts';
export { createHttpServer, type HttpOptions } from './http-server.ts';
export { languageOf } from './language.ts';
export { problem } from './problem.ts';
