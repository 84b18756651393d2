import { type Command, readArguments, storePath, UsageError } from './cli/index.ts';
import { readServeConfig } from './config.ts';

/** `instrada serve` runs until the process is told to end. */
export function serveCommand(version: string): Command {
  return {
    name: 'serve',
    summary: 'answers calls over HTTP from a store',
    help: HELP,
    async run(args, terminal) {
      const { values, positionals } = readArguments('serve', args, {
        host: { type: 'string' },
        port: { type: 'string' },
        store: { type: 'string' },
        demo: { type: 'boolean' },
        'token-file': { type: 'string' },
        'log-level': { type: 'string' },
      });
      if (positionals[0] !== undefined) throw new UsageError(`serve: "${positionals[0]}" belongs to no option.`);
      const { environment } = terminal;
      const config = readServeConfig({ ...values, storePath: storePath(values.store, environment) }, environment);
      // The server's packages take longer to load than the other commands take to run.
      const { startNode } = await import('./start-node.ts');
      await startNode(config, version, terminal);
      return new Promise<never>(() => {});
    },
  };
}

const HELP = `Usage: instrada serve [--store DIR] [--host HOST] [--port PORT] [--demo] [--token-file FILE]

Opens the store, loads every plan and answers POST /v1/decide and /v1/decide:batch, GET /livez,
/readyz and /metrics; /docs describes them (OpenAPI). It ends on SIGTERM or SIGINT, when what
was asked is answered; a second signal ends it at once.

  --store DIR        the store's folder (default: INSTRADA_STORE, else .instrada)
  --host HOST        address to listen on (INSTRADA_HOST; default: 127.0.0.1)
  --port PORT        port to listen on, 0 for any free one (INSTRADA_PORT; default: 8080)
  --token-file FILE  the bearer token that decisions need (INSTRADA_TOKEN_FILE; or the token
                     itself in INSTRADA_TOKEN)
  --demo             publishes the demonstration numbers first; on loopback decisions then
                     need no token
  --log-level LEVEL  fatal, error, warn, info, debug or silent (INSTRADA_LOG_LEVEL; default: info)

The log goes to stderr, a JSON object a line, callers masked.
Exit codes: 0 ended as told, 1 ended by a second signal or an error, 2 cannot start.
`;
