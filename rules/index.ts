/** The door of `rules/`: what a plan may say and what its words mean. Pure functions and tables. */
export {
  type CivilDate,
  type ClockWindow,
  civilOfDay,
  dayNumber,
  formatIsoDate,
  MAX_INSTANT_MS,
  MINUTES_PER_DAY,
  type MonthDay,
  MS_PER_DAY,
  MS_PER_MINUTE,
  monthDaySlot,
  monthDaySlotOfDay,
  parseInstant,
  parseIsoDate,
  parseMonthDay,
  parseWindow,
  weekdayOfDay,
} from './calendar/civil-time.ts';
export { easterDay } from './calendar/easter.ts';
export {
  type Holiday,
  type HolidaySet,
  holidaySet,
  holidaySetNames,
  holidaysOfYear,
  isHoliday,
  isItalianHoliday,
  type PatronSaint,
  saints,
  setHolds,
} from './calendar/holiday-rules.ts';
export {
  instantOfLocal,
  nextTransitionMs,
  offsetMinutesAt,
  wallTimeToInstant,
  ZONE_TABLE_VERSION,
  zoneId,
  zoneName,
  zoneNames,
} from './calendar/zone-offsets.ts';
export {
  type AppliedEdits,
  applyEdits,
  type CheckedEdits,
  editAndCheck,
} from './edits/apply-edits.ts';
export { describeChanges, describeConflict } from './edits/describe-changes.ts';
export { diffPlans } from './edits/diff-plans.ts';
export { describeEditProblem, type EditProblem } from './edits/edit-problem.ts';
export { EDIT_PROBLEMS, type EditProblemCode } from './edits/edit-problems.data.ts';
export { type ParsedEdits, parseEdits } from './edits/parse-edits.ts';
export type * from './edits/plan-change.ts';
export type * from './edits/plan-edit.ts';
export { planEditSchema, planEditsSchema } from './edits/plan-edit-schema.ts';
export { type RevertConflict, type RevertedPlan, revertAndCheck, revertChanges } from './edits/revert-changes.ts';
export * from './limits.ts';
export {
  type CallerEntry,
  type CallerReading,
  originOfNumber,
  readCaller,
  readCallerEntry,
} from './numbering/caller-id.ts';
export {
  checkDestination,
  type DestinationRefusal,
  type DestinationVerdict,
} from './numbering/destination-policy.ts';
export {
  type Charged,
  DIAL_PREFIX,
  type DialChannel,
  type DialledReading,
  readDialled,
  splitDialPrefix,
} from './numbering/dial-prefix.ts';
export {
  DISTRICT_OF_FIRST_FOUR,
  DISTRICTS,
  type District,
  districtOfCode,
  districtOfDigits,
  ORIGIN_CLASSES,
  ORIGINS,
  type OriginClass,
  originId,
} from './numbering/district-table.ts';
export { isE164, type NumberFormat } from './numbering/e164.ts';
export {
  type IntelligentNumberKind,
  intelligentNumberKind,
  readIntelligentNumber,
} from './numbering/intelligent-number.ts';
export { NUMBER_RANGES, type NumberRange, rangeOfNumber } from './numbering/number-range.ts';
export { checkPlan } from './plan/check-plan.ts';
export { ISSUES, type IssueCode } from './plan/issues.data.ts';
export { describeIssue, hasErrors, type IssueLanguage, pointer } from './plan/issues.ts';
export { DEFAULT_RING_SECONDS, DEFAULT_TIME_ZONE, normalizePlan } from './plan/normalize-plan.ts';
export { type ParsedPlan, parsePlan } from './plan/parse-plan.ts';
export * from './plan/plan.ts';
export { hashOfPlanText, planHash, planText, textOfCanonical } from './plan/plan-hash.ts';
export type { PlanIssue } from './plan/plan-issue.ts';
export {
  checkOverride,
  type OverrideTarget,
  overrideHolds,
  type PlanOverride,
  planOverrideSchema,
} from './plan/plan-override.ts';
export { planJsonSchema, planSchema } from './plan/plan-schema.ts';
export { type PreparedPlan, type PreparedText, preparePlan, preparePlanText } from './plan/prepare-plan.ts';
export { type PlanFormat, type PlanText, readPlanText, type TextPlace } from './plan/read-plan-text.ts';
export { basisPoints } from './steps/split.ts';
export {
  checkSubscription,
  describeSubscriptionIssue,
  type SubscriptionIssue,
} from './subscription/check-subscription.ts';
export * from './subscription/subscription.ts';
export { SUBSCRIPTION_ISSUES, type SubscriptionIssueCode } from './subscription/subscription-issues.data.ts';
export { subscriptionSchema } from './subscription/subscription-schema.ts';
export { charCodeOf } from './text/char-code-of.ts';
