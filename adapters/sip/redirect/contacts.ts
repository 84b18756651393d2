import { isE164 } from '../../../rules/index.ts';
import { MAX_CONTACTS } from '../limits.ts';
import { safeUri } from './safe-text.ts';

export type ContactOptions = {
  /** `host[:port]` of telephone numbers. */
  readonly contactHost: string;
  /** The History-Info index of the number that was dialled: marks the Contacts as its translation. */
  readonly mappedFrom: string | undefined;
};

const MOST_THOUSANDTHS = 1_000;

/**
 * One Contact line for each destination, in their order, each with a lower `q` than the one before and none with 0. No
 * `expires`: RFC 3261 21.3.3 then has them valid once, which is right for a plan that may change before the next call.
 */
export function contactLines(destinations: readonly string[], options: ContactOptions): readonly string[] {
  const count = Math.min(destinations.length, MAX_CONTACTS);
  const step = count <= 10 ? 100 : Math.floor(MOST_THOUSANDTHS / count);
  const mapped = options.mappedFrom === undefined ? '' : `;mp=${options.mappedFrom}`;
  const lines: string[] = [];
  for (let i = 0; i < count; i++) {
    lines.push(`Contact: <${contactUri(destinations[i]!, options)}>;q=${qvalue(MOST_THOUSANDTHS - i * step)}${mapped}`);
  }
  return lines;
}

/** RFC 3261 19.1.6: a telephone number as SIP URI has `user=phone`. RFC 8119: 380 is service number translation. */
function contactUri(destination: string, { contactHost, mappedFrom }: ContactOptions): string {
  const uri = isE164(destination) ? `sip:${destination}@${contactHost};user=phone` : safeUri(destination);
  return mappedFrom === undefined ? uri : `${uri};cause=380`;
}

/** qvalue = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] ) */
function qvalue(thousandths: number): string {
  if (thousandths % 100 === 0) return (thousandths / 1000).toFixed(1);
  return `0.${String(thousandths).padStart(3, '0')}`;
}
