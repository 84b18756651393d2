import type { Target } from '../../engine/index.ts';

/** Where FreeSWITCH sends calls out. */
export type Outbound = {
  /** A gateway of `sip_profiles`, for destinations that are numbers. */
  readonly gateway: string;
  /** A SIP profile, for destinations that are SIP URIs. */
  readonly profile: string;
};

/**
 * One bridge over all targets, in series (`|`), each for as long as it may ring. A callee who declines (SIP 603) ends
 * the series. FreeSWITCH's own limit over each leg (60 s) lies above the longest ringing; early media must not count
 * as an answer, or nothing would overflow.
 */
export function bridgeString(targets: readonly Target[], outbound: Outbound): string {
  const longest = Math.max(...targets.map(({ ringSeconds }) => ringSeconds));
  const all = `{originate_timeout=${longest + SPARE_SECONDS},ignore_early_media=true,fail_on_single_reject=CALL_REJECTED}`;
  const legs = targets.map(
    ({ destination, ringSeconds }) => `[leg_timeout=${ringSeconds}]${endpoint(destination, outbound)}`,
  );
  return all + legs.join('|');
}

const SPARE_SECONDS = 10;

/** `sofia/gateway/carrier/+39…`, or `sofia/external/sip:…`. */
export function endpoint(destination: string, { gateway, profile }: Outbound): string {
  return destination.startsWith('+')
    ? `sofia/gateway/${gateway}/${destination}`
    : `sofia/${profile}/${dialText(destination)}`;
}

/**
 * A SIP URI as it may stand in a dial string. What a customer wrote into a plan must neither ring somebody else
 * beside (`,` `|` `:_:`) nor set variables (`[` `{` `<` `^^`), run an API (`$`) or name a header (`?`): everything but
 * what a URI needs is percent-encoded. `;` stays, which begins a parameter.
 */
function dialText(uri: string): string {
  const [, head = uri, literal = '', tail = ''] = IPV6_HOST.exec(uri) ?? [];
  return escapeText(head) + literal + escapeText(tail);
}

const IPV6_HOST = /^([^[\]]*@|sips?:)(\[[0-9A-Fa-f:.]+\])([^[\]]*)$/i;

function escapeText(text: string): string {
  return text
    .replace(
      /[^\w:@.+;=%~*#-]/g,
      (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .replaceAll(':_:', ':%5F:');
}
