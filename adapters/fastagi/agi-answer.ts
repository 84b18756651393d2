import { type CallerMasking, type Decision, receiptOf, releaseCause, writeReceipt } from '../../engine/index.ts';
import { MAX_COMMAND_BYTES, MAX_TARGETS } from './agi-limits.ts';
import { dialText } from './dial-text.ts';

/** Of the list in one variable, so that its command stays below what Asterisk reads. */
const MAX_LIST_CHARACTERS = 1_600;

/**
 * The channel variables of a decision, as commands in the order in which they are sent. `INSTRADA_OUTCOME` comes last:
 * a dialplan that finds it finds all the others.
 */
export function answerCommands(decision: Decision, masking: CallerMasking, isPersonal = false): readonly string[] {
  const targets = decision.targets.slice(0, MAX_TARGETS).map(({ destination, ringSeconds }) => ({
    dial: dialText(destination),
    ringSeconds,
  }));
  const { announcement, reason, validUntilMs, atMs } = decision;
  const closedSeconds =
    reason === 'closed' && validUntilMs !== undefined ? Math.ceil((validUntilMs - atMs) / 1_000) : undefined;
  return [
    setVariable('INSTRADA_TARGETS', targetList(targets)),
    setVariable('INSTRADA_TARGET_COUNT', targets.length),
    ...targets.flatMap(({ dial, ringSeconds }, index) => [
      setVariable(`INSTRADA_TARGET_${index + 1}`, dial),
      setVariable(`INSTRADA_RING_${index + 1}`, ringSeconds),
    ]),
    setVariable('INSTRADA_ANNOUNCEMENT', announcement === undefined ? '' : dialText(announcement.uri)),
    setVariable('INSTRADA_REASON', reason ?? ''),
    setVariable('INSTRADA_CAUSE', releaseCause(decision) ?? ''),
    setVariable('INSTRADA_RETRY_AFTER', closedSeconds ?? ''),
    setVariable('INSTRADA_DECISION', writeReceipt(receiptOf(decision, masking, isPersonal))),
    setVariable('INSTRADA_OUTCOME', decision.outcome),
  ];
}

/** For a node that has not loaded its plans. */
export function notReadyCommands(): readonly string[] {
  const cause = releaseCause({ outcome: 'not-ready' })!;
  return [
    setVariable('INSTRADA_TARGET_COUNT', 0),
    setVariable('INSTRADA_CAUSE', cause),
    setVariable('INSTRADA_OUTCOME', 'not-ready'),
  ];
}

/** For a request that is none; the sentence says what to mend in the dialplan. */
export function badRequestCommands(sentence: string): readonly string[] {
  return [
    setVariable('INSTRADA_TARGET_COUNT', 0),
    setVariable('INSTRADA_REASON', sentence),
    setVariable('INSTRADA_OUTCOME', 'bad-request'),
  ];
}

/** One line: whatever the value holds, it ends neither the line nor the quotes. */
function setVariable(name: string, value: string | number): string {
  const quoted = String(value)
    .replace(/[^\x20-\x7e]/g, ' ')
    .replace(/["\\]/g, '\\$&');
  const command = `SET VARIABLE ${name} "${quoted}"`;
  return command.length <= MAX_COMMAND_BYTES ? command : `SET VARIABLE ${name} ""`;
}

/** `+390212345678@20|sip:a@b.example@20`, as many as fit whole. */
function targetList(targets: readonly { readonly dial: string; readonly ringSeconds: number }[]): string {
  let list = '';
  for (const { dial, ringSeconds } of targets) {
    const longer = `${list}${list === '' ? '' : '|'}${dial}@${ringSeconds}`;
    if (longer.length > MAX_LIST_CHARACTERS) break;
    list = longer;
  }
  return list;
}
