import { hasParameter } from '../grammar/parameters.ts';
import type { Via } from '../grammar/via.ts';

/** Where SIP listens when nothing else is said. */
export const SIP_PORT = 5060;

/**
 * The port of the source's address to which an answer goes over UDP.
 *
 * RFC 3581 4: with rport, "the response MUST be sent to the IP address and port from which the request was received".
 * RFC 3261 18.2.2: else "if the top Via has a "received" parameter, the response MUST be sent to the address in the
 * "received" parameter, using the port indicated in the "sent-by" value, or using port 5060 if none is specified
 * explicitly". `maddr` is not followed: an answer goes to no address but the asker's.
 * @param via undefined when it cannot be read
 * @param isSymmetric the trunk wants its answers at the port it sends from, whatever its Via says
 */
export function replyPort(via: Via | undefined, sourcePort: number, isSymmetric: boolean): number {
  if (isSymmetric) return sourcePort;
  // A Via that cannot be read leaves only where the packet came from.
  return via === undefined || hasParameter(via.parameters, 'rport') ? sourcePort : sentByPort(via);
}

function sentByPort(via: Via): number {
  return via.port ?? SIP_PORT;
}
