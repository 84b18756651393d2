import { MAX_PAGE_ENTRIES } from '../../rules/index.ts';
import { compilePlan } from '../compile/compile-plan.ts';
import { EngineError } from '../errors.ts';
import { CONTROL_SHELF } from '../store/check-commit.ts';
import type { VersionRecord } from '../store/plan-store.ts';
import { readAuditLine } from './audit-chain.ts';
import type { AuditEntry } from './audit-entry.ts';
import { firstVisible, mustHave, reach } from './authorise.ts';
import { considerValue } from './consider.ts';
import type {
  AuditPage,
  HistoryPage,
  NumberState,
  NumberSummary,
  NumbersPage,
  Preview,
  Timers,
  VersionPlan,
} from './control-api.ts';
import { type ControlDocument, readControlDocument, shownTimer } from './control-document.ts';
import { type ControlPorts, planOfVersion, type Standing, todayOf } from './desk.ts';
import { shownRecord } from './mask-handover.ts';
import { isOutOfUse, unknownVersion } from './plan-writes.ts';
import { notCompiled, refusal } from './refusal-reasons.ts';
import type { Actor } from './roles.ts';

const PAGE_ENTRIES = 100;

/** See `ActorControl.numbers`. */
export async function listNumbers(
  ports: ControlPorts,
  actor: Actor,
  { after = '', limit }: NumbersPage,
): Promise<readonly NumberSummary[]> {
  mustHave(actor, 'plans:read');
  const size = pageSize(limit);
  if (actor.role === 'carrier') return everyNumber(ports, actor, after, size);
  const documents = await ports.store.documentsOf(CONTROL_SHELF, actor.customer ?? '', { after, limit: size });
  return Promise.all(
    documents.map(async (stored) =>
      summaryOf(actor, stored.key, readControlDocument(stored), await ports.store.head(stored.key)),
    ),
  );
}

/** Numbers that have a plan, a subscription or both; ascending. Goes through the store's lists from their beginning. */
async function everyNumber(
  { store }: ControlPorts,
  actor: Actor,
  after: string,
  size: number,
): Promise<readonly NumberSummary[]> {
  const found = new Set<string>();
  for await (const records of store.list()) {
    for (const { number } of records) if (number > after) found.add(number);
    if (found.size >= size) break;
  }
  let documents = 0;
  reading: for await (const batch of store.shelf(CONTROL_SHELF)) {
    for (const { key } of batch) {
      if (key <= after) continue;
      found.add(key);
      if (++documents >= size) break reading;
    }
  }
  const numbers = [...found].sort().slice(0, size);
  return Promise.all(
    numbers.map(async (number) => {
      const document = readControlDocument(await store.document(CONTROL_SHELF, number));
      return summaryOf(actor, number, document, await store.head(number));
    }),
  );
}

function summaryOf(
  actor: Actor,
  number: string,
  document: ControlDocument,
  current: VersionRecord | undefined,
): NumberSummary {
  const { subscription } = document;
  return {
    number,
    ...(subscription === undefined ? {} : { subscription }),
    ...(current === undefined ? {} : { current: shownRecord(actor, { document }, current) }),
  };
}

/** See `ActorControl.number`. */
export async function readNumber(ports: ControlPorts, actor: Actor, number: string): Promise<NumberState> {
  const standing = await reach(ports, actor, 'plans:read', number);
  const { document, head } = standing;
  const [today, outOfService] = await Promise.all([todayOf(ports, standing), ports.store.sitesOut(number)]);
  const summary = summaryOf(actor, number, document, head);
  const override = today.override === undefined ? undefined : summary.current?.override;
  return {
    ...summary,
    subscriptionRevision: document.subscriptionRevision,
    ...(override === undefined ? {} : { override }),
    outOfService,
    timers: timersOf(standing),
  };
}

/** See `ActorControl.plan`. */
export async function readPlan(
  ports: ControlPorts,
  actor: Actor,
  number: string,
  version?: number,
): Promise<VersionPlan> {
  const standing = await reach(ports, actor, 'plans:read', number);
  const wanted = version ?? standing.head?.version ?? 0;
  const isVisible = Number.isInteger(wanted) && wanted >= Math.max(1, firstVisible(actor, standing).version);
  const record = isVisible ? await ports.store.record(number, wanted) : undefined;
  if (record === undefined) throw unknownVersion(number, wanted);
  const plan = await planOfVersion(ports, number, wanted);
  if (plan === undefined) {
    const message = `Version ${wanted} of ${number} is a withdrawal: it has no plan.`;
    throw new EngineError('VERSION_UNKNOWN', { number, message });
  }
  return { version: shownRecord(actor, standing, record), plan };
}

/** See `ActorControl.preview`. */
export async function previewEdits(
  ports: ControlPorts,
  actor: Actor,
  number: string,
  edits: unknown,
): Promise<Preview> {
  const standing = await reach(ports, actor, 'plans:read', number);
  const { considered } = considerValue(await todayOf(ports, standing), edits);
  const preview = {
    version: standing.head?.version ?? 0,
    ...considered,
    ...(considered.isAccepted ? compiled(considered) : {}),
  };
  // What would be published is told still; that nobody but the carrier may, too.
  if (!isOutOfUse(actor, standing)) return preview;
  return { ...preview, isAccepted: false, reasons: [refusal('OUT_OF_USE', '', { number }), ...preview.reasons] };
}

/** What is legal may still be too large a tree: `publish` finds that when it compiles. */
function compiled({ plan }: Pick<Preview, 'plan'>): Partial<Preview> {
  try {
    if (plan !== undefined) compilePlan(plan);
    return {};
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { isAccepted: false, reasons: [notCompiled(error)] };
  }
}

/** See `ActorControl.history`. */
export async function readHistory(
  ports: ControlPorts,
  actor: Actor,
  number: string,
  { before, limit }: HistoryPage,
): Promise<readonly VersionRecord[]> {
  const standing = await reach(ports, actor, 'plans:read', number);
  const page = { limit: pageSize(limit), ...(before === undefined ? {} : { before }) };
  const records = await ports.store.history(number, page);
  return records
    .filter(({ version }) => version >= firstVisible(actor, standing).version)
    .map((record) => shownRecord(actor, standing, record));
}

/** See `ActorControl.scheduled`. */
export async function readTimers(ports: ControlPorts, actor: Actor, number: string): Promise<Timers> {
  return timersOf(await reach(ports, actor, 'plans:read', number));
}

function timersOf({ document }: Standing): Timers {
  return { pending: document.timers.map(shownTimer), ended: document.ended };
}

/** See `ActorControl.audit`. */
export async function readAudit(
  ports: ControlPorts,
  actor: Actor,
  number: string,
  { after = 0, limit }: AuditPage,
): Promise<readonly AuditEntry[]> {
  const standing = await reach(ports, actor, 'audit:read', number);
  const from = Math.max(after, firstVisible(actor, standing).sequence);
  const lines = await ports.store.journal(CONTROL_SHELF, number, { after: from, limit: pageSize(limit) });
  // A line that is no entry any more is `verifyAudit`'s to tell of.
  return lines.map(readAuditLine).filter((entry) => entry !== undefined);
}

/** @throws EngineError BAD_REQUEST */
export function pageSize(limit = PAGE_ENTRIES): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_PAGE_ENTRIES) return limit;
  throw new EngineError('BAD_REQUEST', { message: `A page has 1 to ${MAX_PAGE_ENTRIES} entries.` });
}
