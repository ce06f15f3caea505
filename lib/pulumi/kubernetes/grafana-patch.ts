/** Mounts for a Grafana that somebody else deployed: a patch that owns nothing but the volumes and where they are mounted. */
import * as pulumi from '@pulumi/pulumi';
import type { Delivered } from '../../render';
import { grafanaRuleUid } from '../../render/grafana/rule-identity';

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

/** Files below it are read when Grafana starts, and not again. Dashboards lie elsewhere: Grafana looks for changes of them all the time. */
const READ_AT_START = '/etc/grafana/provisioning/';

/** Tells the workload's pods apart by what they have read, so that a change makes new ones. */
const CHECKSUM = 'pupsourcing-orchestrator-monitoring/provisioning';

/** Patches the workload, by server-side apply. Nothing is patched where there is nothing to mount. */
export function createGrafanaPatch(
  name: string,
  { name: workload, kind = 'Deployment', namespace, container = 'grafana' }: GrafanaWorkload,
  objectsNamespace: pulumi.Input<string> | undefined,
  delivered: Delivered,
  opts: pulumi.CustomResourceOptions,
): pulumi.CustomResource | undefined {
  const { mounts } = delivered;
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
          ...checksum(delivered),
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

function checksum({ objects, mounts }: Delivered): object {
  const readAtStart = new Set(
    mounts.flatMap(({ configMapName, mountPath }) => (mountPath.startsWith(READ_AT_START) ? [configMapName] : [])),
  );
  const files = objects.flatMap(({ manifest: { kind, metadata, data } }) =>
    kind === 'ConfigMap' && readAtStart.has(metadata.name) ? [data] : [],
  );
  return files.length === 0
    ? {}
    : { metadata: { annotations: { [CHECKSUM]: grafanaRuleUid('', 'files', JSON.stringify(files)) } } };
}
