/** Things by a name that several may have, in the order of their first appearance. */
export function groupBy<T>(
  things: readonly T[],
  nameOf: (thing: T) => string,
): ReadonlyMap<string, readonly [T, ...T[]]> {
  const groups = new Map<string, [T, ...T[]]>();
  for (const thing of things) {
    const name = nameOf(thing);
    const group = groups.get(name);
    if (group === undefined) {
      groups.set(name, [thing]);
    } else {
      group.push(thing);
    }
  }
  return groups;
}

/** The first of each name, in their order. */
export function firstOfEach<T>(things: readonly T[], nameOf: (thing: T) => string): readonly T[] {
  return [...groupBy(things, nameOf).values()].map(([first]) => first);
}
