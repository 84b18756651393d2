import { headerUris } from './header-uris.ts';

/** What a question says of the caller: header values as they came, each absent or text. */
export type CallerFields = {
  /** The From URI. */
  readonly from: string | undefined;
  /** P-Asserted-Identity: one or more name-addrs with commas between them. */
  readonly asserted: string | undefined;
  readonly remote: string | undefined;
  readonly privacy: string | undefined;
  readonly trust: 'yes' | 'no';
};

/** RFC 3323 4.2, RFC 3325 9.3; `full` is Remote-Party-ID's. */
const PRIVATE = ['id', 'user', 'header', 'full'];

/**
 * Who calls. From a neighbour that is trusted P-Asserted-Identity, else Remote-Party-ID, else From; from any other From
 * alone, and none when the caller asked for privacy.
 */
export function readKamailioCaller({ from, asserted, remote, privacy, trust }: CallerFields): {
  readonly caller: string | undefined;
  readonly withheld: boolean;
} {
  const isPrivate = (privacy ?? '').split(/[;,]/).some((part) => PRIVATE.includes(part.trim().toLowerCase()));
  const withheld = isPrivate || /^sips?:anonymous@|@anonymous\.invalid([:;?]|$)/i.test(from ?? '');
  if (trust === 'no') return { caller: withheld ? undefined : from, withheld };
  const identity = asserted === undefined ? undefined : preferredUri(asserted);
  if (identity !== undefined) return { caller: identity, withheld };
  const party = remote === undefined || /;\s*party\s*=\s*called/i.test(remote) ? undefined : preferredUri(remote);
  if (party === undefined) return { caller: from, withheld };
  return { caller: party, withheld: withheld || /;\s*privacy\s*=\s*"?(full|uri|id)\b/i.test(remote ?? '') };
}

/** Of several URIs the one that is a telephone number (RFC 3325 9.1: a SIP and a tel URI may stand side by side). */
function preferredUri(header: string): string | undefined {
  const uris = headerUris(header);
  return uris.find((uri) => /^tel:|;user=phone(;|$)/i.test(uri)) ?? uris[0];
}
