/**
 * What a line from Asterisk says after a command (res_agi.c):
 * ```
 * 200 result=1                                       done; result=-1: it failed, the channel is gone
 * 510 Invalid or unknown command
 * 511 Command Not Permitted on a dead channel or intercept routine
 * 520-Invalid command syntax.  Proper usage follows:
 * (usage, any lines)
 * 520 End of proper usage.
 * HANGUP                                             at any time: the caller is gone
 * ```
 */
export type AgiReply = 'done' | 'gone' | 'refused' | 'more' | 'hangup' | 'strange';

/** @param inUsage after a line that was `more`: what is not the end of the usage is part of it */
export function readAgiReply(line: string, inUsage: boolean): AgiReply {
  if (line === 'HANGUP') return 'hangup';
  if (inUsage) return line.startsWith('520 ') ? 'refused' : 'more';
  const result = /^200 result=(-?\d*)/.exec(line);
  if (result !== null) return result[1] === '-1' ? 'gone' : 'done';
  if (line.startsWith('520-')) return 'more';
  if (/^511( |$)/.test(line)) return 'gone';
  return /^5\d\d( |$)/.test(line) ? 'refused' : 'strange';
}
