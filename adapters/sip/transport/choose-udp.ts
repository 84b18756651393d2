import { listenBatched } from './batched/listen-batched.ts';
import { loadSystemCalls } from './batched/system-calls.ts';
import type { Transport, TransportEvents } from './flow.ts';
import type { SipListener } from './listener.ts';
import { listenUdp } from './udp.ts';

/** `batched`: many datagrams a system call, by koffi; `dgram`: Node's own, one by one; `auto`: the first if it can be had. */
export const UDP_TRANSPORTS = ['auto', 'batched', 'dgram'] as const;
export type UdpTransport = (typeof UDP_TRANSPORTS)[number];

export type ChosenUdp = {
  readonly kind: 'batched' | 'dgram';
  /** Why it is not the batched one, where that was wanted. */
  readonly because: string | undefined;
  listen(listener: SipListener, events: TransportEvents): Promise<Transport>;
};

/**
 * Chooses how datagrams are received and sent.
 * @param sharesPort several processes listen on the one port: only the batched transport can
 * @throws Error when what is asked for cannot be had, with the remedy
 */
export async function chooseUdp(asked: UdpTransport, sharesPort: boolean): Promise<ChosenUdp> {
  if (asked === 'dgram' && !sharesPort) return { kind: 'dgram', because: undefined, listen: listenUdp };
  try {
    if (asked === 'dgram') throw new Error("several processes cannot share a port with Node's own sockets");
    const calls = await loadSystemCalls();
    return {
      kind: 'batched',
      because: undefined,
      listen: async (listener, events) => listenBatched(listener, events, calls, { sharesPort }),
    };
  } catch (error) {
    const because = (error as Error).message;
    if (asked === 'auto' && !sharesPort) return { kind: 'dgram', because, listen: listenUdp };
    const remedy = sharesPort ? 'use one worker' : 'use the transport dgram';
    throw new Error(`The batched UDP transport cannot be had (${because}): install koffi on Linux, or ${remedy}.`);
  }
}
