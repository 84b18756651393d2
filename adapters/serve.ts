import cluster from 'node:cluster';
import { ACCESS_HELP, ACCESS_OPTIONS } from './access.ts';
import { type Command, readArguments, UsageError, WRITE_HELP, WRITE_OPTIONS } from './cli/index.ts';
import { readServeConfig } from './config.ts';
import { SWITCH_HELP, SWITCH_OPTIONS } from './switches.ts';

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
        ...WRITE_OPTIONS,
        node: { type: 'string' },
        copy: { type: 'string' },
        workers: { type: 'string' },
        demo: { type: 'boolean' },
        'token-file': { type: 'string' },
        'log-level': { type: 'string' },
        'back-office': { type: 'string' },
        ...ACCESS_OPTIONS,
        ...SWITCH_OPTIONS,
      });
      if (positionals[0] !== undefined) throw new UsageError(`serve: "${positionals[0]}" belongs to no option.`);
      const { environment } = terminal;
      const config = readServeConfig(values, environment);
      // The server's packages take longer to load than the other commands take to run.
      if (cluster.isWorker) {
        const { startWorker } = await import('./start-worker.ts');
        await startWorker(config, version, terminal);
      } else if (config.workers > 1) {
        const { startWorkers } = await import('./start-workers.ts');
        startWorkers(config, version, terminal);
      } else {
        const { startServer } = await import('./start-server.ts');
        await startServer(config, version, terminal);
      }
      return new Promise<never>(() => {});
    },
  };
}

const HELP = `Usage: instrada serve [--store DIR | --redis URL] [--host HOST] [--port PORT] [OPTIONS]

Opens the store, loads every plan and answers POST /v1/decide and /v1/decide:batch, GET /livez,
/readyz and /metrics, and what customers and the carrier ask under /v1; /docs describes all of it
(OpenAPI). It fires what is scheduled. It ends on SIGTERM or SIGINT, when what
was asked is answered; a second signal ends it at once.

${WRITE_HELP}  --node NAME             this node's name among those of the store, unique (INSTRADA_NODE;
                          default: the machine's name and the port)
  --copy DIR              where it keeps its plans on this machine's disk, to start from when the
                          store is away (INSTRADA_COPY; default: copy in the data folder)
  --workers N             processes that answer on the one port, each a node NAME-1, NAME-2, … of
                          its own with all plans in memory (INSTRADA_WORKERS; default: 1)
  --host HOST             address to listen on (INSTRADA_HOST; default: 127.0.0.1)
  --port PORT             port to listen on, 0 for any free one (INSTRADA_PORT; default: 8080)
  --token-file FILE       the bearer token that decisions need (INSTRADA_TOKEN_FILE; or the token
                          itself in INSTRADA_TOKEN)
  --demo                  publishes the demonstration numbers first; on loopback decisions then
                          need no token, and SIP is answered on 127.0.0.1:5060 or another port
  --log-level LEVEL       fatal, error, warn, info, debug or silent (INSTRADA_LOG_LEVEL; default: info)
  --back-office URL       the carrier's systems for lines, contracts and bills, in TM Forum's shapes
                          (INSTRADA_BACK_OFFICE; their token in INSTRADA_BACK_OFFICE_TOKEN;
                          default: the store itself)
${ACCESS_HELP}${SWITCH_HELP}
The log goes to stderr, a JSON object a line, callers masked.
Exit codes: 0 ended as told, 1 ended by a second signal or an error, 2 cannot start.
`;
