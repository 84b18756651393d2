import type { FastifyInstance } from 'fastify';
import { type RouteScope, scopeOf } from './guard.ts';

/** A route as it was registered: `/v1/numbers/:number`. */
export type RouteEntry = { readonly method: string; readonly url: string; readonly scope: RouteScope };

const maps = new WeakMap<FastifyInstance, RouteMap>();

/** Every route of a server. */
export function routesOf(app: FastifyInstance): readonly RouteEntry[] {
  return (maps.get(app)?.routes ?? []).map(({ url, ...entry }) => ({
    ...entry,
    url: url.replaceAll('\0', ':').replace(/\([^)]*\)/g, ''),
  }));
}

/** The routes of a server, as they are added from here on. */
export class RouteMap {
  readonly routes: RouteEntry[] = [];

  constructor(app: FastifyInstance) {
    maps.set(app, this);
    app.addHook('onRoute', (route) => {
      for (const method of [route.method].flat()) {
        this.routes.push({ method, url: route.url.replaceAll('::', '\0'), scope: scopeOf(route) });
      }
    });
  }

  /** What a path can be asked with; none where there is no such path. */
  methodsOf(path: string): readonly string[] {
    const parts = path.split('/');
    const fitting = this.routes.filter(({ url, method }) => method !== 'HEAD' && isFitting(url.split('/'), parts));
    return [...new Set(fitting.map(({ method }) => method))];
  }
}

/** A parameter may be followed by an escaped colon and a word (`:id::confirm`). */
function isFitting(pattern: readonly string[], parts: readonly string[]): boolean {
  return (
    pattern.length === parts.length &&
    pattern.every((part, i) => {
      const given = parts[i] ?? '';
      if (!part.startsWith(':')) return part.replaceAll('\0', ':') === given;
      const [, suffix] = part.split('\0');
      return given !== '' && (suffix === undefined || given.endsWith(`:${suffix}`));
    })
  );
}
