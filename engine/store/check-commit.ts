import { EngineError } from '../errors.ts';
import { checkDocument } from './check-document.ts';
import type { PlanCommit, VersionRecord } from './plan-store.ts';

/** National numbers have at most 10 digits; the key of a store may not be anything that a caller makes up. */
const NUMBER = /^[0-9]{1,15}$/;
/** What stands beside a number's plan: schedule, override, journal. */
export const CONTROL_SHELF = 'control';
/** Versions are stored in 32 bits. */
const MAX_VERSION = 0xffff_ffff;

/**
 * What every store refuses before it touches its data: a shape that the port forbids.
 * @returns the error (BAD_REQUEST), or undefined when the commit is well formed
 */
export function checkCommit(commit: PlanCommit): EngineError | undefined {
  const { number, expectedVersion, record, planText, artifact, document } = commit;
  const message = !NUMBER.test(number)
    ? 'A number is 1 to 15 digits.'
    : !Number.isInteger(expectedVersion) || expectedVersion < 0 || expectedVersion >= MAX_VERSION
      ? 'The expected version is not a whole number from 0 up.'
      : record.withdrawn !== (planText === undefined) || record.withdrawn !== (artifact === undefined)
        ? 'A withdrawal has neither plan nor artifact, and any other version has both.'
        : !Number.isFinite(record.atMs)
          ? 'The instant of a commit is not a number.'
          : document !== undefined && (document.shelf !== CONTROL_SHELF || document.key !== number)
            ? `A commit carries no document but that of its number on the shelf ${CONTROL_SHELF}.`
            : undefined;
  if (message !== undefined) return new EngineError('BAD_REQUEST', { message, number });
  return document === undefined ? undefined : checkDocument(document);
}

/** @throws EngineError BAD_REQUEST unless `number` can be a key */
export function checkNumber(number: string): void {
  if (!NUMBER.test(number)) throw new EngineError('BAD_REQUEST', { message: 'A number is 1 to 15 digits.', number });
}

export function versionConflict(commit: PlanCommit, currentVersion: number): EngineError {
  const { number, expectedVersion } = commit;
  return new EngineError('VERSION_CONFLICT', { number, expectedVersion, currentVersion });
}

/** The record of a commit that won. */
export function committedRecord(commit: PlanCommit): VersionRecord {
  const { hash, withdrawn, actor, atMs, note, override } = commit.record;
  const record = { number: commit.number, version: commit.expectedVersion + 1, hash, withdrawn, actor, atMs, note };
  return override === undefined ? record : { ...record, override };
}
