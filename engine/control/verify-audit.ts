import { MAX_PAGE_ENTRIES, type Plan, planHash } from '../../rules/index.ts';
import { EngineError } from '../errors.ts';
import { CONTROL_SHELF } from '../store/check-commit.ts';
import type { PlanStore, VersionRecord } from '../store/plan-store.ts';
import { type AuditHead, hashOfAuditEntry, NO_AUDIT, readAuditLine } from './audit-chain.ts';
import type { AuditEntry, AuditFault, AuditReport } from './audit-entry.ts';
import { mustBeCarrier, reach } from './authorise.ts';
import type { ControlPorts } from './desk.ts';
import type { Actor } from './roles.ts';

/**
 * Recomputes a number's chain and holds it against its versions. Whoever can write to the store can rewrite the whole
 * chain, head and all: against that an earlier report's head helps, kept where they cannot write.
 */
export async function verifyAudit(
  ports: ControlPorts,
  actor: Actor,
  number: string,
  anchor: AuditHead | undefined,
): Promise<AuditReport> {
  mustBeCarrier(actor, 'audit:read');
  const { document, head: newest } = await reach(ports, actor, 'audit:read', number);
  const chain = await readChain(ports, number, document.audit.sequence);
  const faults = [...chain.faults];
  const { audit: head } = document;
  for (let sequence = chain.last.sequence + 1; sequence <= head.sequence; sequence++) {
    faults.push({ code: 'line-missing', sequence });
  }
  if (chain.last.sequence === head.sequence && chain.last.hash !== head.hash) {
    faults.push({ code: 'head-differs', sequence: head.sequence });
  }
  if (anchor !== undefined && anchor.sequence > 0 && chain.hashes.get(anchor.sequence) !== anchor.hash) {
    faults.push({ code: 'anchor-differs', sequence: anchor.sequence });
  }
  const versions = await compareVersions(ports.store, number, newest?.version ?? 0, chain.versions);
  faults.push(...versions.faults);
  return {
    ...{ number, isSound: faults.length === 0, entries: chain.last.sequence, head },
    ...{ faults, unauditedVersions: versions.unaudited },
  };
}

type Chain = {
  readonly last: AuditHead;
  readonly faults: readonly AuditFault[];
  readonly hashes: ReadonlyMap<number, string>;
  /** Version to the entry that says it made it. */
  readonly versions: ReadonlyMap<number, AuditEntry>;
};

/** @param end what was written after the head was read is left out */
async function readChain(ports: ControlPorts, number: string, end: number): Promise<Chain> {
  const faults: AuditFault[] = [];
  const hashes = new Map<number, string>();
  const versions = new Map<number, AuditEntry>();
  let last = NO_AUDIT;
  while (last.sequence < end) {
    const limit = Math.min(MAX_PAGE_ENTRIES, end - last.sequence);
    const lines = await readLines(ports, number, last.sequence, limit);
    for (const line of lines) {
      const sequence = last.sequence + 1;
      const entry = line === undefined ? undefined : readAuditLine(line);
      const fault = line === undefined ? 'line-missing' : faultOf(entry, sequence, last);
      if (fault !== undefined) faults.push({ code: fault, sequence });
      if (entry !== undefined && entry.versionAfter > entry.versionBefore) versions.set(entry.versionAfter, entry);
      // The chain goes on from what stands there, so that one altered line is one fault.
      last = { sequence, hash: entry?.hash ?? '' };
      hashes.set(sequence, last.hash);
    }
    if (lines.length === 0) break;
  }
  return { last, faults, hashes, versions };
}

/** Lines of the journal. Where the store itself finds that some are gone, each by itself: undefined for one that is. */
async function readLines(
  ports: ControlPorts,
  number: string,
  after: number,
  limit: number,
): Promise<readonly (string | undefined)[]> {
  try {
    return await ports.store.journal(CONTROL_SHELF, number, { after, limit });
  } catch (error) {
    if (!isCorrupt(error)) throw error;
    if (limit === 1) return [undefined];
  }
  const lines: (string | undefined)[] = [];
  for (let line = 0; line < limit; line++) {
    lines.push(...(await readLines(ports, number, after + line, 1)));
  }
  return lines;
}

function faultOf(entry: AuditEntry | undefined, sequence: number, before: AuditHead): AuditFault['code'] | undefined {
  if (entry === undefined) return 'line-unreadable';
  if (hashOfAuditEntry(entry) !== entry.hash) return 'line-altered';
  const follows = entry.sequence === sequence && entry.previousHash === before.hash;
  return follows ? undefined : 'chain-broken';
}

/**
 * What the store has against what the audit says was made: the records, and the plans themselves.
 * @param newest what was made after it is left out
 */
async function compareVersions(
  store: PlanStore,
  number: string,
  newest: number,
  audited: ReadonlyMap<number, AuditEntry>,
): Promise<{ readonly faults: readonly AuditFault[]; readonly unaudited: readonly number[] }> {
  const records = new Map<number, VersionRecord>();
  for (let before = newest + 1; before > 1; before -= MAX_PAGE_ENTRIES) {
    for (const record of await readRecords(store, number, before)) records.set(record.version, record);
  }
  const faults: AuditFault[] = [];
  for (const [version, { sequence, planHash: hash }] of audited) {
    const record = records.get(version);
    if (record === undefined) faults.push({ code: 'version-missing', sequence, version });
    else if (record.hash !== hash || (await hashOfVersion(store, record)) !== hash) {
      faults.push({ code: 'version-differs', sequence, version });
    }
  }
  const unaudited = [...records.keys()].filter((version) => !audited.has(version)).sort((a, b) => a - b);
  return { faults, unaudited };
}

/** A page of records. Where the store finds that some are gone, each by itself: those that are left. */
async function readRecords(store: PlanStore, number: string, before: number): Promise<readonly VersionRecord[]> {
  try {
    return await store.history(number, { before, limit: MAX_PAGE_ENTRIES });
  } catch (error) {
    if (!isCorrupt(error)) throw error;
  }
  const records: VersionRecord[] = [];
  for (let version = Math.max(1, before - MAX_PAGE_ENTRIES); version < before; version++) {
    const record = await orNothing(store.record(number, version));
    if (record !== undefined) records.push(record);
  }
  return records;
}

/** Of the plan that is there; empty for a withdrawal, undefined where it cannot be read. */
async function hashOfVersion(store: PlanStore, { number, version, withdrawn }: VersionRecord) {
  const text = await orNothing(store.planText(number, version));
  if (text === undefined) return withdrawn ? '' : undefined;
  try {
    return planHash(JSON.parse(text) as Plan);
  } catch {
    return undefined;
  }
}

async function orNothing<T>(reading: Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isCorrupt(error)) return undefined;
    throw error;
  }
}

function isCorrupt(error: unknown): boolean {
  return error instanceof EngineError && error.code === 'STORE_CORRUPT';
}
