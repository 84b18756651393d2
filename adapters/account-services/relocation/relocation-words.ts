import type { Sentences } from '../errors.ts';
import type { Relocation } from '../line/line-record.ts';
import { dateInRome } from './relocation-dates.ts';

/** An address of two lines is a slip; a longer one no address. Characters. */
export const MAX_ADDRESS = 300;
export const MAX_REASON = 300;

export function requestWords(address: string, date: string, expected: string): Sentences {
  return {
    it: `Chiesto il trasloco a ${address} il ${date}; attivazione prevista entro il ${expected}`,
    en: `Relocation to ${address} on ${date} asked for; expected to be active by ${expected}`,
  };
}

export function expectedWords({ expectedDate: date, exception }: Relocation): Sentences {
  if (exception === undefined) {
    return { it: `Attivazione prevista entro il ${date}.`, en: `Expected to be active by ${date}.` };
  }
  return {
    it: `Per particolari esigenze tecniche (${exception.reason}) l’attivazione è prevista entro il ${date}.`,
    en: `For special technical needs (${exception.reason}) it is expected to be active by ${date}.`,
  };
}

export function dateWanted(nowMs: number): Sentences {
  const today = dateInRome(nowMs);
  return {
    it: `Indicare una data da oggi (${today}) in poi, entro 400 giorni, come ${today}.`,
    en: `Give a date from today (${today}) on, within 400 days, written as ${today}.`,
  };
}

export const SEEN_WORDS: Readonly<Record<Relocation['state'], Sentences>> = {
  requested: { it: 'Trasloco: nuova data prevista', en: 'Relocation: another date is expected' },
  scheduled: { it: 'Trasloco programmato', en: 'Relocation scheduled' },
  active: {
    it: 'Linea attiva al nuovo indirizzo; domiciliazione cessata',
    en: 'Line active at its new address; direct debit dropped',
  },
  cancelled: { it: 'Trasloco annullato', en: 'Relocation cancelled' },
};
export const CANCEL_WORDS: Sentences = {
  it: 'Chiesto l’annullamento del trasloco',
  en: 'Cancellation of the relocation asked for',
};
export const DEBIT_WILL_DROP: Sentences = {
  it: 'Con l’attivazione la domiciliazione delle fatture cessa e va richiesta di nuovo.',
  en: 'When it becomes active the direct debit of the bills is dropped and must be requested again.',
};
export const ADDRESS_WANTED: Sentences = {
  it: `Indicare l’indirizzo, al più ${MAX_ADDRESS} caratteri su una riga.`,
  en: `Give the address, at most ${MAX_ADDRESS} characters on one line.`,
};
export const STAND_IN_WANTED: Sentences = {
  it: 'La linea sostitutiva deve essere un numero che può stare in un piano, scritto come +390212345678.',
  en: 'The stand-in must be a number that may stand in a plan, written as +390212345678.',
};
export const STAND_IN_ELSEWHERE: Sentences = {
  it: 'La linea sostitutiva deve essere un’altra: questa è quella che trasloca.',
  en: 'The stand-in must be another line: this is the one that moves.',
};
export const EXCEPTION_WANTED: Sentences = {
  it: 'Di un’esigenza tecnica indicare il motivo e la nuova data, da oggi in poi.',
  en: 'Of a technical need give the reason and the new date, from today on.',
};
export const TOO_LONG: Sentences = {
  it: `Il motivo ha più di ${MAX_REASON} caratteri.`,
  en: `The reason has more than ${MAX_REASON} characters.`,
};
export const NO_ROUTING: Sentences = {
  it: 'Qui non si può cambiare alcun piano di instradamento.',
  en: 'No routing plan can be changed from here.',
};
