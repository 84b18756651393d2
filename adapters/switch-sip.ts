import { readFileSync } from 'node:fs';
import { UsageError } from './cli/index.ts';
import {
  readSipListener,
  readTrunks,
  type SipListener,
  startSipServer,
  type Trunks,
  UDP_TRANSPORTS,
  type UdpTransport,
} from './sip/index.ts';

/** What `serve` runs its SIP redirect server with. */
export type SipConfig = {
  readonly listeners: readonly SipListener[];
  readonly trunks: Trunks;
  readonly udpTransport: UdpTransport;
  /** Several workers listen on the same ports. */
  readonly sharesPort: boolean;
  /** Where a port is taken, another one: of a demonstration. */
  readonly orAnyPort?: boolean;
};

export type SipFlags = {
  readonly listeners: readonly string[];
  readonly trunkFile: string | undefined;
  readonly transport: string | undefined;
  readonly workers: number;
};

/** What the flags say of SIP; undefined where they say nothing. @throws UsageError */
export function readSipConfig({ listeners, trunkFile, transport, workers }: SipFlags): SipConfig | undefined {
  if (listeners.length === 0) {
    if (trunkFile !== undefined) throw new UsageError('--trunks needs a --sip LISTENER, such as udp:127.0.0.1:5060.');
    if (transport !== undefined) throw new UsageError('--sip-transport needs a --sip LISTENER for UDP.');
    return undefined;
  }
  if (trunkFile === undefined) {
    throw new UsageError('--sip needs --trunks FILE: which switches are answered, and how (adapters/sip/README.md).');
  }
  const udpTransport = readTransport(transport ?? 'auto');
  const sharesPort = workers > 1;
  const read = readListeners(listeners, trunkFile);
  if (sharesPort) refuseUnshareable(read.listeners, udpTransport);
  return { ...read, udpTransport, sharesPort };
}

/** Whoever is on this host may try; telephone numbers would be at a switch beside it. */
export function demoSip(): SipConfig {
  const trunk = { name: 'demo', from: ['127.0.0.0/8'], contactHost: '127.0.0.1:5062' };
  const listeners = [readSipListener('udp:127.0.0.1:5060')];
  const trunks = readTrunks(JSON.stringify({ trunks: [trunk] }));
  return { listeners, trunks, udpTransport: 'auto', sharesPort: false, orAnyPort: true };
}

type SipSetting = Omit<Parameters<typeof startSipServer>[0], keyof SipConfig>;

export async function startSip({ orAnyPort, ...config }: SipConfig, setting: SipSetting) {
  try {
    return await startSipServer({ ...setting, ...config });
  } catch (error) {
    if (orAnyPort !== true) throw error;
    const listeners = config.listeners.map((each) => ({ ...each, port: 0 }));
    return startSipServer({ ...setting, ...config, listeners });
  }
}

function readListeners(texts: readonly string[], trunkFile: string): Pick<SipConfig, 'listeners' | 'trunks'> {
  try {
    return { listeners: texts.map(readSipListener), trunks: readTrunks(readFileSync(trunkFile, 'utf8')) };
  } catch (error) {
    throw new UsageError(`--sip, --trunks ${trunkFile}: ${(error as Error).message}`);
  }
}

function readTransport(text: string): UdpTransport {
  const transport = UDP_TRANSPORTS.find((each) => each === text);
  if (transport !== undefined) return transport;
  throw new UsageError(`--sip-transport: "${text}" is none of ${UDP_TRANSPORTS.join(', ')}.`);
}

/** A retransmission must reach the worker that answered first: the kernel sees to it where each has its own socket. */
function refuseUnshareable(listeners: readonly SipListener[], udpTransport: UdpTransport): void {
  const udp = listeners.filter(({ transport }) => transport === 'udp');
  if (udp.length > 0 && udpTransport === 'dgram') {
    throw new UsageError(
      '--sip-transport dgram needs --workers 1: workers share a UDP port by the batched transport only.',
    );
  }
  if (udp.some(({ port }) => port === 0)) {
    throw new UsageError('--sip udp:…:0 needs --workers 1: workers share a port that is named.');
  }
}
