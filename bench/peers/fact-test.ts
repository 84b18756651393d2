/** A question that every peer can ask. */
export type FactTest =
  | { readonly fact: 'caller' | 'origin' | 'date'; readonly oneOf: readonly string[] }
  | { readonly fact: 'origin' | 'date'; readonly noneOf: readonly string[] }
  | { readonly fact: 'caller'; readonly beginsWith: readonly string[] }
  | { readonly fact: 'minute' | 'weekday' | 'bucket'; readonly below: number }
  | { readonly fact: 'minute' | 'weekday'; readonly atLeast: number };

/** What a rule asks, by kind: each peer spells it in its own language. */
export type Spelling<T> = {
  readonly oneOf: (fact: string, values: readonly string[]) => T;
  readonly noneOf: (fact: string, values: readonly string[]) => T;
  readonly beginsWith: (fact: string, values: readonly string[]) => T;
  readonly below: (fact: string, value: number) => T;
  readonly atLeast: (fact: string, value: number) => T;
};

export function spell<T>(test: FactTest, spelling: Spelling<T>): T {
  if ('oneOf' in test) return spelling.oneOf(test.fact, test.oneOf);
  if ('noneOf' in test) return spelling.noneOf(test.fact, test.noneOf);
  if ('beginsWith' in test) return spelling.beginsWith(test.fact, test.beginsWith);
  return 'below' in test ? spelling.below(test.fact, test.below) : spelling.atLeast(test.fact, test.atLeast);
}
