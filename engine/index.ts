/** The door of `engine/`: what the machine does with a plan. Adapters and benches enter here. */
export type { CompiledPlan } from './artifact/compiled-plan.ts';
export { decodeArtifact } from './artifact/decode.ts';
export { dumpArtifact } from './artifact/dump.ts';
export { encodeArtifact } from './artifact/encode.ts';
export { treeHash } from './artifact/tree-hash.ts';
export { compilePlan } from './compile/compile-plan.ts';
export type * from './control/audit-entry.ts';
export { AUDIT_ACTIONS } from './control/audit-entry.ts';
export type * from './control/control-api.ts';
export type * from './control/provisioning-api.ts';
export { type Actor, mayDo, ROLES, type Role, SCOPES, type Scope } from './control/roles.ts';
export type * from './control/timer.ts';
export { TIMER_ENDS, TIMER_KINDS } from './control/timer.ts';
export type { Call } from './decide/call.ts';
export { decideCall } from './decide/decide.ts';
export { ByteAnswer, type ByteCall } from './decide/decide-bytes.ts';
export { Decision } from './decide/decision.ts';
export type { DecisionView, Outcome, Target } from './decide/decision-view.ts';
export { releaseCause } from './decide/release-cause.ts';
export { createEngine, createPublisher, Engine, type EngineOptions } from './engine.ts';
export { ENGINE_ERRORS, EngineError, type EngineErrorCode, type RefusalReason } from './errors.ts';
export { decisionText } from './explain/decision-text.ts';
export { explainDecision } from './explain/explain.ts';
export { type ExplainedReceipt, explainReceipt } from './explain/explain-receipt.ts';
export type { ExplainedStep, Explanation } from './explain/explanation.ts';
export type { ExplainableDecision } from './explain/following.ts';
export { CALLER_MASKINGS, type CallerMasking, isKeptCaller, maskCaller } from './explain/mask-caller.ts';
export { plainReceipt } from './explain/plain-receipt.ts';
export { type Receipt, type ReceiptSource, readReceipt, receiptOf, writeReceipt } from './explain/receipt.ts';
export { renderExplanation } from './explain/render-text.ts';
export { LiveSnapshot, type LiveVersion } from './live/live-snapshot.ts';
export type { CallIdSource, Clock, Pauses } from './ports.ts';
export type { LiveReport } from './publish/confirmation.ts';
export { openLocalCopy } from './publish/flat-copy.ts';
export { type FolderBoardOptions, openFolderBoard } from './publish/folder-board.ts';
export type { FollowerEvent } from './publish/follower-event.ts';
export type { CopyChange, LocalCopy } from './publish/local-copy.ts';
export { MemoryBoard } from './publish/memory-board.ts';
export type { Applied, NodeBoard } from './publish/node-board.ts';
export type { NodeReport, NodeState, Refusal } from './publish/node-state.ts';
export type { Committed, Publication, PublishOptions, RollbackOptions } from './publish/publisher.ts';
export { openRedisBoard, type RedisBoardOptions } from './publish/redis-board.ts';
export {
  type CallRecord,
  type CallRecordIssue,
  callOfRecord,
  callRecordIssues,
  callRecordSchema,
  type RecordedCall,
  readCallRecord,
} from './simulate/call-record.ts';
export { type DecisionRecord, decisionRecord, receiptOfRecord } from './simulate/decision-record.ts';
export { type TrialCall, tryPlan } from './simulate/try-call.ts';
export type { DocumentStore, DocumentWrite, StoredDocument } from './store/document-store.ts';
export { type EmbeddedStoreOptions, openEmbeddedStore } from './store/embedded-store.ts';
export { createMemoryStore } from './store/memory-store.ts';
export type { PlanCommit, PlanStore, StoreEntry, StoreVolatility, VersionRecord } from './store/plan-store.ts';
export { openRedisStore, type RedisStoreOptions } from './store/redis-store.ts';
