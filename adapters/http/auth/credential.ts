import type { Role } from '../../../engine/index.ts';

/** What a token that was proven stands for. */
export type Credential = {
  /** Names the token, not its secret: for rate limits and the log. */
  readonly id: string;
  /** Who holds it, as the audit names them. */
  readonly name: string;
  readonly role: Role;
  /** With a customer's role, whose. */
  readonly customer?: string;
};

/** Whether a role belongs to one customer, and therefore needs one. */
export function isOfCustomer(role: Role): boolean {
  return role.startsWith('customer-');
}

/** A token that cannot be judged now, because what it must be judged by cannot be reached. */
export class CannotProve extends Error {
  override readonly name = 'CannotProve';
  readonly statusCode = 503;
}
