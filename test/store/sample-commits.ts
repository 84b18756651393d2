import type { DocumentWrite } from '../../engine/store/document-store.ts';
import type { PlanCommit } from '../../engine/store/plan-store.ts';
import type { PlanOverride } from '../../rules/index.ts';

/** A commit whose every byte is a function of number and version, so that what is read back can be told whole. */
export function sampleCommit(number: string, version: number, artifactBytes = 550): PlanCommit {
  return {
    number,
    expectedVersion: version - 1,
    record: {
      hash: `${number}${version}`.padStart(64, '0'),
      withdrawn: false,
      actor: `Caffè «${number}»`,
      atMs: 1_790_000_000_000 + version,
      note: version % 2 === 0 ? '' : `versione ${version} ☎`,
      ...(version % 2 === 0 ? { override: sampleOverride(version) } : {}),
    },
    planText: samplePlanText(number, version),
    artifact: sampleArtifact(number, version, artifactBytes),
  };
}

/** On every other version, with an end on every fourth: what a driver gives back must be of that very version. */
function sampleOverride(version: number): PlanOverride {
  const to = { site: `sede-${version}` };
  return version % 4 === 0 ? { to, untilMs: 8.64e15 - version, by: 'Caffè ☎' } : { to, by: `${version}` };
}

export function sampleWithdrawal(number: string, version: number): PlanCommit {
  return {
    number,
    expectedVersion: version - 1,
    record: { hash: '', withdrawn: true, actor: 'mario', atMs: 1_790_000_000_000 + version, note: 'disdetta' },
    planText: undefined,
    artifact: undefined,
  };
}

/** Canonical enough: a driver does not look into it. */
export function samplePlanText(number: string, version: number): string {
  return JSON.stringify({ label: `Città ☎ ${'x'.repeat(version % 97)}`, number, version });
}

/** Bytes of every value, changing with number and version. */
export function sampleArtifact(number: string, version: number, length = 550): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = (Number(number) ^ Math.imul(version, 0x9e3779b1)) >>> 0;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

/** Anna's document on the shelf `line`, with two lines for its journal; its text is a function of key and revision. */
export function sampleWrite(key: string, revision: number): DocumentWrite {
  return {
    shelf: 'line',
    key,
    expectedRevision: revision - 1,
    text: sampleText(key, revision),
    owner: 'anna',
    dueMs: undefined,
    journal: sampleLines(key, revision),
  };
}

export function sampleText(key: string, revision: number): string {
  return JSON.stringify({ key, revision, label: `Però ☎ ${'y'.repeat(revision % 89)}` });
}

/** What revision `revision` adds to the journal. */
export function sampleLines(key: string, revision: number): readonly string[] {
  return [`${key} ${revision} prima`, `${key} ${revision} dopo`];
}
