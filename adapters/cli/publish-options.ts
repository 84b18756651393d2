import type { Committed, LiveReport, PublishOptions } from '../../engine/index.ts';
import { readCount } from './arguments.ts';
import { overrideText } from './override-text.ts';
import { type PlaceValues, type StorePlace, storePlace, WRITE_HELP, WRITE_OPTIONS } from './store-place.ts';
import type { Terminal } from './terminal.ts';

/** The options of every command that makes a version. */
export const PUBLISH_OPTIONS = {
  ...WRITE_OPTIONS,
  actor: { type: 'string' },
  note: { type: 'string' },
  'expected-version': { type: 'string' },
  'confirm-within': { type: 'string' },
} as const;

export const PUBLISH_HELP = `${WRITE_HELP}  --actor NAME            who does it (default: the account's name)
  --note TEXT             why
  --expected-version N    only if the number is at version N now (0: was never published)
  --confirm-within MS     how long to wait for every node to say that it is live there
                          (default: 1000; 0: do not wait)
`;

type PublishValues = PlaceValues & {
  readonly actor?: string | undefined;
  readonly note?: string | undefined;
  readonly 'expected-version'?: string | undefined;
  readonly 'confirm-within'?: string | undefined;
};

const CONFIRM_WITHIN_MS = 1_000;
const LONGEST_CONFIRM_MS = 600_000;

/** Where to publish, and how. @throws UsageError */
export function readPublishOptions(
  values: PublishValues,
  environment: Terminal['environment'],
): { readonly place: StorePlace; readonly options: PublishOptions } {
  const place = storePlace(values, environment);
  const { note, 'expected-version': expected, 'confirm-within': within } = values;
  const confirmWithinMs =
    within === undefined ? CONFIRM_WITHIN_MS : readCount('--confirm-within', within, 0, LONGEST_CONFIRM_MS);
  const options = {
    actor: readActor(values.actor, environment),
    ...(note === undefined ? {} : { note }),
    ...(expected === undefined ? {} : { expectedVersion: readCount('--expected-version', expected, 0, 2 ** 31 - 1) }),
    ...(confirmWithinMs === 0 ? {} : { confirmWithinMs }),
  };
  return { place, options };
}

/** Who acts: `--actor`, else the account's name. */
export function readActor(option: string | undefined, environment: Terminal['environment']): string {
  return option || environment.USER || environment.LOGNAME || 'instrada';
}

/** What is said of a version that was made: what lies above its plan, and how far it has come, where that is known. */
export function describeLive({ live, override }: Committed): string {
  const under = override === undefined ? '' : `, under the ${overrideText(override)}`;
  return live === undefined ? under : `${under}, ${liveWords(live)}`;
}

function liveWords({ nodes, live, elapsedMs, lagging }: LiveReport): string {
  if (nodes === 0) return 'no node is running';
  const after = `live on ${live} of ${nodes} nodes after ${Math.max(1, Math.round(elapsedMs))} ms`;
  return lagging.length === 0 ? after : `${after}, not yet on ${lagging.join(', ')}`;
}
