import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Actor, Clock } from '../../../engine/index.ts';
import { type BackOffice, characteristicList, partyIn } from '../back-office/back-office.ts';
import type { Service } from '../back-office/tmf.ts';
import { type Sentences, ServiceError } from '../errors.ts';
import { findLine, isLive, isWithin, type Line } from '../line/find-line.ts';
import type { Effect, LineBook } from '../line/line-book.ts';
import type { ContractName, Intent, TransferDone, TransferPreparation } from '../line/line-record.ts';

/** A contract to which a line could go. */
export type TargetContract = ContractName & {
  /** Whether it can carry the line's tariff profile, which stays as it is. */
  readonly isPossible: boolean;
  readonly why?: Sentences;
};

export type PreparedTransfer = {
  readonly line: string;
  readonly tariffProfile: string;
  readonly from: ContractName;
  readonly to: ContractName;
  /** To be given back with the confirmation; told here only. */
  readonly token: string;
  /** ISO 8601. */
  readonly expiresAt: string;
  readonly summary: Sentences;
};

export type ConfirmedTransfer = {
  readonly line: string;
  readonly tariffProfile: string;
  readonly from: ContractName;
  readonly to: ContractName;
  readonly order: string;
  /** `pending`: accepted, and not carried out by the carrier yet. `failed`: the carrier has given it up. */
  readonly state: TransferDone['state'] | 'failed';
  /** False: it was confirmed before with this token. */
  readonly isChanged: boolean;
  readonly summary: Sentences;
};

export type Transfers = {
  /** The other contracts of the line's customer, by name. Scope `services:read`. @throws ServiceError LINE_UNKNOWN */
  targets(actor: Actor, line: string): Promise<readonly TargetContract[]>;
  /**
   * The first step. A line has one prepared transfer: a new one takes the place of the one before. Scope
   * `services:write`. @throws ServiceError LINE_UNKNOWN, CONTRACT_UNKNOWN, TRANSFER_REFUSED
   */
  prepare(actor: Actor, line: string, contract: string): Promise<PreparedTransfer>;
  /**
   * The second step, by the same actor, within ten minutes. The same token again gives the same answer. Scope
   * `services:write`. @throws ServiceError LINE_UNKNOWN, TOKEN_INVALID, TOKEN_EXPIRED, TRANSFER_STALE, TRANSFER_REFUSED
   */
  confirm(actor: Actor, line: string, token: string): Promise<ConfirmedTransfer>;
};

/** As long as somebody needs to read what they confirm. */
const CONFIRM_WITHIN_MS = 600_000;
const TOKEN_BYTES = 24;

export function createTransfers(backOffice: BackOffice, book: LineBook, clock: Clock): Transfers {
  return {
    async targets(actor, text) {
      const line = await findLine(backOffice, actor, 'services:read', text);
      const contracts = await contractsOf(backOffice, line.customer);
      return contracts.filter(({ id }) => id !== line.contract).map((contract) => targetOf(contract, line));
    },
    async prepare(actor, text, contract) {
      const line = await findLine(backOffice, actor, 'services:write', text);
      const { from, to } = await contractsFor(backOffice, line, contract);
      const token = randomBytes(TOKEN_BYTES).toString('hex'); // No dash in front: it is pasted behind an option.
      const { tariffProfile, id: service, number } = line;
      const expiresAtMs = clock.now() + CONFIRM_WITHIN_MS;
      const tokenHash = hashOf(token).toString('hex');
      const preparation: TransferPreparation = {
        tokenHash,
        actor: actor.id,
        service,
        tariffProfile,
        from,
        to,
        expiresAtMs,
      };
      const summary = wordsOf(line, from, to);
      await book.note(line, (record) => ({
        record: { ...record, preparation },
        entry: { task: 'prepare-transfer', actor, summary },
      }));
      const expiresAt = new Date(expiresAtMs).toISOString();
      return { line: number, tariffProfile, from, to, token, expiresAt, summary };
    },
    async confirm(actor, text, token) {
      const line = await findLine(backOffice, actor, 'services:write', text);
      let preparation: TransferPreparation | undefined;
      const { record, isDone } = await book.perform(line, async (current) => {
        if (isFor(token, actor, current.lastTransfer)) return undefined;
        await mustHaveCome(backOffice, current.lastTransfer);
        preparation = preparationFor(token, actor, current.preparation, clock.now());
        await mustBeAsPrepared(backOffice, await findLine(backOffice, actor, 'services:write', text), preparation);
        return { task: 'transfer', preparation, actor, summary: wordsOf(line, preparation.from, preparation.to) };
      });
      const done = record.lastTransfer;
      if (done === undefined || !isFor(token, actor, done)) throw new ServiceError('TOKEN_INVALID');
      const { from, to, order, tariffProfile } = done;
      const state = await stateNow(backOffice, done);
      return {
        line: line.number,
        tariffProfile,
        from,
        to,
        order,
        state,
        isChanged: isDone,
        summary: wordsOf(line, from, to),
      };
    },
  };
}

