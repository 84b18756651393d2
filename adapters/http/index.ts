/** The door of HTTP: one server that decides calls and says how it is. */
export { createHttpServer, type HttpOptions } from './http-server.ts';
