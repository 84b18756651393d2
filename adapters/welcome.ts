import { placeName } from './cli/index.ts';
import type { ServeConfig } from './config.ts';
import { DEMO_CALLS } from './demo/index.ts';
import type { StartedNode } from './start-node.ts';

/** What a server says when it has come up. */
export function welcome(version: string, config: ServeConfig, { address, ...node }: StartedNode): string {
  const calls = DEMO_CALLS.map(({ shows, path, body }) => {
    const command = `curl -s ${address}${path} -H 'content-type: application/json' -d '${JSON.stringify(body)}'`;
    return `# ${shows}\n${command}\n`;
  });
  return `Instrada ${version}: ${stateWords(config, node)}${config.workers > 1 ? `, on ${config.workers} workers` : ''}
  decide    ${address}/v1/decide
  docs      ${address}/docs
  metrics   ${address}/metrics
${node.switches.map((line) => `  ${line}\n`).join('')}${node.warnings.map((line) => `  warning   ${line}\n`).join('')}
${config.demo && config.token === undefined ? `Paste one of these into another terminal:\n\n${calls.join('\n')}\n` : ''}Ctrl+C ends it.
`;
}

function stateWords({ store }: ServeConfig, { state, numbers, loadMs, lag }: Omit<StartedNode, 'address'>): string {
  const place = placeName(store);
  switch (state.kind) {
    case 'ready':
      return `${numbers} numbers ready in ${loadMs} ms, from ${place}`;
    case 'stale': {
      const behind = `what changed since is being read from ${place}`;
      const away = `${place} is away, and tried again and again`;
      return `${numbers} numbers from the local copy in ${loadMs} ms; ${lag > 0 ? behind : away}`;
    }
    case 'never-synced':
      return `not ready: ${place} is away and there is no local copy; it is tried again and again`;
  }
}
