import { createEngine, createMemoryStore } from '../../../adapters/library/index.ts';
import { readSipListener, readTrunks, startSipServer, type UdpTransport } from '../../../adapters/sip/index.ts';
import { sipNumberAt, sipPlan } from './sip-workload.ts';

/** What the script is told, and the line it writes when it answers. */
export type SipNodeOrder = { readonly seed: string; readonly numbers: number; readonly udpTransport: UdpTransport };
export type SipNodeReady = { readonly port: number };

await runSipNode(JSON.parse(process.argv[2] ?? '') as SipNodeOrder);

/** A process of its own, as a node is: answers SIP until its stdin ends. */
async function runSipNode({ seed, numbers, udpTransport }: SipNodeOrder): Promise<void> {
  const engine = await createEngine({ store: createMemoryStore() });
  for (let i = 0; i < numbers; i++) await engine.publish(sipPlan(sipNumberAt(seed, i)), { actor: 'bench' });
  const trunk = { name: 'bench', from: ['127.0.0.1'], contactHost: 'sbc.example.it' };
  const server = await startSipServer({
    engine,
    clock: Date,
    listeners: [readSipListener('udp:127.0.0.1:0')],
    trunks: readTrunks(JSON.stringify({ trunks: [trunk] })),
    log: { debug() {}, info() {}, warn() {} },
    udpTransport,
  });
  process.stdout.write(`${JSON.stringify({ port: server.addresses[0]!.port } satisfies SipNodeReady)}\n`);
  process.stdin.resume();
  process.stdin.on('end', () => process.exit());
}
