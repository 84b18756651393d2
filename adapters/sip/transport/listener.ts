import { isIP } from 'node:net';

/** Where the server listens. */
export type SipListener = {
  readonly transport: 'udp' | 'tcp';
  /** An IPv4 or IPv6 address, without brackets. */
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
};

const FORM = /^(udp|tcp):(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/;

/** Reads `udp:127.0.0.1:5060` or `tcp:[::1]:5060`. @throws RangeError with what is wrong and how to write it */
export function readSipListener(text: string): SipListener {
  const [, transport, inBrackets, bare, digits] = FORM.exec(text) ?? [];
  const host = inBrackets ?? bare ?? '';
  const port = Number(digits);
  if ((transport !== 'udp' && transport !== 'tcp') || !(port <= 65_535)) {
    throw new RangeError(`"${text}" is no SIP listener: write udp:127.0.0.1:5060, or tcp:[::1]:5060.`);
  }
  if (isIP(host) !== (inBrackets === undefined ? 4 : 6)) {
    throw new RangeError(
      `"${text}": "${host}" is no IP address; SIP listens on an address, such as 127.0.0.1 or [::1].`,
    );
  }
  return { transport, host, port };
}

/** As `readSipListener` reads it. */
export function listenerText({ transport, host, port }: SipListener): string {
  return `${transport}:${hostAndPort(host, port)}`;
}

export function hostAndPort(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** An IPv4 address that came over an IPv6 socket is that IPv4 address; a zone is no part of an address. */
export function plainAddress(address: string): string {
  const withoutZone = address.split('%')[0] ?? '';
  return /^::ffff:\d+\.\d+\.\d+\.\d+$/i.test(withoutZone) ? withoutZone.slice(7) : withoutZone;
}
