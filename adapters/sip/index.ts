/** The door of SIP: a redirect server that answers switches by the engine's decisions. */
export { createSipCounters, type SipCounters } from './counters.ts';
export type { SipDecider } from './redirect-server.ts';
export { type SipLog, type SipServer, type SipServerOptions, startSipServer } from './sip-server.ts';
export { MessageBatch, socketAddress } from './transport/batched/message-batch.ts';
export { loadSystemCalls, type SystemCalls } from './transport/batched/system-calls.ts';
export { UDP_TRANSPORTS, type UdpTransport } from './transport/choose-udp.ts';
export { listenerText, readSipListener, type SipListener } from './transport/listener.ts';
export type { Trunk, Trunks } from './trunks/trunk.ts';
export { readTrunks, TrunkFileError } from './trunks/trunk-file.ts';
