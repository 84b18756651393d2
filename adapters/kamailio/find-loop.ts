import { readIntelligentNumber } from '../../rules/index.ts';
import { headerUris } from './header-uris.ts';

/** Header values as they came, with commas between several. */
export type LoopFields = {
  readonly called: string;
  readonly diversion: string | undefined;
  readonly history: string | undefined;
};

/** Whether the call has been here before: the number has passed it on (RFC 5806), or stands before another (RFC 7044). */
export function hasLooped({ called, diversion, history }: LoopFields): boolean {
  if (diversion === undefined && history === undefined) return false;
  const number = readIntelligentNumber(called);
  if (number === undefined) return false;
  const isCalled = (uri: string) => readIntelligentNumber(uri) === number;
  if (diversion !== undefined && headerUris(diversion).some(isCalled)) return true;
  // As often as it was only sent on to another host it is not a loop.
  const passed = history === undefined ? [] : headerUris(history).map(isCalled);
  const first = passed.indexOf(true);
  return first >= 0 && passed.indexOf(false, first) > 0;
}
