import type { ActorControl, Control } from './control-api.ts';
import type { ControlPorts } from './desk.ts';
import { listNumbers, previewEdits, readAudit, readHistory, readNumber, readPlan, readTimers } from './number-reads.ts';
import { clearOverride, setOverride, withdrawNumber } from './override-writes.ts';
import { publishEdits, rollBack } from './plan-writes.ts';
import { createProvisioning } from './provisioning.ts';
import type { Actor } from './roles.ts';
import { runTimers, TimerBell } from './run-timers.ts';
import { writeSiteStatus } from './site-status.ts';
import { cancelTimer, confirmTimer, scheduleEdits } from './timer-writes.ts';
import { verifyAudit } from './verify-audit.ts';

/** End User Control on a store and a publisher. */
export function createControl(ports: ControlPorts): Control {
  const bell = new TimerBell();
  return {
    forActor: (actor) => createActorControl(ports, actor, bell),
    provisioning: (actor) => createProvisioning(ports, actor),
    runTimers: (signal) => runTimers(ports, signal, bell),
  };
}

/** Every method is async, so that a refusal is a rejection and never a throw. */
function createActorControl(ports: ControlPorts, actor: Actor, bell: TimerBell): ActorControl {
  /** What may have set a timer wakes the runner of this process. */
  const ringing = async <T>(done: Promise<T>): Promise<T> => {
    const result = await done;
    bell.ring();
    return result;
  };
  return {
    numbers: async (page = {}) => listNumbers(ports, actor, page),
    number: async (number) => readNumber(ports, actor, number),
    plan: async (number, version) => readPlan(ports, actor, number, version),
    preview: async (number, edits) => previewEdits(ports, actor, number, edits),
    publish: async (number, edits, options) => ringing(publishEdits(ports, actor, number, edits, options)),
    confirm: async (number, timerId) => ringing(confirmTimer(ports, actor, number, timerId)),
    history: async (number, page = {}) => readHistory(ports, actor, number, page),
    rollback: async (number, options) => ringing(rollBack(ports, actor, number, options)),
    schedule: async (number, edits, atMs, options = {}) =>
      ringing(scheduleEdits(ports, actor, number, edits, atMs, options)),
    scheduled: async (number) => readTimers(ports, actor, number),
    cancel: async (number, timerId) => cancelTimer(ports, actor, number, timerId),
    override: async (number, to, options = {}) => ringing(setOverride(ports, actor, number, to, options)),
    clearOverride: async (number, options = {}) => clearOverride(ports, actor, number, options),
    setOutOfService: async (number, sites, { note } = {}) => writeSiteStatus(ports, actor, number, sites, note),
    audit: async (number, page = {}) => readAudit(ports, actor, number, page),
    verifyAudit: async (number, anchor) => verifyAudit(ports, actor, number, anchor),
    withdraw: async (number, options) => withdrawNumber(ports, actor, number, options),
  };
}
