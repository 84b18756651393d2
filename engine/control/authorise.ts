import { MAX_NOTE_CHARACTERS } from '../../rules/index.ts';
import { EngineError } from '../errors.ts';
import { type ControlPorts, readStanding, type Standing } from './desk.ts';
import { type Actor, mayDo, type Scope } from './roles.ts';

/** @throws EngineError NOT_ALLOWED with the scope that is missing, BAD_REQUEST for an actor of a wrong form */
export function mustHave(actor: Actor, scope: Scope): void {
  if (actor.id.length === 0 || actor.id.length > MAX_ACTOR_CHARACTERS || actor.from.length > MAX_ACTOR_CHARACTERS) {
    throw new EngineError('BAD_REQUEST', { message: `An actor is named in 1 to ${MAX_ACTOR_CHARACTERS} characters.` });
  }
  const isNobodys = actor.role.startsWith('customer-') && (actor.customer ?? '') === '';
  if (mayDo(actor.role, scope) && !isNobodys) return;
  const message = isNobodys
    ? `The actor has the role ${actor.role} and no customer.`
    : `The role ${actor.role} has not the scope ${scope}.`;
  throw new EngineError('NOT_ALLOWED', { scope, message });
}

const MAX_ACTOR_CHARACTERS = 200;

/** What only the carrier may, whatever the scopes. @throws EngineError NOT_ALLOWED */
export function mustBeCarrier(actor: Actor, scope: Scope): void {
  mustHave(actor, scope);
  if (actor.role !== 'carrier')
    throw new EngineError('NOT_ALLOWED', { scope, message: 'Only the carrier may do this.' });
}

/**
 * A number that the actor may reach. For a customer every other one is the same: unknown.
 * @throws EngineError NUMBER_UNKNOWN
 */
export function mustReach(actor: Actor, { number, document, head }: Standing): void {
  const isReached =
    actor.role === 'carrier'
      ? document.subscription !== undefined || head !== undefined
      : document.subscription?.customer === actor.customer && actor.customer !== undefined;
  if (!isReached) throw unknownNumber(number);
}

/** @throws EngineError NUMBER_UNKNOWN for what cannot be a number at all */
export async function reach(ports: ControlPorts, actor: Actor, scope: Scope, number: string): Promise<Standing> {
  mustHave(actor, scope);
  if (!isNumber(number)) throw unknownNumber(number);
  const standing = await readStanding(ports, number);
  mustReach(actor, standing);
  return standing;
}

export function isNumber(number: string): boolean {
  return typeof number === 'string' && /^[0-9]{3,15}$/.test(number);
}

/** The same to the letter for every number that an actor may not know of. */
export function unknownNumber(number: string): EngineError {
  const shown = typeof number === 'string' ? number.slice(0, 40) : '';
  return new EngineError('NUMBER_UNKNOWN', { number: shown, message: 'There is no such number.' });
}

/** The first version that the actor may see: what was before belongs to the number's customer of that time. */
export function firstVisible(actor: Actor, { document }: Standing): { version: number; sequence: number } {
  return actor.role === 'carrier' ? { version: 0, sequence: 0 } : document.since;
}

/** @throws EngineError BAD_REQUEST */
export function checkNote(note: string | undefined): string {
  if (note === undefined) return '';
  if (typeof note !== 'string' || note.length > MAX_NOTE_CHARACTERS) {
    throw new EngineError('BAD_REQUEST', { message: `A note has at most ${MAX_NOTE_CHARACTERS} characters.` });
  }
  // It would not come back from the store as it went in.
  if (/\p{Cs}/u.test(note)) {
    throw new EngineError('BAD_REQUEST', {
      message: 'The note holds half a Unicode character. Write it again.',
      italian: 'La nota contiene mezzo carattere Unicode. Riscrivila.',
      pointer: '/note',
    });
  }
  return note;
}
