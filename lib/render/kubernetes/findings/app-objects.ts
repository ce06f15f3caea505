/** The objects of an app, sorted once for all checks: none of them has to walk through all objects for each. */
import { groupBy } from '../../../model/group-by';
import type { LocatedManifest, ManifestFinding } from './located-manifest';
import { listAt, valueAt } from '../../../validation';

/** One check over the objects of an app. */
export type ManifestCheck = (objects: AppObjects) => Iterable<ManifestFinding>;

/** All objects of an app. */
export class AppObjects {
  /** Those that are reported about. */
  readonly own: readonly LocatedManifest[];
  /** Whatever has a pod, or a template of one. */
  readonly workloads: readonly Workload[];
  private readonly byKind: ReadonlyMap<string, readonly LocatedManifest[]>;

  constructor(readonly all: readonly LocatedManifest[]) {
    this.own = all.filter(({ own }) => own);
    this.workloads = all.flatMap(workloadOf);
    this.byKind = groupBy(all, ({ manifest }) => manifest.kind);
  }

  /** Objects of these kinds, kind by kind. */
  ofKind(...kinds: readonly string[]): readonly LocatedManifest[] {
    return kinds.flatMap((kind) => this.byKind.get(kind) ?? []);
  }

  /** The same, of the chart of another. */
  beside({ chart }: LocatedManifest, ...kinds: readonly string[]): readonly LocatedManifest[] {
    return this.ofKind(...kinds).filter((other) => other.chart === chart);
  }
}

/** A workload with its pod. */
export type Workload = ReturnType<typeof workloadOf>[number];

const POD_SPECS: Readonly<Record<string, readonly string[]>> = {
  Pod: ['spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};

function workloadOf(located: LocatedManifest) {
  const pod = valueAt(located.manifest, ...(POD_SPECS[located.manifest.kind] ?? ['spec', 'template', 'spec']));
  const containers = [...listAt(pod, 'containers'), ...listAt(pod, 'initContainers')];
  return containers.length === 0 ? [] : [{ located, containers, volumes: listAt(pod, 'volumes') }];
}
