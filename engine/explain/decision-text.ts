import type { Decision } from '../decide/decision.ts';

/** What JSON has between quotes as it is. */
const PLAIN = /^[ !#-[\]-~]*$/;

/** The calls of an hour share a few instants, and to write one costs as much as all the rest. */
const instants = new Map<number, string>();
const MAX_INSTANTS = 4_096;

/** `JSON.stringify(decision)`, the same text in a third of the time: for a server that writes one for each call. */
export function decisionText(decision: Decision): string {
  const { outcome, announcement, reason, number, version, hash, caller, period, bucket, validUntilMs } = decision;
  let targets = '';
  for (const { site, destination, ringSeconds } of decision.targets) {
    const comma = targets === '' ? '' : ',';
    targets += `${comma}{"site":${quoted(site)},"destination":${quoted(destination)},"ringSeconds":${ringSeconds}}`;
  }
  let text = `{"outcome":"${outcome}","targets":[${targets}]`;
  if (announcement !== undefined) {
    text += `,"announcement":{"name":${quoted(announcement.name)},"uri":${quoted(announcement.uri)}}`;
  }
  if (reason !== undefined) text += `,"reason":"${reason}"`;
  if (number !== undefined) text += `,"number":"${number}"`;
  if (version !== undefined) text += `,"version":${version},"hash":"${hash}"`;
  text += `,"trail":"${decision.trail}","callId":${quoted(decision.callId)}`;
  if (caller !== undefined) text += `,"caller":"${caller}"`;
  text += `,"origin":"${decision.origin}","withheld":${decision.withheld}`;
  if (period !== undefined) text += `,"period":${quoted(period)}`;
  if (bucket !== undefined) text += `,"bucket":${bucket}`;
  if (validUntilMs !== undefined) text += `,"validUntil":"${instantText(validUntilMs)}"`;
  const { outOfService } = decision;
  text += `,"outOfService":${outOfService.length === 0 ? '[]' : JSON.stringify(outOfService)}`;
  return `${text},"degraded":${decision.degraded}${decision.overridden ? ',"overridden":true' : ''}}`;
}

function instantText(atMs: number): string {
  let text = instants.get(atMs);
  if (text === undefined) {
    text = new Date(atMs).toISOString();
    if (instants.size >= MAX_INSTANTS) instants.clear();
    instants.set(atMs, text);
  }
  return text;
}

function quoted(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}
