import { expect } from '@jest/globals';
import { createSipCounters } from '../../adapters/sip/index.ts';
import { parseHead } from '../../adapters/sip/messages/parse-head.ts';
import { RedirectServer } from '../../adapters/sip/redirect-server.ts';
import type { Flow } from '../../adapters/sip/transport/flow.ts';
import { StreamFraming } from '../../adapters/sip/transport/stream-framing.ts';
import { NOON } from './sip-plans.ts';
import { type Rig, TRUSTING_TRUNKS } from './sip-rig.ts';

/** Every answer is one message: a status line, header lines that are header lines, an empty line at the end. */
const ANSWER = /^SIP\/2\.0 [2-6]\d\d [^\r\n]+\r\n(?:[A-Za-z-]+: [^\r\n]*\r\n)*Content-Length: 0\r\n\r\n$/;

/**
 * Puts a hostile message to a server without sockets, as a datagram and as a stream in two pieces. It must not throw;
 * what it answers must be well formed, and one answer at most for each message found.
 */
export function putToServer(rig: Rig, message: string): void {
  const answers: string[] = [];
  const flow = (isReliable: boolean): Flow => ({
    source: { address: '127.0.0.1', port: 5060 },
    isReliable,
    send: (response) => answers.push(response.toString('latin1')),
  });
  const server = new RedirectServer({
    engine: rig.engine,
    clock: { now: () => NOON },
    trunks: TRUSTING_TRUNKS,
    timers: { start: () => ({ stop: () => {} }) },
    counters: createSipCounters(),
    own: new Set(['127.0.0.1:5060']),
    masking: 'last3',
  });
  let messages = 0;
  const head = parseHead(message.split('\r\n\r\n')[0] ?? '');
  if (head !== undefined) {
    messages++;
    server.receive({ head, flow: flow(false), fault: undefined });
  }
  const framing = new StreamFraming();
  const bytes = Buffer.from(message, 'latin1');
  const cut = bytes.length >> 1;
  for (const framed of [...framing.push(bytes.subarray(0, cut)), ...framing.push(bytes.subarray(cut))]) {
    if (framed.kind === 'ping' || framed.head === undefined) continue;
    messages++;
    const fault = framed.kind === 'broken' ? framed.fault : undefined;
    server.receive({ head: framed.head, flow: flow(true), fault });
  }
  server.close();
  for (const answer of answers) expect(answer).toMatch(ANSWER);
  expect(answers.length).toBeLessThanOrEqual(messages);
}
