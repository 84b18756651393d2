import type { Subscription, SubscriptionIssue } from '../../rules/index.ts';

/** The carrier's own door: what was subscribed for each number. Scope `provisioning`; every change is audited. */
export type Provisioning = {
  /**
   * Writes a number's subscription. One that today's plan goes beyond is taken, and told: customers may go on editing
   * what is within it, and bring nothing new that is not. A number given to another customer loses its timers, and the
   * new customer sees only the version that is current then and what comes after: withdraw it before, so that this is none.
   * @param subscription any value; its shape is checked
   * @throws EngineError BAD_REQUEST, NOT_ALLOWED, SUBSCRIPTION_CONFLICT when the revision is another
   */
  provision(subscription: unknown, options: ProvisionOptions): Promise<Provisioned>;
  /** @throws EngineError NUMBER_UNKNOWN when the number has none */
  subscription(number: string): Promise<ProvisionedSubscription>;
  /** Numbers ascending; of one customer where one is given. */
  list(page?: SubscriptionPage): Promise<readonly ProvisionedSubscription[]>;
};

export type ProvisionOptions = {
  /** The revision this change was made on; 0 for a number's first subscription. */
  readonly expectedRevision: number;
  readonly note?: string;
};

export type ProvisionedSubscription = {
  readonly subscription: Subscription;
  /** 1, 2, 3, …: counts changes of the subscription alone. */
  readonly revision: number;
};

export type Provisioned = ProvisionedSubscription & {
  /** Where today's plan goes beyond it. */
  readonly issues: readonly SubscriptionIssue[];
};

export type SubscriptionPage = {
  readonly customer?: string;
  readonly after?: string;
  readonly limit?: number;
};
