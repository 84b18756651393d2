import { afterEach } from '@jest/globals';
import {
  type FastAgiEvent,
  type FastAgiOptions,
  type FastAgiServer,
  startFastAgi,
} from '../../adapters/fastagi/index.ts';
import { type Call, type Decision, decideCall } from '../../engine/index.ts';
import { type Plan, parseInstant } from '../../rules/index.ts';
import { examplePlan, liveWith } from '../engine/sample-plans.ts';
import { agiVariables, askAsAsterisk, type Outcome } from './asterisk-peer.ts';

export const MONDAY = parseInstant('2026-11-23T10:00:00+01:00')!;
/** Those that are open; closed after each test. */
export const servers: FastAgiServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

export type Node = { readonly server: FastAgiServer; readonly events: FastAgiEvent[]; readonly calls: Call[] };

export async function start(options: Partial<FastAgiOptions> & { plan?: Plan; at?: number } = {}): Promise<Node> {
  const live = liveWith(options.plan ?? examplePlan());
  const events: FastAgiEvent[] = [];
  const calls: Call[] = [];
  const decide = (call: Call): Decision => {
    calls.push(call);
    return decideCall(live.current, call, options.at ?? MONDAY, call.callId ?? 'given');
  };
  const server = await startFastAgi({
    host: '127.0.0.1',
    port: 0,
    decider: () => ({ decide }),
    masking: 'last3',
    onEvent: (event) => events.push(event),
    ...options,
  });
  servers.push(server);
  return { server, events, calls };
}

export function ask(node: Node, change: Readonly<Record<string, string | undefined>> = {}): Promise<Outcome> {
  return askAsAsterisk(node.server, { lines: [...agiVariables(change), ''] });
}

export async function waitUntil(isSo: () => boolean): Promise<void> {
  for (let i = 0; i < 2_000 && !isSo(); i++) await new Promise((resolve) => setTimeout(resolve, 5));
}
