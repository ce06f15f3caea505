/** The objects of an app, sorted once for all checks: none of them has to walk through all objects for each. */
import type { LocatedManifest, ManifestFinding } from './located-manifest';
import { workloadsIn, type Workload } from './workloads';

/** One check over the objects of an app. */
export type ManifestCheck = (objects: AppObjects) => readonly ManifestFinding[];

/** All objects of an app. */
export class AppObjects {
  private readonly byKind: ReadonlyMap<string, readonly LocatedManifest[]>;
  private readonly memory = new Map<(objects: AppObjects) => unknown, unknown>();

  constructor(readonly all: readonly LocatedManifest[]) {
    this.byKind = groupBy(all, ({ manifest }) => manifest.kind);
  }

  /** Those that are reported about. */
  get own(): readonly LocatedManifest[] {
    return this.once(findOwn);
  }

  /** Whatever has a pod, or a template of one. */
  get workloads(): readonly Workload[] {
    return this.once(findWorkloads);
  }

  /** Objects of these kinds, kind by kind. */
  ofKind(...kinds: readonly string[]): readonly LocatedManifest[] {
    return kinds.flatMap((kind) => this.byKind.get(kind) ?? []);
  }

  /** What a function makes of the objects; it is asked only the first time. */
  once<T>(make: (objects: AppObjects) => T): T {
    if (!this.memory.has(make)) {
      this.memory.set(make, make(this));
    }
    return this.memory.get(make) as T;
  }
}

const findOwn = ({ all }: AppObjects): readonly LocatedManifest[] => all.filter(({ own }) => own);
const findWorkloads = ({ all }: AppObjects): readonly Workload[] => workloadsIn(all);

/** Things by a name that several may have, in the order of their first appearance. */
export function groupBy<T>(things: readonly T[], nameOf: (thing: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
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
