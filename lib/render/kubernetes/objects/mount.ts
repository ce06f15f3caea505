import { DASHBOARD_DIRECTORY, PROVISIONING_DIRECTORY } from '../../grafana/provisioning';
import { firstOfEach } from '../../../model/group-by';
import type { Finding } from '../../../orchestrator';
import { contentHash, LIMITS, shortened, given, type Shape } from '../../../validation';
import type { KubernetesManifest } from './manifest';

/** A ConfigMap, the volume that holds it, and where it appears in the container. */
export interface ConfigMapMount {
  readonly configMapName: string;
  readonly volumeName: string;
  readonly mountPath: string;
  /** What to do where that path is taken. */
  readonly otherwise: string;
  /**
   * Hash of what Grafana reads when it starts, and at no other time. As an annotation of the pod template it makes Kubernetes start Grafana anew
   * after a change. @default - none: Grafana looks for changes by itself
   */
  readonly checksum?: string;
}

export const configMapMount: Shape = given('a mount with configMapName, volumeName and mountPath', (value) => {
  const { configMapName, volumeName, mountPath } = value as ConfigMapMount;
  return [configMapName, volumeName, mountPath].every((field) => typeof field === 'string');
});

/** The volume is called as its ConfigMap, as far as a volume can be: no dots, and at most 63 characters; a hash tells it from others. */
function mountOf(configMapName: string, mountPath: string, otherwise: string): ConfigMapMount {
  const possible = configMapName.replace(/\./g, '-');
  const hash = possible === configMapName ? '' : `-${contentHash(configMapName).slice(-8)}`;
  const volumeName = shortened(`${possible}${hash}`, LIMITS.volumeName);
  return { configMapName, volumeName, mountPath, otherwise };
}

export function dashboardMount(configMapName: string, directory: string = DASHBOARD_DIRECTORY): ConfigMapMount {
  return mountOf(configMapName, directory, 'choose another dashboardDirectory');
}

type ConfigMapOrName = KubernetesManifest | string;

/** What Grafana reads when it starts: where, and what a file of ours adds there. */
const PROVISIONED = {
  dashboards: [PROVISIONING_DIRECTORY, 'the dashboard provider'],
  datasources: ['/etc/grafana/provisioning/datasources', 'the data source'],
  alerting: ['/etc/grafana/provisioning/alerting', 'the rules'],
} as const;

/** A ConfigMap with a file that Grafana reads when it starts. `without` says how ours is left out, where its directory is taken. */
export function provisioningMount(
  kind: keyof typeof PROVISIONED,
  configMap: ConfigMapOrName,
  without: string,
): ConfigMapMount {
  const [mountPath, added] = PROVISIONED[kind];
  const otherwise = `${without} and add ${added} to the files that are there`;
  return typeof configMap === 'string'
    ? mountOf(configMap, mountPath, otherwise)
    : {
        ...mountOf(configMap.metadata.name, mountPath, otherwise),
        checksum: checksumOf(configMap),
      };
}

/** Changes with what a ConfigMap holds. */
export const checksumOf = ({ data }: KubernetesManifest): string => contentHash(JSON.stringify(data));

/** Where the directories with dashboards are, one for each DashboardConfigMap. */
export const DASHBOARDS_DIRECTORY = '/var/lib/grafana/dashboards';

/** A directory that something can be mounted at: Kubernetes refuses `:`, and a path that climbs would not be found in another's. */
export const directory: Shape = given(
  "an absolute path without ':', empty parts, '.' and '..'",
  (value) => typeof value === 'string' && /^(\/[^/:]+)+$/.test(value) && !/\/\.{1,2}(\/|$)/.test(value),
);

/** Whether a directory is another, or lies anywhere below it. */
export function isWithin(inner: string, outer: string): boolean {
  const parent = outer.replace(/\/+$/, '');
  return inner === parent || inner.startsWith(`${parent}/`);
}

/** A volume of a pod that holds a ConfigMap. */
export interface ConfigMapVolume {
  readonly name: string;
  readonly configMap: { readonly name: string };
}

/** The entries of a pod's `volumes`: one for each ConfigMap, wherever it is mounted. */
export function volumesOf(mounts: readonly ConfigMapMount[]): readonly ConfigMapVolume[] {
  return firstOfEach(mounts, ({ volumeName }) => volumeName).map(({ volumeName, configMapName }) => ({
    name: volumeName,
    configMap: { name: configMapName },
  }));
}

export function volumeMountOf({ volumeName, mountPath }: ConfigMapMount): { name: string; mountPath: string } {
  return { name: volumeName, mountPath };
}

/** Annotations of the pod template that change with what Grafana reads when it starts. */
export function checksumsOf(mounts: readonly ConfigMapMount[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    mounts.flatMap(({ volumeName, checksum }) =>
      checksum === undefined ? [] : [[`checksum/${volumeName}`, checksum]],
    ),
  );
}

/** Mounts inside another, or in its place. */
export function findNestedMounts(mounts: readonly ConfigMapMount[]): readonly Pick<Finding, 'what' | 'why' | 'fix'>[] {
  return mounts.flatMap((inner, index) =>
    mounts
      .filter(
        (outer, other) =>
          index !== other &&
          isWithin(inner.mountPath, outer.mountPath) &&
          (other < index || !isWithin(outer.mountPath, inner.mountPath)),
      )
      .map((outer) => ({
        what: `found the directory ${inner.mountPath} for the ConfigMap ${inner.configMapName}, in ${outer.mountPath}, where ${outer.configMapName} goes`,
        why:
          inner.mountPath === outer.mountPath
            ? 'Kubernetes refuses two mounts of one path'
            : 'Grafana looks below each directory that it reads, and not every container runtime can mount inside a ConfigMap',
        fix: `${inner.otherwise}, or ${outer.otherwise}`,
      })),
  );
}
