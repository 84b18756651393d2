import type { Actor } from '../../../engine/index.ts';
import type { Sentences } from '../errors.ts';
import { type JournalHead, NO_JOURNAL } from './journal.ts';

/** What is kept of one line beside the carrier's systems. Plain data, stored as JSON; only `LineBook` writes it. */
export type LineRecord = {
  readonly head: JournalHead;
  /** What was asked and is not done yet: one thing at a time. */
  readonly pending?: Intent;
  /** Until then it is whoever began it that does it, epoch milliseconds; absent: whoever comes by. */
  readonly heldUntilMs?: number;
  /** How often doing it failed for want of an answer. */
  readonly attempts?: number;
  /** The last one asked for. */
  readonly relocation?: Relocation;
  /** Prepared and to be confirmed. */
  readonly preparation?: TransferPreparation;
  readonly lastTransfer?: TransferDone;
};
export const NEW_RECORD: LineRecord = { head: NO_JOURNAL };

/** Something to be done in the carrier's systems, written down before it is. Doing it twice does it once. */
export type Intent = {
  /** Also the order's `externalId`. */
  readonly id: string;
  readonly actor: Actor;
  readonly atMs: number;
  /** What is done, in words, for the journal. */
  readonly summary: Sentences;
} & Task;

export type Task =
  | { readonly task: 'block-sim'; readonly service: string; readonly reason: BlockReason }
  | { readonly task: 'unblock-sim'; readonly service: string }
  | { readonly task: 'request-relocation'; readonly service: string; readonly wish: RelocationWish }
  | { readonly task: 'cancel-relocation'; readonly order: string; readonly reason: string }
  | { readonly task: 'follow-relocation'; readonly service: string; readonly seen: SeenOrder }
  | { readonly task: 'refresh-stand-in'; readonly line: string }
  | { readonly task: 'transfer'; readonly preparation: TransferPreparation }
  | { readonly task: 'request-direct-debit'; readonly service: string };

export const BLOCK_REASONS = ['theft', 'loss'] as const;
export type BlockReason = (typeof BLOCK_REASONS)[number];

export type RelocationWish = {
  readonly address: string;
  /** `YYYY-MM-DD`, the day on which the line moves. */
  readonly date: string;
  /** When it should be active at the latest. */
  readonly expectedDate: string;
  readonly standIn?: StandInWish;
};

/** What answers in the line's place in the routing plan of a number. */
export type StandInWish = {
  /** The Intelligent Number. */
  readonly number: string;
  /** E.164. */
  readonly destination: string;
};

export type RelocationState = 'requested' | 'scheduled' | 'active' | 'cancelled';

/** What an order of the carrier says of a relocation. */
export type SeenOrder = {
  readonly state: RelocationState;
  readonly movingDate: string;
  readonly expectedDate: string;
  readonly exception?: { readonly reason: string; readonly date: string };
};

export type Relocation = SeenOrder & {
  /** The carrier's order. */
  readonly order: string;
  readonly address: string;
  readonly requestedAtMs: number;
  /** Who asked: the stand-in is taken out as theirs. */
  readonly actor: Actor;
  readonly standIn?: StandIn;
};

export type StandIn = StandInWish & {
  /** `refused`: it never came into the plan. `left`: it could not be taken out, and a person must. */
  readonly state: 'scheduled' | 'in-plan' | 'taken-out' | 'refused' | 'left';
  readonly fromMs: number;
  /** The scheduled edit; absent when it was published at once. */
  readonly timer?: string;
  /** What it changes: of each site the destinations before and after. */
  readonly sites: readonly StandInSite[];
  /** Of `refused` and `left`: why. */
  readonly why?: Sentences;
};
export type StandInSite = {
  readonly site: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
};

export type TransferPreparation = {
  /** SHA-256 of the confirmation token, hex: the token itself is nowhere kept. */
  readonly tokenHash: string;
  readonly actor: string;
  readonly service: string;
  readonly tariffProfile: string;
  /** Ids and names of the contracts. */
  readonly from: ContractName;
  readonly to: ContractName;
  readonly expiresAtMs: number;
};
export type ContractName = { readonly id: string; readonly name: string };

export type TransferDone = {
  readonly tokenHash: string;
  readonly actor: string;
  readonly order: string;
  /** `pending`: the carrier has accepted it and not carried it out yet. */
  readonly state: 'pending' | 'completed';
  readonly from: ContractName;
  readonly to: ContractName;
  readonly tariffProfile: string;
  readonly atMs: number;
};
