import { type Parameter, parameterValue, readParameters } from './parameters.ts';
import { blanksEnd, hostEnd, readPort, tokenEnd } from './scan.ts';

/** The first value of a Via header. */
export type Via = {
  /** sent-by's host in lower case, an IPv6 reference with its brackets. */
  readonly host: string;
  /** sent-by's port; undefined when it has none. */
  readonly port: number | undefined;
  readonly parameters: readonly Parameter[];
  readonly branch: string | undefined;
  /** The index after this value: at a comma, or the end of the text. */
  readonly end: number;
};

/** via-parm = sent-protocol LWS sent-by *( SEMI via-params ); undefined when none begins at `at`. */
export function readVia(value: string, at = 0): Via | undefined {
  const protocolEnd = sentProtocolEnd(value, at);
  const hostStart = blanksEnd(value, protocolEnd);
  if (protocolEnd < 0 || hostStart === protocolEnd) return undefined;
  const afterHost = hostEnd(value, hostStart);
  if (afterHost === hostStart) return undefined;
  let end = afterHost;
  let port: number | undefined;
  // sent-by = host [ COLON port ], and COLON has blanks around it.
  const colon = blanksEnd(value, afterHost);
  if (value.charAt(colon) === ':') {
    const read = readPort(value, blanksEnd(value, colon + 1));
    if (read === undefined) return undefined;
    ({ port, end } = read);
  }
  const parameters = readParameters(value, end);
  if (parameters === undefined) return undefined;
  const { list } = parameters;
  const host = value.slice(hostStart, afterHost).toLowerCase();
  return { host, port, parameters: list, branch: parameterValue(list, 'branch'), end: parameters.end };
}

/** All values of a Via header, as far as they can be read. */
export function readVias(value: string): readonly Via[] {
  const vias: Via[] = [];
  for (let at = 0; at <= value.length; ) {
    const via = readVia(value, at);
    if (via === undefined) break;
    vias.push(via);
    at = via.end + 1;
  }
  return vias;
}

/** sent-protocol = protocol-name SLASH protocol-version SLASH transport, with blanks around each slash; -1 for none. */
function sentProtocolEnd(value: string, at: number): number {
  let end = blanksEnd(value, at);
  for (let part = 0; part < 3; part++) {
    if (part > 0) {
      end = blanksEnd(value, end);
      if (value.charAt(end) !== '/') return -1;
      end = blanksEnd(value, end + 1);
    }
    const start = end;
    end = tokenEnd(value, start);
    if (end === start) return -1;
  }
  return end;
}
