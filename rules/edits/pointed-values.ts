import stringify from 'fast-json-stable-stringify';

/** Whether two values of a plan are the same data, whatever the order of their keys. */
export function isSameData(one: unknown, other: unknown): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one === other || stringify(one) === stringify(other);
}

/** The value at a JSON Pointer; undefined when there is none. */
export function valueAt(root: unknown, path: string): unknown {
  let value = root;
  for (const token of tokensOf(path)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, token)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[token];
  }
  return value;
}

/**
 * A copy in which the value at a JSON Pointer is another, or gone when `value` is undefined. What is not on the way is
 * shared. Objects that are missing on the way are made.
 */
export function withValueAt<T>(root: T, path: string, value: unknown): T {
  return withValue(root, tokensOf(path), value) as T;
}

function withValue(root: unknown, [token, ...rest]: readonly string[], value: unknown): unknown {
  if (token === undefined) return value;
  if (Array.isArray(root))
    return root.map((item, index) => (String(index) === token ? withValue(item, rest, value) : item));
  const copy: Record<string, unknown> = Object.assign(Object.create(null), root);
  const next = withValue(Object.hasOwn(copy, token) ? copy[token] : undefined, rest, value);
  if (next === undefined) delete copy[token];
  else copy[token] = next;
  return copy;
}

export function tokensOf(path: string): readonly string[] {
  return path
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}
