import type { Logger } from 'pino';
import { UsageError } from './cli/index.ts';
import { FASTAGI_PORT, startFastAgi } from './fastagi/index.ts';
import { EVAPI_PORT, type EvapiAddress, EvapiClient, evapiAddressText } from './kamailio/index.ts';
import {
  CALLER_MASKINGS,
  type Call,
  type CallerMasking,
  type Clock,
  type Decision,
  type Engine,
} from './library/index.ts';
import { addEvapiMetrics, addFastAgiMetrics, addSipMetrics, type Metrics } from './metrics/index.ts';
import { createSipCounters, listenerText } from './sip/index.ts';
import { demoSip, readSipConfig, type SipConfig, startSip } from './switch-sip.ts';

/** Where telephone switches ask, besides HTTP. */
export type SwitchConfig = {
  readonly sip: SipConfig | undefined;
  readonly fastAgi: { readonly host: string; readonly port: number; readonly allowed?: readonly string[] } | undefined;
  /** The Kamailios that the engine connects to; none: it does not. */
  readonly evapi: readonly EvapiAddress[];
  /** What FreeSWITCH sends calls out by; undefined: it is not answered. */
  readonly freeswitch: { readonly gateway: string; readonly profile: string } | undefined;
  /** How much of the caller receipts and decision records show. */
  readonly masking: CallerMasking;
  /** The folder of the decision records; undefined: none are written. */
  readonly records: string | undefined;
};

export const SWITCH_OPTIONS = {
  sip: { type: 'string', multiple: true },
  trunks: { type: 'string' },
  'sip-transport': { type: 'string' },
  fastagi: { type: 'string' },
  'fastagi-from': { type: 'string' },
  evapi: { type: 'string' },
  'freeswitch-gateway': { type: 'string' },
  'freeswitch-profile': { type: 'string' },
  records: { type: 'string' },
  'mask-callers': { type: 'string' },
} as const;

export const SWITCH_HELP = `  --sip LISTENER          a SIP redirect server, as udp:127.0.0.1:5060 or tcp:[::1]:5060; may be repeated
  --trunks FILE           the switches it answers (adapters/sip/README.md); needed with --sip
  --sip-transport KIND    batched (many datagrams a system call; Linux with koffi), dgram, or auto:
                          the first where it can be had (default: auto)
  --fastagi HOST:PORT     a FastAGI server for Asterisk (port ${FASTAGI_PORT} is usual)
  --fastagi-from NET,…    the addresses and networks of the Asterisks, as 192.0.2.0/24 (default: this host)
  --evapi HOST:PORT,…     answers Kamailios over their evapi (port ${EVAPI_PORT} is usual), to which it connects
                          (adapters/kamailio/README.md)
  --freeswitch-gateway G  answers FreeSWITCH's mod_xml_curl at /v1/freeswitch/dialplan; numbers go out
  --freeswitch-profile P  by this gateway, SIP URIs by this profile (default: external)
  --records DIR           writes each decision down there, for "instrada why" (adapters/records/README.md)
  --mask-callers HOW      what receipts and records hide of a caller: none, last3, all (default: last3)
`;

export type SwitchFlags = { readonly [K in keyof typeof SWITCH_OPTIONS]?: string | string[] | undefined };

/**
 * What the flags say of switches; what is wrong is named with its flag.
 * @param demo of a demonstration on this host: SIP is answered unasked
 * @throws UsageError
 */
export function readSwitchConfig(flags: SwitchFlags, workers: number, demo: boolean): SwitchConfig {
  const text = (name: keyof SwitchFlags): string | undefined => flags[name] as string | undefined;
  const listeners = (flags.sip as string[] | undefined) ?? [];
  if (workers > 1 && flags.evapi !== undefined) {
    throw new UsageError('--evapi needs --workers 1: each worker would connect to every Kamailio.');
  }
  const sip = readSipConfig({
    listeners,
    trunkFile: text('trunks'),
    transport: text('sip-transport'),
    workers,
  });
  const gateway = text('freeswitch-gateway');
  if (gateway === undefined && flags['freeswitch-profile'] !== undefined) {
    throw new UsageError('--freeswitch-profile needs --freeswitch-gateway GATEWAY.');
  }
  return {
    sip: sip ?? (demo && workers === 1 ? demoSip() : undefined),
    fastAgi: readFastAgi(text('fastagi'), text('fastagi-from')),
    evapi: readEvapi(text('evapi')),
    freeswitch: gateway === undefined ? undefined : { gateway, profile: text('freeswitch-profile') ?? 'external' },
    masking: readMasking(text('mask-callers') ?? 'last3'),
    records: text('records'),
  };
}

