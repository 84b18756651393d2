import type { EngineErrorCode } from '../../engine/index.ts';

/** The engine's errors for people who read Italian; in English the engine has them itself. */
export const ENGINE_ERRORS_IT: Readonly<Record<EngineErrorCode, string>> = {
  PLAN_INVALID: 'Il piano contiene errori; non è stato pubblicato nulla. Correggi i punti elencati e pubblica di nuovo.',
  VERSION_CONFLICT: 'Il numero ha un’altra versione da quella attesa. Rileggi il piano attuale e pubblica di nuovo.',
  DOCUMENT_CONFLICT: 'Qualcun altro ha scritto nello stesso momento. Rileggi e riprova.',
  NUMBER_UNKNOWN: 'Qui non c’è questo numero, oppure non è tuo.',
  VERSION_UNKNOWN: 'Questo numero non ha questa versione.',
  STORE_UNAVAILABLE: 'L’archivio non è raggiungibile o non può scrivere; non è stato confermato nulla. Riprova.',
  STORE_VOLATILE: 'L’archivio dimenticherebbe tutto in caso di guasto, quindi non accetta pubblicazioni. Avvisa l’operatore.',
  STORE_FORMAT: 'L’archivio è di un’altra versione di formato. Avvisa l’operatore.',
  STORE_CORRUPT: 'L’archivio è danneggiato. Avvisa l’operatore.',
  ARTIFACT_CORRUPT: 'Un piano compilato è danneggiato. Pubblica di nuovo il numero.',
  ARTIFACT_FORMAT: 'Un piano compilato è di un’altra versione di formato. Pubblica di nuovo il numero.',
  MEMORY_FULL: 'I piani di questo nodo sono più di quanti ne tenga la memoria. Avvisa l’operatore.',
  NOT_ALLOWED: 'Non hai il permesso di farlo.',
  EDIT_REFUSED: 'Le modifiche non si possono fare; non è cambiato nulla. Correggi quanto elencato e inviale di nuovo.',
  IDEMPOTENCY_CONFLICT: 'Questa chiave di idempotenza è già stata usata per un’altra richiesta. Per una richiesta nuova usa una chiave nuova.',
  NUMBER_WITHDRAWN: 'L’operatore ha ritirato questo numero. Rivolgiti all’operatore.',
  TIMER_UNKNOWN: 'Questo numero non ha nulla di programmato con questo nome, o è già finito. Rileggi l’elenco.',
  TOO_MANY_TIMERS: 'Il numero ha già il massimo di operazioni programmate. Annullane prima qualcuna.',
  SUBSCRIPTION_CONFLICT: 'L’abbonamento ha un’altra revisione da quella attesa. Rileggilo e scrivilo di nuovo.',
  BAD_REQUEST: 'La richiesta non è ben formata.',
  CLOSED: 'Il nodo si sta spegnendo. Riprova.',
};
