import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { placeName } from './cli/index.ts';
import type { ServeConfig } from './config.ts';
import { DEMO_CALLS, DEMO_EDIT, DEMO_SCENARIO } from './demo/index.ts';
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
${config.demo && config.token === undefined ? `Paste one of these into another terminal:\n\n${calls.join('\n')}\n${sipWords(node)}${editWords(address, node)}` : ''}Ctrl+C ends it.
`;
}

/** The same question by SIP, for SIPp (Debian: sip-tester); of what it says only the answer is shown. */
function sipWords({ switches }: Pick<StartedNode, 'switches'>): string {
  const [, address] = /^sip +udp:(\S+)$/m.exec(switches.join('\n')) ?? [];
  if (address === undefined) return '';
  const scenario = relative('', fileURLToPath(DEMO_SCENARIO));
  const call = `-sf ${scenario} -s 800000101 -key caller 0212345678 -m 1`;
  return `# a caller from Milan by SIP, now: the answer that a switch gets (apt-get install sip-tester)
sipp ${address} ${call} -nostdin -trace_msg -message_file /dev/stdout | sed -n '/^SIP/,/^--/p'

`;
}

/** How the customer changes a plan: tried first, then made; the next call follows. */
function editWords(address: string, { demoTokens }: Pick<StartedNode, 'demoTokens'>): string {
  if (demoTokens === undefined) return '';
  const { number, body } = DEMO_EDIT;
  const plan = `${address}/v1/numbers/${number}`;
  const { note: _, ...tried } = body;
  const bearer = '-H "authorization: Bearer $TOKEN"';
  const json = "-H 'content-type: application/json'";
  return `# the customer closes early on Fridays: what it would do, then done (the carrier's token: ${demoTokens.carrier})
TOKEN=${demoTokens.customer}
curl -s ${plan}/edits:preview ${bearer} ${json} -d '${JSON.stringify(tried)}'
curl -s ${plan}/edits ${bearer} ${json} -H "if-match: $(curl -s ${plan}/plan ${bearer} -o /dev/null -w '%header{etag}')" -d '${JSON.stringify(body)}'

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
