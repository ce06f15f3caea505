/**
 * Pods of cdk8s-plus, seen through what all its versions have in common: there is one package for each version of Kubernetes, and a class of
 * one is no instance of the other's.
 */
import type { Construct } from 'constructs';
import type { Problem } from '../../orchestrator';
import type { ConfigMapMount } from '../../render';
import { given, problemsOf, type Shape } from '../../validation';
import { chooseContainer, findConflicts, GRAFANA_CONTAINER } from './mount-conflicts';
import { checksumsOf } from '../../render/kubernetes/objects/mount';

/** A volume of cdk8s-plus. */
export interface PlusVolume {
  readonly name: string;
}

/** A container of cdk8s-plus. `TStorage` is what it mounts: a Volume, or whatever turns into one. */
export interface PlusContainer<TStorage> {
  readonly name: string;
  readonly mounts: readonly { readonly path: string; readonly volume: PlusVolume }[];
  mount(path: string, storage: TStorage): void;
}

/** A Deployment, StatefulSet, DaemonSet or Pod of cdk8s-plus. */
export interface PlusWorkload<TStorage> {
  readonly name: string;
  readonly kind: string;
  readonly containers: readonly PlusContainer<TStorage>[];
  readonly initContainers: readonly PlusContainer<TStorage>[];
  readonly volumes: readonly PlusVolume[];
  readonly podMetadata?: { addAnnotation(key: string, value: string): void };
}

/** The cdk8s-plus that the pod was made with: the module itself (`import * as kplus from 'cdk8s-plus-28'`), or these two classes of it. */
export interface PlusLibrary<TConfigMap, TStorage> {
  readonly ConfigMap: {
    fromConfigMapName(scope: Construct, id: string, name: string): TConfigMap;
  };
  readonly Volume: {
    fromConfigMap(scope: Construct, id: string, configMap: TConfigMap, options?: { readonly name?: string }): TStorage;
  };
}

function isWorkload<TStorage>(
  target: PlusContainer<TStorage> | PlusWorkload<TStorage>,
): target is PlusWorkload<TStorage> {
  return 'containers' in target;
}

const MOUNT_TARGET: Shape = given(
  'a workload or a container of cdk8s-plus (patchInto is for any other object)',
  (value) => {
    const target = value as PlusWorkload<unknown> & PlusContainer<unknown>;
    return (
      [target.containers, target.initContainers, target.volumes].every(Array.isArray) ||
      (Array.isArray(target.mounts) && typeof target.mount === 'function')
    );
  },
);

const LIBRARY: Shape = given('the cdk8s-plus that the pod was made with, such as the module cdk8s-plus-28', (value) => {
  const { ConfigMap, Volume } = value as PlusLibrary<unknown, unknown>;
  return typeof ConfigMap.fromConfigMapName === 'function' && typeof Volume.fromConfigMap === 'function';
});

/** What is wrong with what is mounted into, and with what makes the volumes. */
export function findWrongTarget(target: unknown, library: unknown): readonly Problem[] {
  return [...problemsOf(MOUNT_TARGET, target, 'target'), ...problemsOf(LIBRARY, library, 'library')];
}

/** Mounts the ConfigMaps, or answers with what is in the way and leaves the pod as it was. */
export function mountIntoPod<TConfigMap, TStorage>(
  scope: Construct,
  target: PlusContainer<TStorage> | PlusWorkload<TStorage>,
  library: PlusLibrary<TConfigMap, TStorage>,
  mounts: readonly ConfigMapMount[],
  wantedContainer: string | number | undefined,
): readonly Problem[] {
  const workload = isWorkload(target) ? target : undefined;
  const workloadName = workload === undefined ? '' : `${workload.kind} ${workload.name}`;
  const chosen = isWorkload(target)
    ? chooseContainer(target.containers, wantedContainer, workloadName, GRAFANA_CONTAINER)
    : { container: target };
  if ('message' in chosen) {
    return [chosen];
  }
  const { container } = chosen;
  const inPod = [container, ...(workload?.containers ?? []), ...(workload?.initContainers ?? [])];
  const volumesInPod = [
    ...(workload?.volumes ?? []),
    ...inPod.flatMap((each) => each.mounts.map(({ volume }) => volume)),
  ];
  const conflicts = findConflicts(mounts, {
    where: [workloadName, `container ${container.name}`].filter((part) => part !== '').join(', '),
    // A pod with two containers may have our volumes already: cdk8s-plus takes the same Volume any number of times.
    foreignVolumes: volumesInPod.filter((volume) => !isOurs(scope, volume)).map(({ name }) => name),
    mountPaths: container.mounts.map(({ path }) => path),
  });
  if (conflicts.length === 0) {
    mounts.forEach((mount) => {
      container.mount(mount.mountPath, volumeOf(scope, mount, library));
    });
    Object.entries(checksumsOf(mounts)).forEach(([name, value]) => {
      workload?.podMetadata?.addAnnotation(name, value);
    });
  }
  return conflicts;
}

function isOurs(scope: Construct, volume: PlusVolume): boolean {
  return (scope.node.children as readonly unknown[]).includes(volume);
}

function volumeOf<TConfigMap, TStorage>(
  scope: Construct,
  { configMapName, volumeName }: ConfigMapMount,
  { ConfigMap, Volume }: PlusLibrary<TConfigMap, TStorage>,
): TStorage {
  const id = `volume-${volumeName}`;
  const made = scope.node.tryFindChild(id) as unknown as TStorage | undefined;
  return (
    made ??
    Volume.fromConfigMap(scope, id, ConfigMap.fromConfigMapName(scope, `config-map-${volumeName}`, configMapName), {
      name: volumeName,
    })
  );
}
