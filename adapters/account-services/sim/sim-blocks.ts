import { setTimeout as sleep } from 'node:timers/promises';
import type { Actor } from '../../../engine/index.ts';
import { readCaller } from '../../../rules/index.ts';
import type { BackOffice } from '../back-office/back-office.ts';
import { type Sentences, ServiceError } from '../errors.ts';
import { findLine, LINE_TYPES, type Line, lineOf, mustHave, reachOf } from '../line/find-line.ts';
import type { Effect, LineBook } from '../line/line-book.ts';
import { BLOCK_REASONS, type BlockReason, type Intent } from '../line/line-record.ts';

export type SimState = {
  readonly line: string;
  readonly outgoingTraffic: 'allowed' | 'blocked';
  readonly reason?: string;
  /** False: it was so already. */
  readonly isChanged: boolean;
  /** What it means, and the other way to have it done. */
  readonly notes: readonly Sentences[];
};

/** A destination that can be called and cannot call. */
export type DestinationWarning = { readonly destination: string } & Sentences;

export type SimBlocks = {
  /** Scope `services:read`. @throws ServiceError LINE_UNKNOWN, NO_SIM */
  state(actor: Actor, line: string): Promise<SimState>;
  /**
   * Blocks outgoing traffic; in force when it resolves. Blocked already, whatever for: nothing is changed. Scope
   * `services:write`. @throws ServiceError LINE_UNKNOWN, NO_SIM, BAD_REQUEST
   */
  block(actor: Actor, line: string, reason: string): Promise<SimState>;
  /** Scope `services:write`. @throws ServiceError LINE_UNKNOWN, NO_SIM */
  unblock(actor: Actor, line: string): Promise<SimState>;
  /**
   * Which of these destinations are SIMs of the actor's that are blocked: warnings for whoever puts them into a plan. A
   * back office that does not answer is a warning of its own. Scope `services:read`; without it: none.
   */
  destinationWarnings(actor: Actor, destinations: readonly string[]): Promise<readonly DestinationWarning[]>;
};

/** Whoever changes a plan waits no longer for a warning. */
const WARN_WITHIN_MS = 1_000;
/** Numbers that one look-up of warnings asks about. */
const MAX_LOOKED_UP = 100;

export function createSimBlocks(backOffice: BackOffice, book: LineBook): SimBlocks {
  const change = async (actor: Actor, text: string, task: 'block-sim' | 'unblock-sim', reason: BlockReason) => {
    const found = await findSim(backOffice, actor, 'services:write', text);
    const { isDone } = await book.perform(found, async () => {
      // Read again: whoever was waited for may have done it.
      const sim = await findSim(backOffice, actor, 'services:write', text);
      if ((sim.outgoingTraffic === 'blocked') === (task === 'block-sim')) return undefined;
      const service = sim.id;
      return task === 'block-sim'
        ? { task, service, reason, actor, summary: BLOCK_WORDS[reason] }
        : { task, service, actor, summary: UNBLOCK_WORDS };
    });
    return stateOf(await findSim(backOffice, actor, 'services:write', text), isDone);
  };
  return {
    async state(actor, text) {
      return stateOf(await findSim(backOffice, actor, 'services:read', text), false);
    },
    async block(actor, text, given) {
      const reason = BLOCK_REASONS.find((each) => each === given);
      if (reason === undefined) throw new ServiceError('BAD_REQUEST', { more: REASON_WANTED });
      return change(actor, text, 'block-sim', reason);
    },
    unblock(actor, text) {
      return change(actor, text, 'unblock-sim', 'loss');
    },
    async destinationWarnings(actor, destinations) {
      const mobiles = [...new Set(destinations)].filter((each) => each.startsWith('+393')).slice(0, MAX_LOOKED_UP);
      if (mobiles.length === 0) return [];
      try {
        mustHave(actor, 'services:read');
      } catch {
        return [];
      }
      const deadlineOver = new AbortController();
      const deadline = sleep(WARN_WITHIN_MS, 'late' as const, { signal: deadlineOver.signal }).catch(
        () => 'late' as const,
      );
      const warnings = await Promise.all(
        mobiles.map(async (each) => {
          const warning = await Promise.race([warningOf(backOffice, actor, each), deadline]);
          return warning === 'late' ? notKnown(each) : warning;
        }),
      );
      deadlineOver.abort();
      return warnings.filter((warning) => warning !== undefined);
    },
  };
}

