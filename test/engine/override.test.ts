import { describe, expect, test } from '@jest/globals';
import { checksum } from '../../engine/artifact/encode.ts';
import { HEADER, MAGIC_AND_FORMAT } from '../../engine/artifact/layout.ts';
import { decideCalls } from '../../engine/decide/decide-batch.ts';
import { ByteAnswer } from '../../engine/decide/decide-bytes.ts';
import {
  compilePlan,
  decideCall,
  decodeArtifact,
  dumpArtifact,
  encodeArtifact,
  LiveSnapshot,
  treeHash,
  tryPlan,
} from '../../engine/index.ts';
import { checkOverride, normalizePlan, type PlanOverride, planHash, planOverrideSchema } from '../../rules/index.ts';
import { NOON } from './engine-parts.ts';
import { examplePlan, smallPlan } from './sample-plans.ts';

const TO_NIGHT: PlanOverride = { to: { site: 'notte' }, by: 'anna' };
const TO_CLOSED: PlanOverride = { to: { announce: 'chiuso' }, untilMs: NOON, by: 'anna' };
const UNWANTED = '+390245678901';

function artifactUnder(override: PlanOverride | undefined, version = 1): Uint8Array {
  const plan = normalizePlan(examplePlan());
  return encodeArtifact(compilePlan(plan, override), version, planHash(plan));
}

