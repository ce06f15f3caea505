/** The objects of an app, sorted once for all checks: none of them has to walk through all objects for each. */
import { groupBy } from '../../group-by';
import { type LocatedManifest, type ManifestFinding, listAt, textAt, textsAt, valueAt } from './located-manifest';
import { isPlainObject } from '../../../validation';

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

/** A container, as far as it is looked at. */
export interface ContainerView {
  readonly name: string;
  readonly image: string;
  /** Environment variables with a plain value. */
  readonly environment: Readonly<Record<string, string>>;
  readonly mountPaths: readonly string[];
  /** Names of the volumes that are mounted. */
  readonly mountedVolumes: readonly string[];
}

/** A workload with its pod. */
export interface Workload {
  readonly located: LocatedManifest;
  readonly containers: readonly ContainerView[];
  readonly volumeNames: readonly string[];
  /** ConfigMaps that must be there for the pod to start. */
  readonly configMaps: readonly string[];
}

const POD_SPECS: Readonly<Record<string, readonly string[]>> = {
  Pod: ['spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};

/** The workloads of an app: whatever has a pod, or a template of one. */
export function workloadsIn(manifests: readonly LocatedManifest[]): readonly Workload[] {
  return manifests.flatMap((located) => {
    const pod = valueAt(located.manifest, ...(POD_SPECS[located.manifest.kind] ?? ['spec', 'template', 'spec']));
    const containers = [...listAt(pod, 'containers'), ...listAt(pod, 'initContainers')];
    return containers.length === 0
      ? []
      : [
          {
            located,
            containers: containers.map(containerOf),
            volumeNames: [
              ...listAt(pod, 'volumes').map((volume) => textAt(volume, 'name') ?? ''),
              ...listAt(located.manifest, 'spec', 'volumeClaimTemplates').map(
                (claim) => textsAt(claim, 'metadata')['name'] ?? '',
              ),
            ],
            configMaps: listAt(pod, 'volumes').flatMap(configMapsOf),
          },
        ];
  });
}

function containerOf(container: unknown): ContainerView {
  const variables = listAt(container, 'env').map((variable): [string, string] => [
    textAt(variable, 'name') ?? '',
    textAt(variable, 'value') ?? '',
  ]);
  return {
    name: textAt(container, 'name') ?? '',
    image: textAt(container, 'image') ?? '',
    environment: Object.fromEntries(variables),
    mountPaths: listAt(container, 'volumeMounts').map((mount) => textAt(mount, 'mountPath') ?? ''),
    mountedVolumes: listAt(container, 'volumeMounts').map((mount) => textAt(mount, 'name') ?? ''),
  };
}

function configMapsOf(volume: unknown): readonly string[] {
  const sources = [
    valueAt(volume, 'configMap'),
    ...listAt(volume, 'projected', 'sources').map((source) => valueAt(source, 'configMap')),
  ];
  return sources.flatMap((source) =>
    isPlainObject(source) && typeof source['name'] === 'string' && source['optional'] !== true ? [source['name']] : [],
  );
}
