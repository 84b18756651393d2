import type { OverrideTarget, Plan, PlanOverride } from '../../rules/index.ts';
import { isoInZone } from '../explain/local-iso.ts';
import type { Sentences } from './control-api.ts';

/** The sentences of what control does beside edits, for customers and for the audit. */

export function firstPlanSentences({ sites }: Plan): Sentences {
  const names = Object.keys(sites).sort();
  const listed = names.slice(0, LISTED).join(', ') + (names.length > LISTED ? ', …' : '');
  return { it: [`Primo piano del numero; sedi: ${listed}.`], en: [`First plan of the number; sites: ${listed}.`] };
}

const LISTED = 6;

/** What became of the override from one version to the next; nothing when it is the same. */
export function overrideSentences(
  before: PlanOverride | undefined,
  after: PlanOverride | undefined,
  timeZone: string | undefined,
): Sentences {
  if (after !== undefined) {
    if (JSON.stringify(before) === JSON.stringify(after)) return NOTHING;
    const { to, untilMs } = after;
    const until = untilMs === undefined ? undefined : (isoInZone(untilMs, timeZone) ?? String(untilMs));
    return {
      it: [`Emergenza: tutte le chiamate ${targetWords(to).it}${until === undefined ? '' : `, fino a ${until}`}.`],
      en: [`Override: all calls ${targetWords(to).en}${until === undefined ? '' : `, until ${until}`}.`],
    };
  }
  if (before === undefined) return NOTHING;
  return {
    it: [`Fine dell’emergenza: le chiamate seguono di nuovo il piano (prima ${targetWords(before.to).it}).`],
    en: [`End of the override: calls follow the plan again (before ${targetWords(before.to).en}).`],
  };
}

export function outOfServiceSentences(sites: readonly string[]): Sentences {
  if (sites.length === 0) return { it: ['Tutte le sedi sono in servizio.'], en: ['All sites are in service.'] };
  const names = sites.join(', ');
  return { it: [`Sedi fuori servizio: ${names}.`], en: [`Sites out of service: ${names}.`] };
}

/** What a timer will do, or did, beside the change itself. */
export function timerSentences(id: string, what: keyof typeof TIMER_WORDS, atMs?: number): Sentences {
  const at = atMs === undefined ? '' : ` (${new Date(atMs).toISOString()})`;
  return { it: [`${TIMER_WORDS[what].it} ${id}${at}.`], en: [`${TIMER_WORDS[what].en} ${id}${at}.`] };
}

const TIMER_WORDS = {
  scheduled: { it: 'Modifica programmata', en: 'Edit scheduled' },
  cancelled: { it: 'Annullato', en: 'Cancelled' },
  confirmed: { it: 'Modifica confermata', en: 'Change confirmed' },
  ends: { it: 'Ritorno automatico', en: 'Reverts by itself' },
  nothing: { it: 'Nulla da fare per', en: 'Nothing to do for' },
} as const;

/** A refused firing, by codes and places alone: sentences may hold callers' numbers. */
export function refusedSentences(
  id: string,
  reasons: readonly { readonly code: string; readonly path: string }[],
): Sentences {
  const codes = reasons.slice(0, LISTED).map(({ code, path }) => `${code} ${path}`.trim());
  const listed = codes.join(', ') + (reasons.length > LISTED ? ', …' : '');
  return { it: [`Rifiutato ${id}: ${listed}.`], en: [`Refused ${id}: ${listed}.`] };
}

/** One after the other. */
export function joinSentences(...all: readonly Sentences[]): Sentences {
  return { it: all.flatMap(({ it }) => it), en: all.flatMap(({ en }) => en) };
}

const NOTHING: Sentences = { it: [], en: [] };

function targetWords(to: OverrideTarget): { readonly it: string; readonly en: string } {
  if ('site' in to) return { it: `alla sede ${to.site}`, en: `to the site ${to.site}` };
  return { it: `all’annuncio ${to.announce}`, en: `to the announcement ${to.announce}` };
}
