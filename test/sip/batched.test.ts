import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import { readSipListener } from '../../adapters/sip/index.ts';
import { listenBatched } from '../../adapters/sip/transport/batched/listen-batched.ts';
import { loadSystemCalls } from '../../adapters/sip/transport/batched/system-calls.ts';
import type { Peer } from '../../adapters/sip/transport/flow.ts';

type Heard = { readonly text: string; readonly peer: Peer; readonly port: number };

async function listen(listener: string, answer: (heard: Heard) => void) {
  const errors: string[] = [];
  const events = {
    admits: () => true,
    onDatagram(bytes: Buffer, start: number, end: number, peer: Peer, port: number): boolean {
      answer({ text: bytes.toString('latin1', start, end), peer, port });
      return true;
    },
    onArrival: () => {},
    onNoise: () => {},
    onError: (error: Error) => errors.push(error.message),
  };
  const transport = listenBatched(readSipListener(listener), events, await loadSystemCalls(), { sharesPort: false });
  return { transport, errors };
}

test.each([
  ['udp:127.0.0.1:0', 'udp4', '127.0.0.1'],
  ['udp:[::1]:0', 'udp6', '::1'],
] as const)('%s: bursts of every size come back whole, in order, from where they went', async (text, type, host) => {
  const { transport, errors } = await listen(text, ({ text, peer, port }) => {
    expect(peer.address).toBe(host);
    peer.send(Buffer.from(text, 'latin1'), 0, text.length, port);
  });
  expect(transport.host).toBe(host);
  const socket = createSocket(type).bind(0, host);
  await once(socket, 'listening');
  const got: string[] = [];
  socket.on('message', (bytes, { port }) => got.push(`${port} ${bytes.toString('latin1')}`));
  for (const [count, size] of [
    [1, 1],
    [64, 100],
    [100, 300],
    [40, 1_400],
    [3, 40_000],
    [1, 65_507],
  ] as const) {
    const sent = Array.from({ length: count }, (_, i) => `${i} `.padEnd(size, 'x'));
    got.length = 0;
    for (const message of sent) socket.send(message, transport.port, host);
    for (let tries = 0; got.length < count && tries < 200; tries++) await new Promise((next) => setTimeout(next, 10));
    expect(got).toEqual(sent.map((message) => `${transport.port} ${message}`));
  }
  expect(errors).toEqual([]);
  socket.close();
  await transport.close();
  await transport.close();
});

test('what cannot be sent is told once, and what follows is sent', async () => {
  let peerOf: Peer | undefined;
  let portOf = 0;
  const { transport, errors } = await listen('udp:127.0.0.1:0', ({ peer, port }) => {
    peerOf = peer;
    portOf = port;
    peer.send(Buffer.alloc(70_000), 0, 70_000, port);
    // Nobody can be sent to at port 0.
    peer.send(Buffer.from('a'), 0, 1, 0);
    peer.send(Buffer.from('b'), 0, 1, port);
  });
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  socket.send('x', transport.port, '127.0.0.1');
  const [bytes] = (await once(socket, 'message')) as [Buffer];
  expect(String(bytes)).toBe('b');
  expect(errors).toEqual(['sendmmsg EMSGSIZE', 'sendmmsg errno 22']);
  // Outside of a turn, as timer G does.
  peerOf?.send(Buffer.from('late'), 1, 4, portOf);
  const [late] = (await once(socket, 'message')) as [Buffer];
  expect(String(late)).toBe('ate');
  expect(transport.dropped?.()).toBe(0);
  await transport.close();
  // Nothing happens any more.
  peerOf?.send(Buffer.from('x'), 0, 1, portOf);
  socket.close();
});
