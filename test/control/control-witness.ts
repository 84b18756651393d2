import type { Engine, VersionRecord } from '../../engine/index.ts';
import type { StoreState } from '../simulation/store-state.ts';
import { actorOf } from './control-room.ts';

/** What must have become of one request that was acknowledged. */
export type Expectation = {
  readonly number: string;
  /** Of the caller list: nobody else's. */
  readonly entry: string;
  /** Of every version that the request made, or its timer. */
  readonly note: string;
  /** Whether the entry is in the plan at the end. */
  readonly stays: 'yes' | 'no' | 'maybe';
  readonly of: 'publish' | 'until' | 'unconfirmed' | 'confirmed' | 'scheduled' | 'cancelled' | 'override';
  /** How many versions made the change; absent where it is 0 or 1 as `stays` says. */
  readonly times?: number;
};

export type WorldTally = { readonly kills: number; readonly steps: number } & Readonly<
  Record<Expectation['of'], number>
>;

/**
 * Looks at a world that has come to rest: every acknowledged change present, each timer fired exactly once, no timer
 * left, the audit sound and complete.
 * @throws Error that says what must not be
 */
export async function describeWorld(
  engine: Engine,
  state: StoreState,
  numbers: readonly string[],
  list: string,
  expected: readonly Expectation[],
): Promise<WorldTally> {
  const control = engine.control.forActor(actorOf('carrier'));
  for (const number of numbers) {
    const report = await control.verifyAudit(number);
    if (!report.isSound || report.unauditedVersions.length > 0) fail(number, 'the audit', report);
    const { pending, ended } = await control.scheduled(number);
    if (pending.length > 0) fail(number, 'timers that never fired', pending);
    if (new Set(ended.map(({ id }) => id)).size < ended.length) fail(number, 'a timer that ended twice', ended);
    const refused = ended.filter(({ end }) => end === 'refused');
    if (refused.length > 0) fail(number, 'timers that were refused', refused);
    checkReverts(
      number,
      state.versions(number).map(({ record }) => record),
    );
    const { plan, version } = await control.plan(number);
    if (version.override !== undefined) fail(number, 'an override that never ended', version);
    const entries = plan.callerLists?.[list] ?? [];
    for (const each of expected.filter((one) => one.number === number)) checkOne(each, state, entries);
  }
  const count = (of: Expectation['of']) => expected.filter((each) => each.of === of).length;
  const counts = (['publish', 'until', 'unconfirmed', 'confirmed', 'scheduled', 'cancelled', 'override'] as const).map(
    (of) => [of, count(of)] as const,
  );
  return { kills: 0, steps: 0, ...(Object.fromEntries(counts) as Record<Expectation['of'], number>) };
}

/** A reversal carries its publication's note, and stands in a version of which the entry is gone. */
function checkOne(expectation: Expectation, state: StoreState, entries: readonly string[]): void {
  const { number, entry, note, stays, times } = expectation;
  const isThere = entries.includes(entry);
  if (stays !== 'maybe' && isThere !== (stays === 'yes'))
    fail(number, `entry that ${isThere ? 'stayed' : 'went'}`, expectation);
  const versions = state.versions(number);
  const texts = versions.map(({ planText = '' }) => planText.includes(entry));
  const came = texts.filter((has, i) => has && texts[i - 1] !== true).length;
  const made =
    expectation.of === 'override'
      ? overridesOf(
          versions.map(({ record }) => record),
          note,
        )
      : came;
  if (times !== undefined && made !== times) fail(number, `change made ${made} times`, expectation);
  if (times === undefined && made > 1) fail(number, `change made ${made} times`, expectation);
  const went = texts.filter((has, i) => !has && texts[i - 1] === true).length;
  if (expectation.of !== 'override' && stays === 'no' && times !== undefined && went !== 1) {
    fail(number, `change taken back ${went} times`, expectation);
  }
}

function overridesOf(records: readonly VersionRecord[], note: string): number {
  return records.filter((record) => record.note === note && record.override !== undefined).length;
}

/** No two versions in a row are the same: a timer that fires twice would make them. */
function checkReverts(number: string, records: readonly VersionRecord[]): void {
  const same = records.filter(({ hash, override }, i) => {
    const before = records[i - 1];
    return hash === before?.hash && JSON.stringify(override) === JSON.stringify(before?.override);
  });
  if (same.length > 0) fail(number, 'versions that change nothing', same);
}

function fail(number: string, what: string, seen: unknown): never {
  throw new Error(`${number}: ${what}: ${JSON.stringify(seen)}`);
}
