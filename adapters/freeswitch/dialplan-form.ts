import {
  type Call,
  type CallerMasking,
  type Decision,
  receiptOf,
  releaseCause,
  writeReceipt,
} from '../../engine/index.ts';
import { callOfForm, type FreeswitchContext } from './call-of-form.ts';
import { bridgeString, endpoint, type Outbound } from './dial-string.ts';
import { type Action, dialplanXml, notFoundXml } from './dialplan-xml.ts';

/** What decides: an engine, or whatever counts its decisions. */
export type Decider = { decide(call: Call): Decision };

export type FreeswitchOptions = Outbound & {
  /** Undefined until the plans are loaded: then calls are refused with a temporary failure. */
  readonly decider: () => Decider | undefined;
  /** Of the receipt that goes into the call detail record. */
  readonly masking: CallerMasking;
  /** By the name of the dialplan context; one that is not here has the defaults. */
  readonly contexts?: Readonly<Record<string, FreeswitchContext>>;
  /** Announcements that FreeSWITCH plays itself, by their name in the plan: a sound file; others are rung. */
  readonly sounds?: Readonly<Record<string, string>>;
};

const NAME = /^[\w.-]{1,64}$/;
/** FreeSWITCH's names of Q.850 causes. */
const CAUSE_NAMES: Readonly<Record<number, string>> = {
  1: 'UNALLOCATED_NUMBER',
  20: 'SUBSCRIBER_ABSENT',
  21: 'CALL_REJECTED',
  31: 'NORMAL_UNSPECIFIED',
  41: 'NORMAL_TEMPORARY_FAILURE',
};

/**
 * Answers a form that mod_xml_curl posts, with a document. Never throws for a form: what is no question about a call
 * is answered "not found", and so is an unknown number, with which FreeSWITCH goes on in its other dialplans.
 * @throws RangeError when gateway, profile or a sound cannot stand in a dialplan
 */
export function dialplanHandler(options: FreeswitchOptions): (form: URLSearchParams) => string {
  checkNames(options);
  return (form) => {
    if (form.get('section') !== 'dialplan') return notFoundXml();
    const contextName = form.get('Hunt-Context') || form.get('Caller-Context') || 'default';
    const contexts = options.contexts ?? {};
    const asked = callOfForm(form, Object.hasOwn(contexts, contextName) ? contexts[contextName]! : {});
    if (asked === undefined) return notFoundXml();
    const decider = options.decider();
    if (decider === undefined) return dialplanXml(contextName, [hangUp({ outcome: 'not-ready' })]);
    const decision = decider.decide(asked.call);
    if (decision.outcome === 'unknown-number') return notFoundXml();
    return dialplanXml(contextName, [
      ...variables(decision, options.masking, asked.isPersonal),
      ...actionsOf(decision, options),
    ]);
  };
}

/** What ends up in the call detail record. */
function variables(decision: Decision, masking: CallerMasking, isPersonal: boolean): readonly Action[] {
  const { outcome, reason } = decision;
  return [
    set('instrada_decision', writeReceipt(receiptOf(decision, masking, isPersonal))),
    set('instrada_outcome', outcome),
    ...(reason === undefined ? [] : [set('instrada_reason', reason)]),
  ];
}

function actionsOf(decision: Decision, options: FreeswitchOptions): readonly Action[] {
  const { announcement, targets } = decision;
  switch (decision.outcome) {
    case 'route':
      return [set('hangup_after_bridge', 'true'), { application: 'bridge', data: bridgeString(targets, options) }];
    case 'announce': {
      const { name, uri } = announcement!;
      const { sounds = {} } = options;
      return Object.hasOwn(sounds, name)
        ? [{ application: 'pre_answer', data: '' }, { application: 'playback', data: sounds[name]! }, hangUpNormally()]
        : [set('hangup_after_bridge', 'true'), { application: 'bridge', data: endpoint(uri, options) }];
    }
    default:
      return [hangUp(decision)];
  }
}

function hangUp(decision: Parameters<typeof releaseCause>[0]): Action {
  return { application: 'hangup', data: CAUSE_NAMES[releaseCause(decision) ?? 31] ?? 'NORMAL_UNSPECIFIED' };
}

function hangUpNormally(): Action {
  return { application: 'hangup', data: 'NORMAL_CLEARING' };
}

function set(name: string, value: string): Action {
  return { application: 'set', data: `${name}=${value}` };
}

/** @throws RangeError */
function checkNames({ gateway, profile, sounds = {} }: FreeswitchOptions): void {
  for (const [what, name] of Object.entries({ gateway, profile })) {
    if (!NAME.test(name)) {
      throw new RangeError(`The FreeSWITCH ${what} "${name}" is no name; write letters, digits, ".", "_" and "-".`);
    }
  }
  for (const [name, file] of Object.entries(sounds)) {
    if (!/^[\w./:@-]+$/.test(file)) {
      throw new RangeError(`The sound of "${name}", "${file}", is no file's name; write no blanks and no $, !, &.`);
    }
  }
}
