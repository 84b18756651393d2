import type {
  Change,
  EndedTimer,
  NumberState,
  NumberSummary,
  Preview,
  ScheduledEdit,
  Timer,
  VersionRecord,
} from '../../../engine/index.ts';
import {
  describeIssue,
  describeSubscriptionIssue,
  type IssueLanguage,
  type PlanIssue,
  type PlanOverride,
  type SubscriptionIssue,
} from '../../../rules/index.ts';
import { reasonErrors } from '../engine-problems.ts';
import { etagOf } from './versions.ts';

/** What the control API answers, as JSON: instants as ISO 8601, sentences in the language of whoever asks. */

export function versionView({ number, version, hash, withdrawn, actor, atMs, note, override }: VersionRecord) {
  return {
    number,
    version,
    etag: etagOf({ version, hash }),
    hash,
    withdrawn,
    by: actor,
    at: isoOf(atMs),
    note,
    ...(override === undefined ? {} : { override: overrideView(override) }),
  };
}

export function overrideView({ to, untilMs, by }: PlanOverride) {
  return { to, by, ...(untilMs === undefined ? {} : { until: isoOf(untilMs) }) };
}

export function changeView(change: Change, language: IssueLanguage) {
  const { version, changes, sentences, warnings, live, timer } = change;
  return {
    ...versionView(version),
    sentences: sentences[language],
    changes,
    warnings: warnings.map((issue) => issueView(issue, language)),
    ...(live === undefined ? {} : { live }),
    ...(timer === undefined ? {} : { timer: timerView(timer, language) }),
  };
}

export function previewView(preview: Preview, language: IssueLanguage) {
  const { version, isAccepted, plan, issues, subscriptionIssues, reasons, changes, sentences } = preview;
  return {
    version,
    accepted: isAccepted,
    sentences: sentences[language],
    errors: reasonErrors(reasons, language),
    issues: issues.map((issue) => issueView(issue, language)),
    subscriptionIssues: subscriptionIssues.map((issue) => subscriptionIssueView(issue, language)),
    changes,
    ...(plan === undefined ? {} : { plan }),
  };
}

function timerView(timer: Timer, language: IssueLanguage) {
  const { id, kind, atMs, by, setAtMs, note, version, thenUntilMs, summary } = timer;
  return {
    id,
    kind,
    at: isoOf(atMs),
    by,
    setAt: isoOf(setAtMs),
    note,
    ...(version === undefined ? {} : { version }),
    ...(thenUntilMs === undefined ? {} : { thenUntil: isoOf(thenUntilMs) }),
    ...(summary === undefined ? {} : { sentences: summary[language] }),
  };
}

function endedTimerView(timer: EndedTimer, language: IssueLanguage) {
  const { end, endedAtMs, madeVersion, reasons } = timer;
  return {
    ...timerView(timer, language),
    end,
    endedAt: isoOf(endedAtMs),
    ...(madeVersion === undefined ? {} : { madeVersion }),
    ...(reasons === undefined ? {} : { errors: reasonErrors(reasons, language) }),
  };
}

export function scheduledView({ timer, preview }: ScheduledEdit, language: IssueLanguage) {
  return { timer: timerView(timer, language), preview: previewView(preview, language) };
}

export function summaryView({ number, subscription, current }: NumberSummary) {
  return {
    number,
    ...(subscription === undefined ? {} : { subscription }),
    ...(current === undefined ? {} : { current: versionView(current) }),
  };
}

export function stateView(state: NumberState, language: IssueLanguage) {
  const { subscriptionRevision, override, outOfService, timers } = state;
  return {
    ...summaryView(state),
    subscriptionRevision,
    ...(override === undefined ? {} : { override: overrideView(override) }),
    outOfService,
    timers: timersView(timers, language),
  };
}

export function timersView({ pending, ended }: NumberState['timers'], language: IssueLanguage) {
  return {
    pending: pending.map((timer) => timerView(timer, language)),
    ended: ended.map((timer) => endedTimerView(timer, language)),
  };
}

function issueView(issue: PlanIssue, language: IssueLanguage) {
  const { code, level, path } = issue;
  return { code, level, pointer: path, detail: describeIssue(issue, language) };
}

export function subscriptionIssueView(issue: SubscriptionIssue, language: IssueLanguage) {
  const { code, level, path } = issue;
  return { code, level, pointer: path, detail: describeSubscriptionIssue(issue, language) };
}

export function isoOf(instantMs: number): string {
  return new Date(instantMs).toISOString();
}
