import { checkSubscription, type Subscription, subscriptionSchema } from '../../rules/index.ts';
import { EngineError } from '../errors.ts';
import { CONTROL_SHELF } from '../store/check-commit.ts';
import { checkNote, isNumber, mustHave, unknownNumber } from './authorise.ts';
import type { Sentences } from './control-api.ts';
import { type ControlDocument, readControlDocument } from './control-document.ts';
import { type ControlPorts, commitDocument, onStanding, readStanding, type Standing, todayOf } from './desk.ts';
import { handedOverTimer } from './mask-handover.ts';
import { pageSize } from './number-reads.ts';
import { endTimers } from './override-writes.ts';
import type {
  Provisioned,
  ProvisionedSubscription,
  Provisioning,
  ProvisionOptions,
  SubscriptionPage,
} from './provisioning-api.ts';
import type { Actor } from './roles.ts';

/** The provisioning of one actor. */
export function createProvisioning(ports: ControlPorts, actor: Actor): Provisioning {
  return {
    provision: async (subscription, options) => provision(ports, actor, subscription, options),
    subscription: async (number) => readSubscription(ports, actor, number),
    list: async (page = {}) => listSubscriptions(ports, actor, page),
  };
}

async function provision(
  ports: ControlPorts,
  actor: Actor,
  value: unknown,
  { expectedRevision, note: noteGiven }: ProvisionOptions,
): Promise<Provisioned> {
  mustHave(actor, 'provisioning');
  const note = checkNote(noteGiven);
  const subscription = checkShape(value);
  const { number } = subscription;
  return onStanding(ports, number, async (standing) => {
    const { subscriptionRevision } = standing.document;
    if (expectedRevision !== subscriptionRevision) {
      throw new EngineError('SUBSCRIPTION_CONFLICT', { number, currentRevision: subscriptionRevision });
    }
    const { plan } = await todayOf(ports, standing);
    const issues = plan === undefined ? [] : checkSubscription(plan, subscription);
    await commitDocument(ports, standing, provisioned(ports, standing, subscription), {
      ...{ actor, action: 'provision', note },
      summary: provisionSentences(standing.document.subscription, subscription),
    });
    return { subscription, revision: subscriptionRevision + 1, issues };
  });
}

/**
 * A number that goes to another customer takes its plan along, which answers its calls until it is changed, and nothing
 * else: no timer, no answer, no look at what was before.
 */
function provisioned(ports: ControlPorts, { document, head }: Standing, subscription: Subscription): ControlDocument {
  const version = head?.version ?? 0;
  const isHandedOver = document.subscription !== undefined && document.subscription.customer !== subscription.customer;
  const kept = isHandedOver ? handedOver(ports, document, head) : document;
  return {
    ...kept,
    subscription,
    subscriptionRevision: document.subscriptionRevision + 1,
    provisionedAtVersion: version,
  };
}

function handedOver({ clock }: ControlPorts, document: ControlDocument, head: Standing['head']): ControlDocument {
  const left = endTimers(document, clock.now(), (kind) => kind !== 'override-end');
  const overrideBy = head?.override?.by;
  return {
    ...left,
    timers: left.timers.map(handedOverTimer),
    ended: [],
    answers: [],
    since: {
      version: head?.version ?? 0,
      // Its own line too: it names the customer before.
      sequence: document.audit.sequence + 1,
      ...(overrideBy === undefined ? {} : { overrideBy }),
    },
  };
}

function provisionSentences(before: Subscription | undefined, after: Subscription): Sentences {
  const { customer, features, limits, destinationPolicy } = after;
  const kinds = (['mobile', 'international', 'sip'] as const).filter((kind) => destinationPolicy[kind]);
  const named = features.join(', ') || '–';
  const [it, en] = [
    [
      `cliente ${customer}`,
      `funzioni ${named}`,
      `sedi ${limits.sites}, voci nelle liste di chiamanti ${limits.callerEntries}`,
      `destinazioni ${['geografiche', ...kinds.map((kind) => KINDS_IT[kind])].join(', ')}`,
    ],
    [
      `customer ${customer}`,
      `features ${named}`,
      `sites ${limits.sites}, caller entries ${limits.callerEntries}`,
      `destinations ${['geographic', ...kinds].join(', ')}`,
    ],
  ];
  const handed = before !== undefined && before.customer !== customer;
  return {
    it: [...(handed ? [`Numero passato da ${before.customer} a ${customer}.`] : []), `Abbonamento: ${it.join('; ')}.`],
    en: [
      ...(handed ? [`Number handed from ${before.customer} to ${customer}.`] : []),
      `Subscription: ${en.join('; ')}.`,
    ],
  };
}

const KINDS_IT = { mobile: 'mobili', international: 'internazionali', sip: 'SIP' } as const;

async function readSubscription(ports: ControlPorts, actor: Actor, number: string): Promise<ProvisionedSubscription> {
  mustHave(actor, 'provisioning');
  if (!isNumber(number)) throw unknownNumber(number);
  const { document } = await readStanding(ports, number);
  if (document.subscription === undefined) throw unknownNumber(number);
  return { subscription: document.subscription, revision: document.subscriptionRevision };
}

async function listSubscriptions(
  { store }: ControlPorts,
  actor: Actor,
  { customer, after = '', limit }: SubscriptionPage,
): Promise<readonly ProvisionedSubscription[]> {
  mustHave(actor, 'provisioning');
  const size = pageSize(limit);
  if (customer !== undefined) {
    const documents = await store.documentsOf(CONTROL_SHELF, customer, { after, limit: size });
    return documents.flatMap((stored) => subscribed(readControlDocument(stored)));
  }
  const found: ProvisionedSubscription[] = [];
  for await (const batch of store.shelf(CONTROL_SHELF)) {
    for (const stored of batch) if (stored.key > after) found.push(...subscribed(readControlDocument(stored)));
    if (found.length >= size) break;
  }
  return found.slice(0, size);
}

function subscribed({ subscription, subscriptionRevision }: ControlDocument): readonly ProvisionedSubscription[] {
  return subscription === undefined ? [] : [{ subscription, revision: subscriptionRevision }];
}

/** @throws EngineError BAD_REQUEST with every fault */
function checkShape(value: unknown): Subscription {
  const { success, data, error } = subscriptionSchema.safeParse(value);
  if (success) return data;
  const told = error.issues.map(({ path, message }) => `/${path.join('/')}: ${message}`).join('; ');
  throw new EngineError('BAD_REQUEST', { message: `This is no subscription: ${told.slice(0, 1_000)}.` });
}
