import type { Actor, Change, Committed, LiveReport } from '../../engine/index.ts';
import { readCount } from './arguments.ts';
import { overrideText } from './override-text.ts';
import { type PlaceValues, type StorePlace, storePlace, WRITE_HELP, WRITE_OPTIONS } from './store-place.ts';
import type { Terminal } from './terminal.ts';

/** The options of every command that changes something in a store. */
export const ACT_OPTIONS = {
  ...WRITE_OPTIONS,
  actor: { type: 'string' },
  note: { type: 'string' },
} as const;
/** Of those that make a version. */
export const CHANGE_OPTIONS = { ...ACT_OPTIONS, wait: { type: 'string' } } as const;
/** Of those that make a version on one that was read before. */
export const PUBLISH_OPTIONS = { ...CHANGE_OPTIONS, 'expected-version': { type: 'string' } } as const;

export const ACT_HELP = `${WRITE_HELP}  --actor NAME            who does it, for the audit (default: the account's name)
  --note TEXT             why
`;
export const CHANGE_HELP = `${ACT_HELP}  --wait MS               how long to wait for every node to say that it is live there
                          (default: 1000; 0: do not wait)
`;
export const PUBLISH_HELP = `${CHANGE_HELP}  --expected-version N    only if the number is at version N now (0: was never published)
`;

type ActValues = PlaceValues & { readonly actor?: string | undefined; readonly note?: string | undefined };
type ChangeValues = ActValues & { readonly wait?: string | undefined };

const WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 600_000;

/** Who acts at this machine, with the carrier's rights, and where. @throws UsageError */
export function readAct(
  values: ActValues,
  environment: Terminal['environment'],
): { readonly place: StorePlace; readonly actor: Actor; readonly noted: { readonly note?: string } } {
  const { note } = values;
  return {
    place: storePlace(values, environment),
    actor: readActor(values.actor, environment),
    noted: note === undefined ? {} : { note },
  };
}

/** And how long to wait for the nodes. @throws UsageError */
export function readChange(values: ChangeValues, environment: Terminal['environment']) {
  const { noted, ...act } = readAct(values, environment);
  const waitForNodesMs = values.wait === undefined ? WAIT_MS : readCount('--wait', values.wait, 0, LONGEST_WAIT_MS);
  return { ...act, written: { ...noted, ...(waitForNodesMs === 0 ? {} : { waitForNodesMs }) } };
}

/** The version asked for. @throws UsageError */
export function readExpectedVersion(text: string | undefined): number | undefined {
  return text === undefined ? undefined : readCount('--expected-version', text, 0, 2 ** 31 - 1);
}

/** Who acts: `--actor`, else the account's name. The hands on the machine are the carrier's. */
export function readActor(option: string | undefined, environment: Terminal['environment']): Actor {
  const id = option || environment.USER || environment.LOGNAME || 'instrada';
  return { id, role: 'carrier', from: 'cli' };
}

/** `800123456 version 3 hash c7a919b8717f published, live on 2 of 2 nodes after 4 ms`. */
export function publishedWords({ version, live }: Change, more = ''): string {
  const { number, hash, override } = version;
  const line = `${number} version ${version.version} hash ${hash.slice(0, 12)} published${more}`;
  return `${line}${describeLive({ ...(override && { override }), ...(live && { live }) })}`;
}

/** What is said of a version that was made: what lies above its plan, and how far it has come, where that is known. */
export function describeLive({ live, override }: Pick<Committed, 'live' | 'override'>): string {
  const under = override === undefined ? '' : `, under the ${overrideText(override)}`;
  return live === undefined ? under : `${under}, ${liveWords(live)}`;
}

function liveWords({ nodes, live, elapsedMs, lagging }: LiveReport): string {
  if (nodes === 0) return 'no node is running';
  const after = `live on ${live} of ${nodes} nodes after ${Math.max(1, Math.round(elapsedMs))} ms`;
  return lagging.length === 0 ? after : `${after}, not yet on ${lagging.join(', ')}`;
}
