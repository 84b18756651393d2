import { expect } from '@jest/globals';
import { dialplanHandler, type FreeswitchOptions } from '../../adapters/freeswitch/index.ts';
import { type Call, type Decision, decideCall } from '../../engine/index.ts';
import { type Plan, parseInstant } from '../../rules/index.ts';
import { examplePlan, liveWith } from '../engine/sample-plans.ts';
import { type Element, readDocument } from './read-document.ts';

const MONDAY = parseInstant('2026-11-23T10:00:00+01:00')!;

export type Setup = Partial<FreeswitchOptions> & { readonly plan?: Plan; readonly at?: number };

export function start({ plan = examplePlan(), at = MONDAY, ...options }: Setup = {}) {
  const live = liveWith(plan);
  const calls: Call[] = [];
  const decide = (call: Call): Decision => {
    calls.push(call);
    return decideCall(live.current, call, at, call.callId ?? 'given');
  };
  const whole: FreeswitchOptions = {
    decider: () => ({ decide }),
    masking: 'last3',
    gateway: 'carrier',
    profile: 'external',
    ...options,
  };
  return { answer: dialplanHandler(whole), options: whole, calls };
}

/** Every action of the one extension, application and data; undefined for "not found". */
export function actionsOf(xml: string, context = 'public'): readonly (readonly [string, string])[] | undefined {
  const document = readDocument(xml);
  expect(document).toMatchObject({ name: 'document', attributes: { type: 'freeswitch/xml' } });
  const section = only(document);
  if (section.attributes.name === 'result') {
    expect(only(section)).toEqual({ name: 'result', attributes: { status: 'not found' }, children: [] });
    return undefined;
  }
  expect(section.attributes.name).toBe('dialplan');
  expect(only(section).attributes.name).toBe(context);
  const condition = only(only(only(section)));
  expect(condition).toMatchObject({ name: 'condition', attributes: {} });
  return condition.children.map(({ attributes }) => [attributes.application!, attributes.data!]);
}

function only({ children }: Element): Element {
  expect(children).toHaveLength(1);
  return children[0]!;
}
