import type { Change, EditOptions } from '../../../engine/index.ts';
import { type Asking, idempotencyKey, instantOf } from './asking.ts';
import { withBeside } from './beside.ts';
import type { ChangeOptions } from './control-schemas.ts';
import { changeView } from './control-views.ts';
import { etagOf, expectedVersion } from './versions.ts';

/** What a change of a plan is asked with: headers and options. @param at pointer of the options in the body */
export async function optionsOf(
  asking: Asking,
  number: string,
  { note, until, confirmWithinSeconds, waitForNodesMs }: ChangeOptions,
  at = '',
): Promise<EditOptions> {
  const { mine, request } = asking;
  return {
    expectedVersion: await expectedVersion(request, mine, number),
    ...idempotencyKey(asking),
    ...(note === undefined ? {} : { note }),
    ...(until === undefined ? {} : { until: await instantOf(until, `${at}/until`, mine, number) }),
    ...(confirmWithinSeconds === undefined ? {} : { confirmWithinMs: confirmWithinSeconds * 1000 }),
    ...(waitForNodesMs === undefined ? {} : { waitForNodesMs }),
  };
}

/** A change that is acknowledged: live in this process, with the tag for the next one. */
export async function answerChange(asking: Asking, change: Change): Promise<unknown> {
  const { reply, language, mine, warner } = asking;
  const { number, version, withdrawn } = change.version;
  reply.header('etag', etagOf(change.version));
  tellRepeated({ reply }, change);
  const view = changeView(change, language);
  if (warner === undefined || withdrawn) return view;
  return withBeside(asking, view, (await mine.plan(number, version)).plan);
}

/** Says when an answer is that of an earlier request with the same key. */
export function tellRepeated({ reply }: Pick<Asking, 'reply'>, { isRepeated }: { readonly isRepeated: boolean }): void {
  if (isRepeated) reply.header('idempotency-replayed', 'true');
}
