/**
 * A function that asks another once for each key.
 *
 * @param meanwhile - the answer where one is asked for while it is looked for. @default - such a search has no end
 */
export function remembered<TKey, T>(find: (key: TKey) => T, meanwhile?: T): (key: TKey) => T {
  const known = new Map<TKey, T>();
  return (key) => {
    if (!known.has(key)) {
      if (meanwhile !== undefined) {
        known.set(key, meanwhile);
      }
      known.set(key, find(key));
    }
    return known.get(key) as T;
  };
}