type SwitchParts = {
  readonly engine: Engine;
  /** What decides for an adapter: counted, and taken down as its. */
  readonly deciderOf: (adapter: string) => { decide(call: Call): Decision };
  readonly clock: Clock;
  readonly logger: Logger;
  readonly registry: Metrics['registry'];
};

/** The servers for switches, started; `lines` tell where they are. */
export type Switches = { readonly lines: readonly string[]; close(): Promise<void> };

/**
 * Starts what the configuration names, on an engine that is open.
 * @throws UsageError where an address cannot be listened on; then nothing is left open
 */
export async function startSwitches(
  { sip, fastAgi, evapi, masking }: SwitchConfig,
  { engine, deciderOf, clock, logger, registry }: SwitchParts,
): Promise<Switches> {
  const open: { close(): void | Promise<void> }[] = [];
  const lines: string[] = [];
  const close = async () => {
    await Promise.all(open.map((server) => server.close()));
  };
  try {
    if (sip !== undefined) {
      const decider = {
        decide: deciderOf('sip').decide,
        get state() {
          return engine.state;
        },
      };
      const figures = createSipCounters();
      const server = await startSip(sip, { engine: decider, clock, masking, log: logger, metrics: figures });
      open.push(server);
      const { transactions, udpTransport } = server;
      addSipMetrics(registry, { figures, transactions, udpTransport });
      lines.push(...server.addresses.map((address) => `sip       ${listenerText(address)}`));
    }
    if (fastAgi !== undefined) {
      const decider = deciderOf('fastagi');
      const server = await startFastAgi({
        ...fastAgi,
        masking,
        decider: () => (engine.state.kind === 'never-synced' ? undefined : decider),
        onEvent: (event) => logger.debug(event, 'fastagi'),
      });
      open.push(server);
      addFastAgiMetrics(registry, server.counts);
      lines.push(`fastagi   agi://${server.host.includes(':') ? `[${server.host}]` : server.host}:${server.port}`);
    }
    if (evapi.length > 0) open.push(startEvapi(evapi, masking, { engine, deciderOf, clock, logger, registry }));
    lines.push(...evapi.map((address) => `evapi     to ${evapiAddressText(address)}`));
  } catch (error) {
    await close();
    throw new UsageError(`A server for switches cannot start: ${(error as Error).message}. Check --sip and --fastagi.`);
  }
  return { lines, close };
}

function startEvapi(
  addresses: readonly EvapiAddress[],
  masking: CallerMasking,
  { engine, deciderOf, clock, logger, registry }: SwitchParts,
): EvapiClient {
  const decider = deciderOf('evapi');
  const client = new EvapiClient({
    addresses,
    masking,
    clock,
    decider: () => (engine.state.kind === 'never-synced' ? undefined : decider),
    onEvent: (event) => {
      if (event.kind === 'connected') logger.info(event, 'evapi');
      else logger.warn(event, 'evapi');
    },
  });
  addEvapiMetrics(registry, addresses.length, () => client.connected);
  return client;
}

function readFastAgi(text: string | undefined, from: string | undefined): SwitchConfig['fastAgi'] {
  if (text === undefined) {
    if (from !== undefined) throw new UsageError('--fastagi-from needs --fastagi HOST:PORT.');
    return undefined;
  }
  const address = readAddress('--fastagi', text, FASTAGI_PORT);
  return from === undefined ? address : { ...address, allowed: from.split(',').map((each) => each.trim()) };
}

function readEvapi(text: string | undefined): readonly EvapiAddress[] {
  return text === undefined ? [] : text.split(',').map((each) => readAddress('--evapi', each.trim(), EVAPI_PORT));
}

function readAddress(flag: string, text: string, usualPort: number): { readonly host: string; readonly port: number } {
  const [, inBrackets, bare, port] = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = inBrackets ?? bare;
  if (host === undefined || !(Number(port) <= 65_535)) {
    throw new UsageError(`${flag}: "${text}" is no address; write HOST:PORT, such as 127.0.0.1:${usualPort}.`);
  }
  return { host, port: Number(port) };
}

function readMasking(text: string): CallerMasking {
  const masking = CALLER_MASKINGS.find((each) => each === text);
  if (masking !== undefined) return masking;
  throw new UsageError(`--mask-callers: "${text}" is none of ${CALLER_MASKINGS.join(', ')}.`);
}
