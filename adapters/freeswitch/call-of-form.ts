import type { Call } from '../../engine/index.ts';
import { splitDialPrefix } from '../../rules/index.ts';

/** What is true of the calls of one dialplan context: a trunk, as a rule. */
export type FreeswitchContext = {
  /** P-Asserted-Identity and Remote-Party-ID of this trunk are believed; otherwise From alone. Default false. */
  readonly trustIdentity?: boolean;
  /** How bare digits of the caller are meant; national by default. */
  readonly callerFormat?: 'national' | 'e164';
  /** Company lines with dual billing come in: 4146 is taken off the number, and told in the receipt. Default false. */
  readonly dualBilling?: boolean;
};

/** A call, and whether it was dialled at the employee's expense. */
export type AskedByForm = { readonly call: Call; readonly isPersonal: boolean };

/**
 * The call that a form of mod_xml_curl asks about; undefined when it has no dialled number. `Hunt-…` is what the
 * dialplan asks with now, `Caller-…` what the call came with; a channel's variables come as `variable_…`.
 */
export function callOfForm(form: URLSearchParams, context: FreeswitchContext): AskedByForm | undefined {
  const dialled = first(form, ['Hunt-Destination-Number', 'Caller-Destination-Number', 'destination_number']);
  if (dialled === undefined) return undefined;
  const { hasCode, rest } = context.dualBilling ? splitDialPrefix(dialled) : { hasCode: false, rest: '' };
  const callId = first(form, ['variable_uuid', 'Hunt-Unique-ID', 'Unique-ID']);
  const call = {
    called: hasCode ? rest : dialled,
    caller: callerOf(form, context.trustIdentity ?? false),
    callerFormat: context.callerFormat ?? 'national',
    withheld: isWithheld(form),
    ...(callId === undefined ? {} : { callId }),
  };
  return { call, isPersonal: hasCode };
}

/**
 * On a trusted trunk the asserted identity, else Remote-Party-ID, else the number that FreeSWITCH made out; on any
 * other the From header as it came, and that number only where the call has no From (it did not come by SIP).
 */
function callerOf(form: URLSearchParams, trusted: boolean): string | undefined {
  const number = first(form, ['Hunt-Caller-ID-Number', 'Caller-Caller-ID-Number']);
  if (!trusted) return first(form, ['variable_sip_full_from']) ?? number;
  const asserted = first(form, ['variable_sip_P-Asserted-Identity', 'variable_sip_h_P-Asserted-Identity']);
  if (asserted !== undefined) return preferredIdentity(asserted);
  return first(form, ['variable_sip_Remote-Party-ID', 'variable_sip_h_Remote-Party-ID']) ?? number;
}

/**
 * RFC 3323 and 3325: `id`, `user` and `header` ask that the caller be not shown; `none` does not. An anonymous From
 * asks the same, and so does Remote-Party-ID with `privacy=full`.
 */
function isWithheld(form: URLSearchParams): boolean {
  if (first(form, ['Hunt-Privacy-Hide-Number', 'Caller-Privacy-Hide-Number']) === 'true') return true;
  if (form.get('variable_sip_from_host')?.toLowerCase() === 'anonymous.invalid') return true;
  if (form.get('variable_sip_from_user')?.toLowerCase() === 'anonymous') return true;
  const remoteParty = first(form, ['variable_sip_Remote-Party-ID', 'variable_sip_h_Remote-Party-ID']) ?? '';
  if (/;\s*privacy\s*=\s*"?(full|uri|id)\b/i.test(remoteParty)) return true;
  const privacy = first(form, ['variable_sip_Privacy', 'variable_sip_h_Privacy']) ?? '';
  return privacy.split(/[;,]/).some((value) => PRIVATE.includes(value.trim().toLowerCase()));
}

const PRIVATE = ['id', 'user', 'header', 'full'];

/** Of several asserted identities the one that is a telephone number: `tel:`, or `user=phone`; else the first. */
function preferredIdentity(header: string): string {
  const identities = splitOutsideQuotes(header);
  const isNumber = (identity: string) => /(^|<)\s*tel:/i.test(identity) || /;user=phone\b/i.test(identity);
  return identities.find(isNumber) ?? identities[0] ?? header;
}

/** At commas that stand neither in a quoted name nor in `<…>`. */
function splitOutsideQuotes(header: string): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  let quoted = false;
  let bracketed = false;
  for (let i = 0; i < header.length; i++) {
    const character = header.charAt(i);
    if (quoted && character === '\\') i++;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && character === '<') bracketed = true;
    else if (!quoted && character === '>') bracketed = false;
    else if (!quoted && !bracketed && character === ',') {
      parts.push(header.slice(from, i).trim());
      from = i + 1;
    }
  }
  parts.push(header.slice(from).trim());
  return parts.filter((part) => part !== '');
}

/** The first of these fields that is there and not empty. */
function first(form: URLSearchParams, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = form.get(name);
    if (value !== null && value !== '') return value;
  }
  return undefined;
}
