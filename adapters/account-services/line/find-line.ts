import { type Actor, mayDo, type Scope } from '../../../engine/index.ts';
import { readCaller } from '../../../rules/index.ts';
import { type BackOffice, characteristic, characteristicList, partyIn } from '../back-office/back-office.ts';
import type { Service } from '../back-office/tmf.ts';
import { ServiceError } from '../errors.ts';

/** A customer's line, as the carrier's inventory has it. */
export type Line = {
  /** The service's id. */
  readonly id: string;
  /** E.164. */
  readonly number: string;
  readonly kind: 'fixed' | 'mobile';
  readonly customer: string;
  /** Id of its contract's service. */
  readonly contract: string;
  readonly tariffProfile: string;
  readonly address?: string;
  /** The employee who uses it. */
  readonly user?: string;
  readonly directDebit: 'active' | 'none';
  readonly outgoingTraffic: 'allowed' | 'blocked';
  /** `theft` or `loss`, while it is blocked. */
  readonly blockReason?: string;
  readonly charging: 'subscription' | 'prepaid';
  readonly hasDualBilling: boolean;
  readonly personalBillingAccount?: string;
  readonly activeServices: readonly string[];
};

export const LINE_TYPES = ['fixedLine', 'mobileLine'] as const;

/** Lets pass only who has the scope, a customer's role only with its customer. @throws ServiceError NOT_ALLOWED */
export function mustHave(actor: Actor, scope: Scope): void {
  const isWhole = actor.role === 'carrier' || (actor.customer ?? '') !== '';
  if (!isWhole || !mayDo(actor.role, scope)) throw new ServiceError('NOT_ALLOWED');
}

/** The customer to whom an actor's reach ends; undefined for the carrier. */
export function reachOf(actor: Actor): { readonly customer?: string } {
  return actor.role === 'carrier' || actor.customer === undefined ? {} : { customer: actor.customer };
}

/**
 * A line by its number in any usual spelling. Of another customer it is as unknown as one that does not exist.
 * @throws ServiceError NOT_ALLOWED, LINE_UNKNOWN, BACK_OFFICE_UNAVAILABLE
 */
export async function findLine(backOffice: BackOffice, actor: Actor, scope: Scope, text: string): Promise<Line> {
  mustHave(actor, scope);
  const name = readCaller(text, 'national', false).number;
  const reach = reachOf(actor);
  const found = name === undefined ? [] : await backOffice.services({ serviceType: LINE_TYPES, ...reach, name });
  const lines = found.filter(isLive).map(lineOf);
  const line = lines.find((each) => each.number === name && isWithin(reach, each.customer));
  if (line === undefined) throw new ServiceError('LINE_UNKNOWN');
  return line;
}

/** Whether a customer lies within an actor's reach, whatever a filter that was asked for let through. */
export function isWithin({ customer }: { readonly customer?: string }, owner: string | undefined): boolean {
  return owner !== undefined && (customer === undefined || owner === customer);
}

export function isLive({ state }: Service): boolean {
  return state !== 'terminated';
}

export function lineOf({ id, name, serviceType, serviceCharacteristic: of, relatedParty, place }: Service): Line {
  const address = place?.find(({ role }) => role === 'installationAddress')?.name;
  const user = partyIn(relatedParty, 'user');
  const blockReason = characteristic(of, 'blockReason');
  const personalBillingAccount = characteristic(of, 'personalBillingAccount');
  const isBlocked = characteristic(of, 'outgoingTraffic') === 'blocked';
  return {
    id,
    number: name,
    kind: serviceType === 'mobileLine' ? 'mobile' : 'fixed',
    customer: partyIn(relatedParty, 'customer') ?? '',
    contract: characteristic(of, 'contract') ?? '',
    tariffProfile: characteristic(of, 'tariffProfile') ?? '',
    ...(address === undefined ? {} : { address }),
    ...(user === undefined ? {} : { user }),
    directDebit: characteristic(of, 'directDebit') === 'active' ? 'active' : 'none',
    outgoingTraffic: isBlocked ? 'blocked' : 'allowed',
    ...(blockReason === undefined || !isBlocked ? {} : { blockReason }),
    charging: characteristic(of, 'charging') === 'prepaid' ? 'prepaid' : 'subscription',
    hasDualBilling: characteristic(of, 'dualBilling') === 'true',
    ...(personalBillingAccount === undefined ? {} : { personalBillingAccount }),
    activeServices: characteristicList(of, 'activeService'),
  };
}