/** Orders what was confirmed. */
export async function doTransfer(
  backOffice: BackOffice,
  { id, actor, atMs, preparation, summary }: Intent & { readonly task: 'transfer' },
): Promise<Effect> {
  const { service, from, to, tariffProfile, tokenHash } = preparation;
  const line = await backOffice.service(service);
  if (line === undefined) throw new ServiceError('LINE_UNKNOWN');
  const order = await backOffice.placeOrder({
    externalId: id,
    category: 'contractTransfer',
    orderDate: new Date(atMs).toISOString(),
    relatedParty: line.relatedParty,
    productOrderItem: [
      {
        id: '1',
        action: 'modify',
        product: { id: service, productCharacteristic: [{ name: 'contract', value: to.id }] },
      },
    ],
  });
  const state: TransferDone['state'] = order.state === 'completed' ? 'completed' : 'pending';
  const done: TransferDone = { tokenHash, actor: actor.id, order: order.id, state, from, to, tariffProfile, atMs };
  return {
    change: ({ preparation: prepared, ...record }) => ({
      ...record,
      // One that was prepared in the meantime stays.
      ...(prepared === undefined || prepared.tokenHash === tokenHash ? {} : { preparation: prepared }),
      lastTransfer: done,
    }),
    summary,
  };
}

async function contractsOf(backOffice: BackOffice, customer: string): Promise<readonly Service[]> {
  const found = await backOffice.services({ serviceType: 'contract', customer });
  return found.filter(
    (each) =>
      each.serviceType === 'contract' && isLive(each) && isWithin({ customer }, partyIn(each.relatedParty, 'customer')),
  );
}

/** The contract a line has and the one it shall have. @throws ServiceError CONTRACT_UNKNOWN, TRANSFER_REFUSED */
async function contractsFor(
  backOffice: BackOffice,
  line: Line,
  wanted: string,
): Promise<{ readonly from: ContractName; readonly to: ContractName }> {
  const contracts = await contractsOf(backOffice, line.customer);
  const target = contracts.find(({ id, name }) => id === wanted || name === wanted);
  if (target === undefined) throw new ServiceError('CONTRACT_UNKNOWN');
  if (target.id === line.contract) throw new ServiceError('TRANSFER_REFUSED', { more: ITS_OWN });
  const { why, id, name } = targetOf(target, line);
  if (why !== undefined) throw new ServiceError('TRANSFER_REFUSED', { more: why });
  const current = contracts.find((each) => each.id === line.contract);
  return { from: { id: line.contract, name: current?.name ?? line.contract }, to: { id, name } };
}

function targetOf({ id, name, serviceCharacteristic }: Service, { tariffProfile }: Line): TargetContract {
  if (characteristicList(serviceCharacteristic, 'tariffProfile').includes(tariffProfile)) {
    return { id, name, isPossible: true };
  }
  const why = {
    it: `Il contratto ${name} non prevede il profilo tariffario ${tariffProfile}, che resta invariato.`,
    en: `The contract ${name} cannot carry the tariff profile ${tariffProfile}, which stays as it is.`,
  };
  return { id, name, isPossible: false, why };
}

/** @throws ServiceError TOKEN_INVALID, TOKEN_EXPIRED */
function preparationFor(
  token: string,
  actor: Actor,
  preparation: TransferPreparation | undefined,
  nowMs: number,
): TransferPreparation {
  if (preparation === undefined || !isFor(token, actor, preparation)) throw new ServiceError('TOKEN_INVALID');
  if (nowMs >= preparation.expiresAtMs) throw new ServiceError('TOKEN_EXPIRED');
  return preparation;
}

/** Whether a token is the one given to this actor. */
function isFor(token: string, actor: Actor, of: { readonly tokenHash: string; readonly actor: string } | undefined) {
  return of !== undefined && of.actor === actor.id && timingSafeEqual(hashOf(token), Buffer.from(of.tokenHash, 'hex'));
}

/** One transfer at a time. @throws ServiceError TRANSFER_REFUSED while the one before is with the carrier */
async function mustHaveCome(backOffice: BackOffice, last: TransferDone | undefined): Promise<void> {
  if (last === undefined || (await stateNow(backOffice, last)) !== 'pending') return;
  throw new ServiceError('TRANSFER_REFUSED', { more: UNDER_WAY });
}

/** What has become of a transfer that was ordered. */
async function stateNow(
  backOffice: BackOffice,
  { state, order: id }: TransferDone,
): Promise<ConfirmedTransfer['state']> {
  if (state === 'completed') return state;
  const order = await backOffice.productOrder(id);
  if (order?.state === 'completed') return 'completed';
  const isLost = order === undefined || ['cancelled', 'rejected', 'failed'].includes(order.state);
  return isLost ? 'failed' : 'pending';
}

/** @throws ServiceError TRANSFER_STALE, TRANSFER_REFUSED, CONTRACT_UNKNOWN */
async function mustBeAsPrepared(backOffice: BackOffice, line: Line, preparation: TransferPreparation): Promise<void> {
  const { service, tariffProfile, from, to } = preparation;
  const isSame = line.id === service && line.tariffProfile === tariffProfile && line.contract === from.id;
  if (!isSame) throw new ServiceError('TRANSFER_STALE');
  await contractsFor(backOffice, line, to.id);
}

function wordsOf({ number, tariffProfile }: Line, from: ContractName, to: ContractName): Sentences {
  return {
    it: `Spostamento della linea ${number} dal contratto ${from.name} al contratto ${to.name}; il profilo tariffario ${tariffProfile} resta invariato.`,
    en: `Transfer of the line ${number} from contract ${from.name} to contract ${to.name}; the tariff profile ${tariffProfile} stays as it is.`,
  };
}

const UNDER_WAY: Sentences = {
  it: 'Uno spostamento di questa linea è in corso presso il gestore.',
  en: 'A transfer of this line is under way at the carrier.',
};
const ITS_OWN: Sentences = {
  it: 'La linea appartiene già a questo contratto.',
  en: 'The line belongs to this contract already.',
};

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
