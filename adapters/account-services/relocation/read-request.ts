import { checkDestination } from '../../../rules/index.ts';
import { ServiceError } from '../errors.ts';
import type { Line } from '../line/find-line.ts';
import { isMovingDate } from './relocation-dates.ts';
import { ADDRESS_WANTED, dateWanted, MAX_ADDRESS, STAND_IN_ELSEWHERE, STAND_IN_WANTED } from './relocation-words.ts';
import type { RelocationRequest } from './relocations.ts';

/** What an address may not have: what ends a line or turns the text around, wherever it is shown. */
const NOT_IN_ADDRESS = /[\p{Cc}\p{Cs}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/**
 * What was asked for a line, trimmed and as it may be asked.
 * @throws ServiceError NOT_FIXED, BAD_REQUEST
 */
export function readRequest(
  line: Line,
  { address, date, standIn }: RelocationRequest,
  nowMs: number,
): RelocationRequest {
  // A SIM is wherever its telephone is.
  if (line.kind !== 'fixed') throw new ServiceError('NOT_FIXED');
  const place = address.trim();
  if (place === '' || place.length > MAX_ADDRESS || NOT_IN_ADDRESS.test(place)) {
    throw new ServiceError('BAD_REQUEST', { more: ADDRESS_WANTED });
  }
  if (!isMovingDate(date, nowMs)) throw new ServiceError('BAD_REQUEST', { more: dateWanted(nowMs) });
  if (standIn === undefined) return { address: place, date };
  const verdict = checkDestination(standIn.destination, standIn.number);
  if (!verdict.allowed || !standIn.destination.startsWith('+')) {
    throw new ServiceError('BAD_REQUEST', { more: STAND_IN_WANTED });
  }
  if (standIn.destination === line.number) throw new ServiceError('BAD_REQUEST', { more: STAND_IN_ELSEWHERE });
  return { address: place, date, standIn };
}
