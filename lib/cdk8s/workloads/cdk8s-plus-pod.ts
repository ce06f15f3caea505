/**
 * Pods of cdk8s-plus, seen through what all its versions have in common: there is one package for each version of Kubernetes, and a class of
 * one is no instance of the other's.
 */
import type { Construct } from 'constructs';
import type { ConfigMapMount } from '../../render';
import { given, type Shape } from '../../validation';
import { checksumsWhenWritten, type Pod } from './pod';

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

export const MOUNT_CHECKS: Readonly<Record<'target' | 'library', Shape>> = { target: MOUNT_TARGET, library: LIBRARY };

/** The pod of a workload, or as much as a container knows of it. */
export function podOfPlus<TConfigMap, TStorage>(
  scope: Construct,
  target: PlusContainer<TStorage> | PlusWorkload<TStorage>,
  library: PlusLibrary<TConfigMap, TStorage>,
  mounts: readonly ConfigMapMount[],
): Pod {
  const workload = 'containers' in target ? target : undefined;
  const containers = 'containers' in target ? target.containers : [target];
  const mounted = [...containers, ...(workload?.initContainers ?? [])].flatMap((container) => container.mounts);
  const volumes = [...(workload?.volumes ?? []), ...mounted.map(({ volume }) => volume)];
  const ours: readonly unknown[] = scope.node.children;
  return {
    where: workload === undefined ? '' : `${workload.kind} ${workload.name}`,
    containers: containers.map(({ name, mounts: own }) => ({ name, mountPaths: own.map(({ path }) => path) })),
    // A pod with two containers may have our volumes already: cdk8s-plus takes the same Volume any number of times.
    foreignVolumes: volumes.filter((volume) => !ours.includes(volume)).map(({ name }) => name),
    mount: (index) => {
      mounts.forEach((mount) => {
        containers[index]?.mount(mount.mountPath, volumeOf(scope, mount, library));
      });
      Object.entries(checksumsWhenWritten(mounts)).forEach(([name, value]) => {
        workload?.podMetadata?.addAnnotation(name, value);
      });
    },
  };
}

function volumeOf<TConfigMap, TStorage>(
  scope: Construct,
  { configMapName, volumeName }: ConfigMapMount,
  { ConfigMap, Volume }: PlusLibrary<TConfigMap, TStorage>,
): TStorage {
  const id = `volume-${configMapName}`;
  const made = scope.node.tryFindChild(id) as unknown as TStorage | undefined;
  return (
    made ??
    Volume.fromConfigMap(scope, id, ConfigMap.fromConfigMapName(scope, `config-map-${configMapName}`, configMapName), {
      name: volumeName,
    })
  );
}
