import type { Sentences } from '../errors.ts';
import type { Line } from '../line/find-line.ts';
import type { Effect, LineBook } from '../line/line-book.ts';
import type { Intent, LineRecord, Relocation, StandIn } from '../line/line-record.ts';
import type { LineRouting } from './line-routing.ts';

/** Looks how a stand-in stands, and plans it anew where its site was changed since. */
export async function refreshStandIn(book: LineBook, routing: LineRouting, line: Line): Promise<LineRecord> {
  const { record } = await book.perform(line, async ({ relocation }) => {
    const waiting = waitingOf(relocation);
    if (waiting === undefined) return undefined;
    const { standIn, isStale } = await routing.look(waiting.actor, waiting.standIn);
    if (!isStale && standIn.state === waiting.standIn.state) return undefined;
    return {
      task: 'refresh-stand-in',
      line: line.number,
      actor: waiting.actor,
      summary: isStale ? RENEWED : STATE_WORDS[standIn.state],
    };
  });
  return record;
}

/** Does so. */
export async function doRefresh(
  routing: LineRouting | undefined,
  line: string,
  { relocation }: LineRecord,
  { id, summary }: Intent & { readonly task: 'refresh-stand-in' },
): Promise<Effect> {
  const waiting = waitingOf(relocation);
  const now = waiting === undefined ? undefined : await routing?.look(waiting.actor, waiting.standIn);
  if (routing === undefined || waiting === undefined || now === undefined) {
    return { change: (record) => record, summary };
  }
  const standIn = now.isStale ? await renew(routing, line, waiting, id) : now.standIn;
  return {
    change: (record) =>
      record.relocation === undefined ? record : { ...record, relocation: { ...record.relocation, standIn } },
    summary,
  };
}

async function renew(routing: LineRouting, line: string, { actor, standIn }: Waiting, key: string): Promise<StandIn> {
  const ended = await routing.end(actor, line, standIn, `${key}-end`);
  return ended.state === 'left' ? ended : routing.begin(actor, line, standIn, standIn.fromMs, key);
}

type Waiting = { readonly actor: Relocation['actor']; readonly standIn: StandIn };

/** A stand-in that is still to come. */
function waitingOf(relocation: Relocation | undefined): Waiting | undefined {
  if (relocation?.standIn?.state !== 'scheduled') return undefined;
  return { actor: { ...relocation.actor, from: 'timer' }, standIn: relocation.standIn };
}

const RENEWED: Sentences = {
  it: 'Linea sostitutiva programmata di nuovo: il piano era cambiato',
  en: 'Stand-in scheduled anew: the plan had changed',
};
const STATE_WORDS: Readonly<Record<StandIn['state'], Sentences>> = {
  scheduled: { it: 'Linea sostitutiva programmata', en: 'Stand-in scheduled' },
  'in-plan': { it: 'Linea sostitutiva nel piano', en: 'Stand-in in the plan' },
  'taken-out': { it: 'Linea sostitutiva tolta dal piano', en: 'Stand-in taken out of the plan' },
  refused: { it: 'Linea sostitutiva rifiutata dal piano', en: 'Stand-in refused by the plan' },
  left: { it: 'Linea sostitutiva rimasta nel piano', en: 'Stand-in left in the plan' },
};