describe('an artifact with an override', () => {
  test('holds the plan’s own tree below; without one it is what it was, byte for byte', () => {
    const plain = dumpArtifact(decodeArtifact(artifactUnder(undefined)));
    const under = dumpArtifact(decodeArtifact(artifactUnder(TO_CLOSED)));
    expect(plain).toContain('format 1,');
    expect(under).toContain('format 2,');
    const shape = (text: string) => text.replaceAll(/#\d+/g, '#').replaceAll(/\+\d+(?=[ :\n])/g, '+');
    const lines = shape(under).split('\n');
    expect(lines[5]).toBe('# override until 2026-06-01T10:00:00.000Z');
    expect(lines[6]).toBe('  to: # announce chiuso sip:chiuso@annunci.example.it');
    expect(lines[7]).toBe('  plan: # callers, 3 entries');
    expect(lines.slice(8).map((line) => line.slice(2))).toEqual(shape(plain).split('\n').slice(6));
  });

  test('says so when nothing ends it, and shares a node with the plan where it leads to the same', () => {
    const text = dumpArtifact(decodeArtifact(artifactUnder(TO_NIGHT)));
    expect(text).toMatch(/^#8 override until it is cleared$/m);
    const [, node] = /to: #(\d+) site notte/.exec(text) ?? [];
    expect(text.split(`#${node} site notte`).length).toBeGreaterThan(2);
  });

  test('has a format of its own, which no other artifact may have', () => {
    const words = decodeArtifact(artifactUnder(TO_NIGHT));
    const rewritten = (magic: number, from: Int32Array) => {
      const copy = from.slice();
      copy[HEADER.magic] = magic;
      copy[copy.length - 1] = checksum(copy, 0, copy.length);
      return new Uint8Array(copy.buffer);
    };
    expect(words[HEADER.magic]).toBe(MAGIC_AND_FORMAT + 1);
    expect(() => decodeArtifact(rewritten(MAGIC_AND_FORMAT, words))).toThrow(/its format is 494e0001/);
    expect(() => decodeArtifact(rewritten(MAGIC_AND_FORMAT + 2, words))).toThrow(/its format is 494e0003/);
    const plain = decodeArtifact(artifactUnder(undefined));
    expect(() => decodeArtifact(rewritten(MAGIC_AND_FORMAT + 1, plain))).toThrow(/its format is 494e0002/);
  });

  test('every flipped bit of it is noticed, and another override is another tree', () => {
    const bytes = artifactUnder(TO_CLOSED);
    for (let byte = 0; byte < bytes.length; byte++) {
      const broken = bytes.slice();
      broken[byte]! ^= 1 << (byte % 8);
      expect(() => decodeArtifact(broken)).toThrow();
    }
    const overrides = [
      undefined,
      TO_NIGHT,
      TO_CLOSED,
      { ...TO_CLOSED, untilMs: NOON + 1 },
      { ...TO_NIGHT, untilMs: 0 },
    ];
    const hashes = overrides.map((override) => treeHash(compilePlan(normalizePlan(examplePlan()), override).words));
    expect(new Set(hashes).size).toBe(overrides.length);
  });
});

describe('the end of an override', () => {
  const ends = [NOON, 0, -1, 1, -NOON, 2 ** 32, 2 ** 32 - 1, -(2 ** 32), 2 ** 31, -(2 ** 31), 8.64e15, -8.64e15];

  test.each(ends)('%d: before it, at it, after it', (untilMs) => {
    const decide = tryPlan(examplePlan(), 1, { ...TO_NIGHT, untilMs });
    const at = (atMs: number) => decide({ caller: UNWANTED, at: atMs, callId: 'x' });
    for (const atMs of [untilMs - 1, untilMs - 0.25, -8.64e15]) {
      if (atMs >= untilMs) continue;
      const decision = at(atMs);
      expect([decision.trail, decision.overridden, decision.validUntilMs]).toEqual(['o', true, untilMs]);
      expect(decision.targets[0]?.site).toBe('notte');
    }
    for (const atMs of [untilMs, untilMs + 0.25, untilMs + 1, 8.64e15]) {
      const decision = at(atMs);
      expect([decision.trail, decision.overridden, decision.reason]).toEqual(['c1', false, 'caller-not-allowed']);
      expect(decision.toJSON()).not.toHaveProperty('overridden');
    }
  });

  test('there is none: at any instant, and none is told', () => {
    const decide = tryPlan(examplePlan(), 1, TO_NIGHT);
    for (const at of [-8.64e15, -1, 0, NOON, 8.64e15]) {
      const view = decide({ caller: UNWANTED, at, callId: 'x' }).toJSON();
      expect(view).toMatchObject({ outcome: 'route', overridden: true, trail: 'o' });
      expect(view).not.toHaveProperty('validUntil');
    }
  });
});

test('in a batch and from bytes it is decided as one by one, and after the arena was moved', () => {
  const live = new LiveSnapshot();
  live.install('800123456', artifactUnder(TO_CLOSED));
  live.completeLoad();
  const out = Buffer.alloc(100);
  const check = () => {
    const calls = [NOON - 1, NOON].map((at) => ({ called: '800123456', caller: '+390212345678', at, callId: 'x' }));
    const views = calls.map((call) => decideCall(live.current, call, call.at, 'x').toJSON());
    expect(views.map(({ overridden, outcome }) => [overridden, outcome])).toEqual([
      [true, 'announce'],
      [undefined, 'route'],
    ]);
    const batch = decideCalls(
      live.current,
      calls,
      (call) => call.at!,
      () => 'x',
    );
    expect(batch.map((decision) => decision.toJSON())).toEqual(views);
    const bytes = Buffer.from('800123456+390212345678x');
    const range = { calledStart: 0, calledEnd: 9, callerStart: 9, callerEnd: 22, callIdStart: 22, callIdEnd: 23 };
    const firsts = calls.map(({ at }) => {
      const answer = new ByteAnswer().decide(live.current, { bytes, ...range, e164: false, withheld: false, atMs: at });
      return [answer.outcome, out.toString('latin1', 0, answer.writeFirstTarget(out, 0))];
    });
    expect(firsts).toEqual(
      views.map(({ outcome, targets, announcement }) => [outcome, targets[0]?.destination ?? announcement?.uri]),
    );
  };
  check();
  const { words } = live.current;
  // Larger than what the arena begins with.
  live.reserve(words.byteLength * 2);
  live.install('840123456', encodedFor('840123456'));
  expect(live.current.words).not.toBe(words);
  check();
});

function encodedFor(number: string): Uint8Array {
  const plan = normalizePlan({ ...examplePlan(), number });
  return encodeArtifact(compilePlan(plan, TO_NIGHT), 1, planHash(plan));
}

describe('what an override may be', () => {
  test.each<[string, PlanOverride['to'], string | undefined]>([
    ['a site', { site: 'a' }, undefined],
    ['an announcement', { announce: 'n' }, undefined],
    ['an unknown site', { site: 'b' }, 'UNKNOWN_SITE /override/to/site'],
    ['an unknown announcement', { announce: 'a' }, 'UNKNOWN_ANNOUNCEMENT /override/to/announce'],
    ['a name that every object has', { site: 'constructor' }, 'UNKNOWN_SITE /override/to/site'],
  ])('%s', (_, to, issue) => {
    const plan = smallPlan({ site: 'a' }, { announcements: { n: { uri: 'sip:n@example.it' } } });
    expect(checkOverride(plan, { to, by: 'anna' }).map(({ code, path }) => `${code} ${path}`)).toEqual(
      issue === undefined ? [] : [issue],
    );
    expect(checkOverride(smallPlan({ site: 'a' }), { to: { announce: 'n' }, by: 'x' })).toHaveLength(1);
  });

  test.each<[string, unknown]>([
    ['two targets', { to: { site: 'a', announce: 'n' }, by: 'x' }],
    ['no target', { to: {}, by: 'x' }],
    ['overflow', { to: { site: 'a', overflow: ['b'] }, by: 'x' }],
    ['nobody', { to: { site: 'a' }, by: '' }],
    ['half a millisecond', { to: { site: 'a' }, by: 'x', untilMs: 0.5 }],
    ['an instant of no date', { to: { site: 'a' }, by: 'x', untilMs: 8.64e15 + 1 }],
    ['an undefined end', { to: { site: 'a' }, by: 'x', untilMs: undefined }],
    ['another key', { to: { site: 'a' }, by: 'x', until: '2026-01-01' }],
    ['no name', { to: { site: 'A b' }, by: 'x' }],
  ])('its shape: not %s', (_, value) => {
    expect(planOverrideSchema.safeParse(value).success).toBe(false);
  });

  test.each([TO_NIGHT, TO_CLOSED])('its shape: %j', (override) => {
    expect(planOverrideSchema.parse(override)).toEqual(override);
  });
});
