/** Every way in which an account service says no: the HTTP status, and the sentence. A README table is held against it. */
export const SERVICE_ERRORS = {
  BAD_REQUEST: {
    status: 400,
    it: 'La richiesta non è ben formata.',
    en: 'The request is not well formed.',
  },
  NOT_ALLOWED: {
    status: 403,
    it: 'Chi chiede non può farlo.',
    en: 'The actor may not do this.',
  },
  LINE_UNKNOWN: {
    status: 404,
    it: 'Questo cliente non ha una linea con questo numero.',
    en: 'This customer has no line with this number.',
  },
  CONTRACT_UNKNOWN: {
    status: 404,
    it: 'Questo cliente non ha questo contratto.',
    en: 'This customer has no such contract.',
  },
  NOT_FIXED: {
    status: 409,
    it: 'Questa linea è mobile: si traslocano solo linee fisse.',
    en: 'This line is mobile: only fixed lines can be moved.',
  },
  RELOCATION_UNKNOWN: {
    status: 404,
    it: 'Per questa linea non è stato chiesto alcun trasloco.',
    en: 'No relocation was asked for this line.',
  },
  RELOCATION_OPEN: {
    status: 409,
    it: 'Per questa linea un trasloco è già in corso. Annullarlo prima di chiederne un altro.',
    en: 'A relocation of this line is under way. Cancel it before another one is asked for.',
  },
  RELOCATION_OVER: {
    status: 409,
    it: 'Il trasloco è già concluso.',
    en: 'The relocation is over.',
  },
  STAND_IN_REFUSED: {
    status: 409,
    it: 'La linea sostitutiva non può essere messa nel piano; nulla è stato chiesto.',
    en: 'The stand-in cannot be put into the plan; nothing was asked for.',
  },
  TRANSFER_REFUSED: {
    status: 409,
    it: 'La linea non può passare a questo contratto.',
    en: 'The line cannot go to this contract.',
  },
  TRANSFER_STALE: {
    status: 409,
    it: 'Dalla preparazione la linea o il contratto sono cambiati. Preparare di nuovo lo spostamento.',
    en: 'The line or the contract has changed since it was prepared. Prepare the transfer again.',
  },
  TOKEN_INVALID: {
    status: 409,
    it: 'Il codice di conferma non vale per questa linea e per chi chiede. Preparare di nuovo lo spostamento.',
    en: 'The confirmation token is not good for this line and actor. Prepare the transfer again.',
  },
  TOKEN_EXPIRED: {
    status: 410,
    it: 'Il codice di conferma è scaduto. Preparare di nuovo lo spostamento.',
    en: 'The confirmation token has expired. Prepare the transfer again.',
  },
  DIRECT_DEBIT_ACTIVE: {
    status: 409,
    it: 'La domiciliazione di questa linea è già attiva.',
    en: 'The direct debit of this line is active already.',
  },
  NO_DUAL_BILLING: {
    status: 409,
    it: 'Su questa linea la doppia fatturazione non è attiva.',
    en: 'Dual billing is not active on this line.',
  },
  NO_SIM: {
    status: 409,
    it: 'Questa linea non ha una SIM: si bloccano solo linee mobili.',
    en: 'This line has no SIM: only mobile lines can be blocked.',
  },
  LINE_BUSY: {
    status: 503,
    it: 'La linea viene cambiata da altri in questo momento. Riprovare.',
    en: 'The line is being changed by others just now. Try again.',
  },
  BACK_OFFICE_UNAVAILABLE: {
    status: 503,
    it: 'I sistemi del gestore non rispondono. Riprovare più tardi.',
    en: 'The carrier’s systems do not answer. Try again later.',
  },
  BACK_OFFICE_REFUSED: {
    status: 409,
    it: 'I sistemi del gestore hanno rifiutato la richiesta.',
    en: 'The carrier’s systems have refused the request.',
  },
  BACK_OFFICE_MALFORMED: {
    status: 502,
    it: 'I sistemi del gestore hanno risposto in una forma che non si può leggere.',
    en: 'The carrier’s systems answered in a form that cannot be read.',
  },
  BACK_OFFICE_FOREIGN: {
    status: 409,
    it: 'Questo si fa nei sistemi del gestore, non qui.',
    en: 'This is done in the carrier’s systems, not here.',
  },
} as const;
