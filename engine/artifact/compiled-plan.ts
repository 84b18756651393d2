/**
 * A routing plan as the machine reads it: one closed block of words (see `layout.ts`). Two plans that mean the same
 * have equal `words`. Version and plan hash come in only when it is encoded for a store.
 */
export type CompiledPlan = {
  /** National number. */
  readonly number: string;
  /** Header, nodes, cold nodes, texts and an empty trailer. */
  readonly words: Int32Array;
};
