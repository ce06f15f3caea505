/** A pod that somebody else describes, with whatever, and how ConfigMaps are mounted into one of its containers. */
import { ConfigError, type Problem } from '../../orchestrator';
import type { ConfigMapMount } from '../../render';
import { checksumsOf, isWithin } from '../../render/kubernetes/objects/mount';
import { either, show, text, type Shape } from '../../validation';

/** A pod, as far as it was described before. */
export interface Pod {
  /** For people: kind and name of its workload; empty for a container that says nothing of it. */
  readonly where: string;
  readonly containers: readonly { readonly name: string; readonly mountPaths: readonly string[] }[];
  /** Names of the volumes that hold something else than we want to mount. */
  readonly foreignVolumes: readonly string[];
  /** Mounts everything into a container, by its index. */
  readonly mount: (container: number) => void;
}

/** Mounts ConfigMaps into the container that is asked for, or else the usual one. @throws ConfigError with everything that is in the way; nothing is mounted then */
export function mountAll(pod: Pod, mounts: readonly ConfigMapMount[], wanted: string | number | undefined): void {
  const { container, index } = chooseContainer(pod.containers, wanted, pod.where, 'grafana');
  const path = [pod.where, `container ${container.name}`].filter((part) => part !== '').join(', ');
  const conflicts = mounts.flatMap((mount) => findConflicts(mount, pod.foreignVolumes, container.mountPaths));
  if (conflicts.length > 0) {
    throw new ConfigError(conflicts.map((message): Problem => ({ path, message })));
  }
  pod.mount(index);
}

/**
 * The annotations with checksums, which are computed when the pod is written: ConfigMaps may be patched after they are mounted. cdk8s asks a value
 * for `resolve`, and a JSON patch for `toJSON`; a Lazy would be one to its own copy of cdk8s alone.
 */
export function checksumsWhenWritten(mounts: readonly ConfigMapMount[]): Readonly<Record<string, string>> {
  const annotations = mounts.flatMap((mount) =>
    Object.keys(checksumsOf([mount])).map((name) => {
      const produce = (): string | undefined => mount.checksum;
      return [name, { resolve: produce, toJSON: produce } as unknown as string] as const;
    }),
  );
  return Object.fromEntries(annotations);
}

/** Kubernetes refuses two volumes of one name and two mounts of one path; what is mounted inside a directory of ours would be read with it. */
function findConflicts(
  { volumeName, mountPath, configMapName, otherwise }: ConfigMapMount,
  foreignVolumes: readonly string[],
  mountPaths: readonly string[],
): readonly string[] {
  const taken = mountPaths.find((existing) => isWithin(existing, mountPath));
  const place = taken === undefined || isWithin(mountPath, taken) ? 'where' : `inside ${mountPath}, where`;
  const ofName = `found another volume called ${volumeName} in the pod; remove it, or give the ConfigMap ${configMapName} another name, which its volume takes over`;
  const ofPath = `found a mount at ${taken ?? ''}, ${place} the ConfigMap ${configMapName} goes; remove that mount, or ${otherwise}`;
  return [...(foreignVolumes.includes(volumeName) ? [ofName] : []), ...(taken === undefined ? [] : [ofPath])];
}

/** The name or the index of a container. */
export const containerChoice: Shape = either(
  (value) => typeof value === 'number',
  text('the name or the index of a container', /./),
);

/** The container that is asked for; unasked, the only one, or the one with the usual name. @throws ConfigError where there is no such container */
export function chooseContainer<TContainer extends { readonly name: string }>(
  containers: readonly TContainer[],
  wanted: string | number | undefined,
  where: string,
  usual?: string,
): { readonly container: TContainer; readonly index: number } {
  const asked = wanted ?? (containers.length === 1 ? 0 : usual);
  const index = typeof asked === 'string' ? containers.findIndex(({ name }) => name === asked) : (asked ?? -1);
  const container = containers[index];
  if (container === undefined) {
    const missing = asked === undefined ? `${String(containers.length)} containers` : `no container ${show(asked)}`;
    const names = containers.map(({ name }) => name).join(', ');
    const message = `found ${missing}; give container the name or the index of one of ${names || '(none)'}`;
    throw new ConfigError([{ path: where, message }]);
  }
  return { container, index };
}
