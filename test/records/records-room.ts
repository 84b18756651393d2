import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from '@jest/globals';
import { type RecordEvent, type RecordOptions, RecordWriter } from '../../adapters/records/index.ts';
import { createMemoryStore, type Decision, type Engine, type PlanStore } from '../../engine/index.ts';
import { parseInstant } from '../../rules/index.ts';
import { openEngine } from '../engine/engine-parts.ts';
import { examplePlan } from '../engine/sample-plans.ts';

const MONDAY = parseInstant('2026-11-23T10:00:00+01:00')!;
/** Opened anew before each test. */
export let folder = '';
export let store: PlanStore;
export let engine: Engine;
let nowMs = MONDAY;
export let events: RecordEvent[] = [];

/** From now on it is so late, by the writers' clock. */
export function setClock(ms: number): void {
  nowMs = ms;
}

beforeEach(async () => {
  folder = join(mkdtempSync(join(tmpdir(), 'records-')), 'decisions');
  store = createMemoryStore();
  engine = await openEngine(store);
  await engine.publish(examplePlan(), { actor: 'test' });
  nowMs = MONDAY;
  events = [];
});
afterEach(async () => {
  await engine.close();
  rmSync(join(folder, '..'), { recursive: true, force: true });
});

export function writer(options: Partial<RecordOptions> = {}): RecordWriter {
  const clock = { now: () => nowMs };
  return new RecordWriter({ folder, masking: 'none', clock, onEvent: (event) => events.push(event), ...options });
}

export function decide(callId: string, caller = '0212345678'): Decision {
  return engine.decide({ called: '800123456', caller, callId, at: MONDAY });
}

/** The records of a file. */
export function lines(name: string): readonly Record<string, unknown>[] {
  const text = readFileSync(join(folder, name), 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

export const FIRST = 'decisions-2026-11-23-001.ndjson';
