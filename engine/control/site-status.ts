import { EngineError } from '../errors.ts';
import { CONTROL_SHELF } from '../store/check-commit.ts';
import { checkNote, isNumber, mustHave, mustReach, unknownNumber } from './authorise.ts';
import { readControlDocument } from './control-document.ts';
import { outOfServiceSentences } from './control-words.ts';
import { type ControlPorts, commitDocument, onStanding, todayOf } from './desk.ts';
import type { Actor } from './roles.ts';

/**
 * Says which sites are out of service. First the audit, then the status, so that no status is without its line; if two
 * do this at once the status ends as the one whose line is the last.
 */
export async function writeSiteStatus(
  ports: ControlPorts,
  actor: Actor,
  number: string,
  sitesGiven: readonly string[],
  noteGiven: string | undefined,
): Promise<void> {
  mustHave(actor, 'plans:override');
  if (!isNumber(number)) throw unknownNumber(number);
  const note = checkNote(noteGiven);
  let asked = await onStanding(ports, number, async (standing) => {
    mustReach(actor, standing);
    const { plan } = await todayOf(ports, standing);
    const sites = checkSites(number, sitesGiven, Object.keys(plan?.sites ?? {}));
    const summary = outOfServiceSentences(sites);
    const document = { ...standing.document, sitesOut: sites };
    await commitDocument(ports, standing, document, { actor, action: 'out-of-service', note, summary });
    return sites;
  });
  for (;;) {
    await ports.setOutOfService(number, asked, actor.id);
    const { sitesOut = [] } = readControlDocument(await ports.store.document(CONTROL_SHELF, number));
    if (sitesOut.join() === asked.join()) return;
    asked = sitesOut;
  }
}

/** @throws EngineError BAD_REQUEST */
function checkSites(number: string, sites: unknown, known: readonly string[]): readonly string[] {
  const names: readonly unknown[] = Array.isArray(sites) ? sites : [undefined];
  const strange = names.find((name) => typeof name !== 'string' || !known.includes(name));
  if (!Array.isArray(sites) || strange !== undefined) {
    const message = `${number} has no site "${String(strange).slice(0, 80)}"; it has ${known.join(', ') || 'none'}.`;
    throw new EngineError('BAD_REQUEST', { number, message });
  }
  return [...new Set(names as readonly string[])].sort();
}