/** Does what was written down. */
export async function doSimIntent(
  backOffice: BackOffice,
  intent: Intent & { readonly task: 'block-sim' | 'unblock-sim' },
): Promise<Effect> {
  const blocks = intent.task === 'block-sim';
  const changed = await backOffice.changeService(intent.service, {
    serviceCharacteristic: [
      { name: 'outgoingTraffic', value: blocks ? 'blocked' : 'allowed' },
      { name: 'blockReason', value: blocks ? intent.reason : '' },
    ],
  });
  // Who has lost a telephone is told that it is blocked only when it is.
  if ((lineOf(changed).outgoingTraffic === 'blocked') !== blocks) {
    throw new ServiceError('BACK_OFFICE_REFUSED', { more: NOT_MADE });
  }
  return { change: (record) => record, summary: intent.summary };
}

async function findSim(
  backOffice: BackOffice,
  actor: Actor,
  scope: 'services:read' | 'services:write',
  text: string,
): Promise<Line> {
  const line = await findLine(backOffice, actor, scope, text);
  if (line.kind !== 'mobile') throw new ServiceError('NO_SIM');
  return line;
}

function stateOf({ number, outgoingTraffic, blockReason }: Line, isChanged: boolean): SimState {
  return {
    line: number,
    outgoingTraffic,
    ...(blockReason === undefined || blockReason === '' ? {} : { reason: blockReason }),
    isChanged,
    notes: outgoingTraffic === 'blocked' ? [STILL_RECEIVES, BY_SERVICE] : [BY_SERVICE],
  };
}

async function warningOf(
  backOffice: BackOffice,
  actor: Actor,
  destination: string,
): Promise<DestinationWarning | undefined> {
  const name = readCaller(destination, 'national', false).number ?? destination;
  try {
    const found = await backOffice.services({ serviceType: LINE_TYPES, ...reachOf(actor), name });
    const blocked = found.map(lineOf).some((line) => line.number === name && line.outgoingTraffic === 'blocked');
    if (!blocked) return undefined;
    return {
      destination,
      it: `La SIM ${destination} è bloccata: riceve chiamate, ma non può farne.`,
      en: `The SIM ${destination} is blocked: it receives calls, but can make none.`,
    };
  } catch {
    return notKnown(destination);
  }
}

function notKnown(destination: string): DestinationWarning {
  return {
    destination,
    it: `Non si è potuto sapere se ${destination} è bloccata: i sistemi del gestore non rispondono.`,
    en: `Whether ${destination} is blocked could not be found out: the carrier’s systems do not answer.`,
  };
}

const BLOCK_WORDS: Readonly<Record<BlockReason, Sentences>> = {
  theft: { it: 'SIM bloccata per furto', en: 'SIM blocked after theft' },
  loss: { it: 'SIM bloccata per smarrimento', en: 'SIM blocked after loss' },
};
const UNBLOCK_WORDS: Sentences = { it: 'SIM sbloccata', en: 'SIM unblocked' };
const REASON_WANTED: Sentences = {
  it: 'Indicare il motivo: theft (furto) o loss (smarrimento).',
  en: 'Give the reason: theft or loss.',
};
const NOT_MADE: Sentences = {
  it: 'Lo stato della SIM è rimasto com’era: rivolgersi subito al servizio clienti.',
  en: 'The state of the SIM is as it was: ask customer service at once.',
};
const STILL_RECEIVES: Sentences = {
  it: 'Il traffico in uscita è bloccato; la SIM riceve ancora, e numero e contratto restano.',
  en: 'Outgoing traffic is blocked; the SIM still receives, and number and contract remain.',
};
const BY_SERVICE: Sentences = {
  it: 'Blocco e sblocco si possono chiedere anche al servizio clienti.',
  en: 'Blocking and unblocking can also be asked of customer service.',
};
