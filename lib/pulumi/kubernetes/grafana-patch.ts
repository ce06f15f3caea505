/** Mounts for a Grafana that somebody else deployed: a patch that owns nothing but the volumes and where they are mounted. */
import * as pulumi from '@pulumi/pulumi';
import type { ConfigMapMount } from '../../render';
import { checksumsOf, volumeMountOf, volumeOf } from '../../render/kubernetes/objects/mount';

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
  const annotations = checksumsOf(mounts);
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
          ...(Object.keys(annotations).length === 0 ? {} : { metadata: { annotations } }),
          spec: {
            volumes: mounts.map(volumeOf),
            containers: [{ name: container, volumeMounts: mounts.map(volumeMountOf) }],
          },
        },
      },
    },
    opts,
  );
}
