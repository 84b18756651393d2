/** Who may do what: closed lists, so that a route or a command without a scope cannot exist. */
export const ROLES = ['carrier', 'customer-admin', 'customer-editor', 'customer-viewer', 'switch'] as const;
export type Role = (typeof ROLES)[number];

/**
 * What an operation needs. Of a customer's role a scope reaches that customer's own numbers and lines only; a carrier's
 * reaches everybody's.
 */
export const SCOPES = [
  'decide',
  'plans:read',
  'plans:write',
  'plans:override',
  'audit:read',
  'services:read',
  'services:write',
  'provisioning',
  'tokens',
] as const;
export type Scope = (typeof SCOPES)[number];

const SCOPES_OF: Readonly<Record<Role, readonly Scope[]>> = {
  carrier: SCOPES,
  'customer-admin': ['plans:read', 'plans:write', 'plans:override', 'audit:read', 'services:read', 'services:write'],
  'customer-editor': ['plans:read', 'plans:write', 'plans:override', 'services:read'],
  'customer-viewer': ['plans:read', 'services:read'],
  switch: ['decide'],
};

export function mayDo(role: Role, scope: Scope): boolean {
  return SCOPES_OF[role].includes(scope);
}

/** Somebody who asks for something: proven by the edge (a token, or the hands on the machine). */
export type Actor = {
  /** Who, as the audit shall name them: at most 200 characters. */
  readonly id: string;
  readonly role: Role;
  /** The customer whose the actor is; undefined for the carrier and for switches. */
  readonly customer?: string;
  /** From where: an address, `cli`, `timer`. */
  readonly from: string;
};
