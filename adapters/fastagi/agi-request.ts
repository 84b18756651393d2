import type { Call } from '../../engine/index.ts';
import { splitDialPrefix } from '../../rules/index.ts';

/** A call, and whether it was dialled at the employee's expense. */
export type AskedByAgi = { readonly call: Call; readonly isPersonal: boolean };

/** The `agi_*` variables of a call, names without `agi_`. */
export type AgiVariables = ReadonlyMap<string, string>;

/**
 * Reads one line of a call's description, `agi_name: value`, into the variables.
 * @returns what is wrong with it; undefined when it is good
 */
export function readAgiLine(line: string, variables: Map<string, string>): string | undefined {
  const match = /^agi_(\w{1,64}): ?(.*)$/s.exec(line);
  if (match === null) return `"${shownStart(line)}" is no line of the form agi_name: value`;
  const [, name = '', value = ''] = match;
  // A caller's name that held a line break could otherwise say who calls, or what was dialled.
  if (variables.has(name)) return `agi_${name} came twice`;
  variables.set(name, value);
  return undefined;
}

/**
 * The call that the variables describe:
 * - called: the script's first argument, else `agi_extension` when it has a digit, else `agi_dnid`;
 * - caller: `agi_callerid`, absent when Asterisk has none (`unknown`); withheld by `agi_callingpres` (0x20 restricted,
 *   0x40 unavailable);
 * - call id: the second argument, else `agi_uniqueid`;
 * - the path of the request is `decide` or nothing; with `decide/e164` bare digits of the caller are international, with
 *   `decide/4146` (or `decide/e164/4146`) company lines with dual billing come in: the code is taken off the number.
 */
export function callOfAgi(variables: AgiVariables): AskedByAgi | { readonly fault: string } {
  const script = (variables.get('network_script') ?? '').replace(/[?].*$/, '').replace(/^\/+|\/+$/g, '');
  const asked = /^(?:|decide(\/e164)?(\/4146)?)$/.exec(script);
  if (asked === null) {
    return { fault: `there is no script ${shownStart(script)}: ask for decide, decide/e164, decide/4146` };
  }
  const dialled = calledOf(variables);
  if (dialled === undefined) {
    return { fault: 'no number was dialled: give the dialled extension as the first argument of AGI()' };
  }
  const [, e164, code] = asked;
  const { hasCode, rest } = code === undefined ? { hasCode: false, rest: '' } : splitDialPrefix(dialled);
  const presentation = variables.get('callingpres') ?? '';
  const callId = given(variables.get('arg_2')) ?? given(variables.get('uniqueid'));
  return {
    isPersonal: hasCode,
    call: {
      called: hasCode ? rest : dialled,
      caller: callerOf(variables),
      callerFormat: e164 === undefined ? 'national' : 'e164',
      withheld: (Number(presentation) & PRESENTATION_MASK) !== 0,
      ...(callId === undefined ? {} : { callId }),
    },
  };
}

/** ITU-T Q.931, presentation indicator: 0x00 allowed, 0x20 restricted, 0x40 not available, 0x60 reserved. */
const PRESENTATION_MASK = 0x60;

function calledOf(variables: AgiVariables): string | undefined {
  const extension = variables.get('extension') ?? '';
  return given(variables.get('arg_1')) ?? (/\d/.test(extension) ? extension : given(variables.get('dnid')));
}

function callerOf(variables: AgiVariables): string | undefined {
  return given(variables.get('callerid'));
}

/** The beginning of a text, for a log: without digits, which may be a caller's. */
export function shownStart(text: string): string {
  return text.slice(0, SHOWN_CHARACTERS).replace(/\d{4,}/g, '…');
}
const SHOWN_CHARACTERS = 60;

/** Asterisk writes `unknown` for what it has not. */
function given(value: string | undefined): string | undefined {
  return value === undefined || value === '' || value === 'unknown' ? undefined : value;
}
