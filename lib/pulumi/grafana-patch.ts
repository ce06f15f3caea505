/** Mounts for a Grafana that somebody else deployed: a patch that owns nothing but the volumes and where they are mounted. */
import * as pulumi from '@pulumi/pulumi';
import type { ConfigMapMount } from '../render';

/** The workload of a running Grafana. */
export interface GrafanaWorkload {
  /** Name of the Deployment or StatefulSet. */
  readonly name: pulumi.Input<string>;
  /** @default 'Deployment' */
  readonly kind?: 'Deployment' | 'StatefulSet';
  /** Namespace of the workload, which must be that of the objects. @default - that of the objects */
  readonly namespace?: pulumi.Input<string>;
  /** Name of the container. @default 'grafana' */
  readonly container?: string;
}

class WorkloadPatch extends pulumi.CustomResource {}

/** Patches the workload, by server-side apply. Nothing is patched where there is nothing to mount. */
export function createGrafanaPatch(
  name: string,
  { name: workload, kind = 'Deployment', namespace, container = 'grafana' }: GrafanaWorkload,
  objectsNamespace: pulumi.Input<string> | undefined,
  mounts: readonly ConfigMapMount[],
  opts: pulumi.CustomResourceOptions,
): pulumi.CustomResource | undefined {
  if (mounts.length === 0) {
    return undefined;
  }
  const place = namespace ?? objectsNamespace;
  return new WorkloadPatch(
    `kubernetes:apps/v1:${kind}Patch`,
    name,
    {
      apiVersion: 'apps/v1',
      kind,
      metadata: { name: workload, ...(place === undefined ? {} : { namespace: place }) },
      spec: {
        template: {
          spec: {
            volumes: mounts.map(({ volumeName, configMapName }) => ({
              name: volumeName,
              configMap: { name: configMapName },
            })),
            containers: [
              {
                name: container,
                volumeMounts: mounts.map(({ volumeName, mountPath }) => ({ name: volumeName, mountPath })),
              },
            ],
          },
        },
      },
    },
    opts,
  );
}
