import { type NameAddr, readNameAddrs } from '../grammar/name-addr.ts';
import { hasParameter, parameterValue } from '../grammar/parameters.ts';
import { type Header, headerValues } from '../messages/head.ts';
import type { SipRequest } from '../messages/read-request.ts';

/** The caller of an INVITE, as the engine wants it. */
export type SipCaller = {
  /** A URI; undefined when there is none to believe. */
  readonly caller: string | undefined;
  /** The caller asked for privacy. Apart from the number, which a trusted network passes all the same. */
  readonly withheld: boolean;
};

/** RFC 3323 4.2, RFC 3325 9.3; `full` is Remote-Party-ID's. `session`, `critical` and `history` hide no caller. */
const PRIVATE = ['id', 'user', 'header', 'full'];

/**
 * Who calls. On a trusted trunk P-Asserted-Identity, else Remote-Party-ID, else From; on any other From alone, and none
 * when the caller asked for privacy.
 */
export function readSipCaller(request: SipRequest, trust: boolean): SipCaller {
  const { headers, from } = request;
  const isAnonymous = hasPrivacy(headers) || isAnonymousFrom(from);
  if (!trust) return { caller: isAnonymous ? undefined : from.text, withheld: isAnonymous };
  const asserted = preferred(addressesOf(headers, 'p-asserted-identity'));
  if (asserted !== undefined) return { caller: asserted.text, withheld: isAnonymous };
  const remote = preferred(addressesOf(headers, 'remote-party-id').filter(isCallingParty));
  if (remote !== undefined) return { caller: remote.text, withheld: isAnonymous || isPrivateParty(remote) };
  return { caller: from.text, withheld: isAnonymous };
}

/** RFC 3325 9.1: a SIP and a tel URI may stand side by side; the one that is a telephone number tells where a call comes from. */
function preferred(addresses: readonly NameAddr[]): NameAddr | undefined {
  return addresses.find(({ uri }) => uri.scheme === 'tel' || /;user=phone(;|$)/i.test(uri.parameters)) ?? addresses[0];
}

function addressesOf(headers: readonly Header[], name: string): readonly NameAddr[] {
  return headerValues(headers, name).flatMap(readNameAddrs);
}

/** Privacy-hdr = "Privacy" HCOLON priv-value *(";" priv-value); commas are seen as well. */
function hasPrivacy(headers: readonly Header[]): boolean {
  return headerValues(headers, 'privacy').some((value) =>
    value.split(/[;,]/).some((part) => PRIVATE.includes(part.trim().toLowerCase())),
  );
}

/** RFC 3261 8.1.1.3: "Anonymous" <sip:anonymous@anonymous.invalid> */
function isAnonymousFrom({ uri }: NameAddr): boolean {
  return uri.host === 'anonymous.invalid' || uri.user.toLowerCase() === 'anonymous';
}

function isCallingParty({ parameters }: NameAddr): boolean {
  return (parameterValue(parameters, 'party') ?? 'calling').toLowerCase() === 'calling';
}

/** draft-ietf-sip-privacy-04: rpi-privacy = "privacy" EQUAL ( "full" / "name" / "uri" / "off" / … ) [ "-network" ] */
function isPrivateParty({ parameters }: NameAddr): boolean {
  if (!hasParameter(parameters, 'privacy')) return false;
  return /^(full|uri|id)\b/i.test(parameterValue(parameters, 'privacy') ?? '');
}
