/** What can go wrong when ConfigMaps are mounted into a pod that somebody else describes. */
import type { Problem } from '../../orchestrator';
import type { ConfigMapMount } from '../../render';
import { either, show, text, type Shape } from '../../validation';
import { isWithin } from '../../render/kubernetes/objects/mount';

/** A pod, and the container in it, as far as they were described before. */
export interface MountTarget {
  /** For people: kind, name and container. */
  readonly where: string;
  /** Names of the volumes that hold something else than we want to mount. */
  readonly foreignVolumes: readonly string[];
  /** Where the container has something mounted. */
  readonly mountPaths: readonly string[];
}

/**
 * Kubernetes refuses two volumes of one name and two mounts of one path; and what is mounted inside a directory of ours would be read with
 * it.
 */
export function findConflicts(mounts: readonly ConfigMapMount[], target: MountTarget): readonly Problem[] {
  const { where: path, foreignVolumes, mountPaths } = target;
  return mounts.flatMap(({ volumeName, mountPath, configMapName, otherwise }): readonly Problem[] => {
    const taken = mountPaths.find((existing) => isWithin(existing, mountPath));
    const place = taken === undefined || isWithin(mountPath, taken) ? 'where' : `inside ${mountPath}, where`;
    return [
      ...(foreignVolumes.includes(volumeName)
        ? [
            {
              path,
              message: `found another volume called ${volumeName} in the pod; remove it, or give the ConfigMap ${configMapName} another name, which its volume takes over`,
            },
          ]
        : []),
      ...(taken === undefined
        ? []
        : [
            {
              path,
              message: `found a mount at ${taken}, ${place} the ConfigMap ${configMapName} goes; remove that mount, or ${otherwise}`,
            },
          ]),
    ];
  });
}

/** The name or the index of a container. */
export const containerChoice: Shape = either(
  (value) => typeof value === 'number',
  text('the name or the index of a container', /./),
);

/** The container that is asked for by name or index; unasked, the only one, or the one with the usual name. */
export function chooseContainer<TContainer extends { readonly name: string }>(
  containers: readonly TContainer[],
  wanted: string | number | undefined,
  where: string,
  usual?: string,
): { readonly container: TContainer; readonly index: number } | Problem {
  const names = containers.map(({ name }) => name);
  const asked = wanted ?? (containers.length === 1 ? 0 : usual);
  const index = typeof asked === 'string' ? names.indexOf(asked) : (asked ?? -1);
  const container = containers[index];
  const missing =
    asked === undefined ? `${String(containers.length)} containers` : `no container ${show(wanted ?? usual)}`;
  return container === undefined
    ? {
        path: where,
        message: `found ${missing}; give container the name or the index of one of ${names.join(', ') || '(none)'}`,
      }
    : { container, index };
}

/** What Grafana's container is called where nobody says. */
export const GRAFANA_CONTAINER = 'grafana';
