import { HEADER, KIND } from '../artifact/layout.ts';
import { walkCalendar } from './calendar.ts';
import { walkCallers } from './callers.ts';
import { walkDistricts } from './districts.ts';
import { walkOverride } from './override.ts';
import type { Question } from './question.ts';
import { NO_SITES } from './question.ts';
import { settleSite } from './site-service.ts';
import { walkSplit } from './split.ts';

/**
 * Walks the compiled tree at `words[base]` for one call and leaves what it found in the question. At most an override,
 * four steps and an ending; each step is one short function that answers the next node.
 */
export function walk(words: Int32Array, base: number, question: Question): void {
  question.trailLow = 0;
  question.trailHigh = 0;
  question.table = 0;
  question.degraded = false;
  question.affected = NO_SITES;
  let node = words[base + HEADER.root]!;
  for (;;) {
    switch (words[base + node]! & 0xff) {
      case KIND.callers:
        node = walkCallers(words, base + node, question);
        break;
      case KIND.districts:
        node = walkDistricts(words, base + node, question);
        break;
      case KIND.calendar:
        node = walkCalendar(words, base, node, question);
        break;
      case KIND.split:
        question.leaf = walkSplit(words, base, node, question);
        return;
      case KIND.override:
        node = walkOverride(words, base + node, question);
        break;
      default:
        question.leaf = node;
        if (question.out !== null) settleSite(words, base, node, question);
        return;
    }
  }
}
