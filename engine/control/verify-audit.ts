import { MAX_PAGE_ENTRIES } from '../../rules/index.ts';
import { EngineError } from '../errors.ts';
import { CONTROL_SHELF } from '../store/check-commit.ts';
import type { VersionRecord } from '../store/plan-store.ts';
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
  const { document } = await reach(ports, actor, 'audit:read', number);
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
  const versions = await compareVersions(ports, number, chain.versions);
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
    if (!(error instanceof EngineError) || error.code !== 'STORE_CORRUPT') throw error;
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

/** What the store has against what the audit says was made. */
async function compareVersions(
  { store }: ControlPorts,
  number: string,
  audited: ReadonlyMap<number, AuditEntry>,
): Promise<{ readonly faults: readonly AuditFault[]; readonly unaudited: readonly number[] }> {
  const records = new Map<number, VersionRecord>();
  let before: number | undefined;
  for (;;) {
    const page = await store.history(number, { limit: MAX_PAGE_ENTRIES, ...(before === undefined ? {} : { before }) });
    for (const record of page) records.set(record.version, record);
    before = page.at(-1)?.version;
    if (before === undefined || before <= 1) break;
  }
  const faults: AuditFault[] = [];
  for (const [version, entry] of audited) {
    const record = records.get(version);
    const { sequence } = entry;
    if (record === undefined) faults.push({ code: 'version-missing', sequence, version });
    else if (record.hash !== entry.planHash) faults.push({ code: 'version-differs', sequence, version });
  }
  const unaudited = [...records.keys()].filter((version) => !audited.has(version)).sort((a, b) => a - b);
  return { faults, unaudited };
}
