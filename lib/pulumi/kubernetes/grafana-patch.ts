/** Mounts for a Grafana that somebody else deployed: a patch that owns nothing but the volumes and where they are mounted. */
import * as pulumi from '@pulumi/pulumi';
import type { Problem } from '../../orchestrator';
import type { Delivered } from '../../render';
import { checksumsOf, volumeMountOf, volumesOf } from '../../render/kubernetes/objects/mount';
import { show, stated } from '../../validation';
import type { ClaimedName } from '../claimed-names';
import { isKnown, refuseMistakes } from '../property-checks';
import { KubernetesResource, type PendingNamespace } from './manifest-resource';

/** The workload of a running Grafana. */
export interface GrafanaWorkload {
  /** Name of the Deployment or StatefulSet. */
  readonly name: pulumi.Input<string>;
  /** @default 'Deployment' */
  readonly kind?: 'Deployment' | 'StatefulSet';
  /** Namespace of the workload, which must be that of the ConfigMaps that it mounts. @default - theirs */
  readonly namespace?: pulumi.Input<string>;
  /** Name of the container. @default 'grafana' */
  readonly container?: string;
}

/** Patches the workload, by server-side apply. */
export function createGrafanaPatch(
  name: string,
  { name: workload, kind = 'Deployment', container = 'grafana' }: GrafanaWorkload,
  place: pulumi.Input<string> | undefined,
  { mounts }: Delivered,
  opts: pulumi.CustomResourceOptions,
): void {
  const annotations = checksumsOf(mounts);
  new KubernetesResource(
    `kubernetes:apps/v1:${kind}Patch`,
    name,
    {
      apiVersion: 'apps/v1',
      kind,
      metadata: stated({ name: workload, namespace: place }),
      spec: {
        template: {
          ...(Object.keys(annotations).length === 0 ? {} : { metadata: { annotations } }),
          spec: {
            volumes: volumesOf(mounts),
            containers: [{ name: container, volumeMounts: mounts.map(volumeMountOf) }],
          },
        },
      },
    },
    opts,
  );
}

/** What is wrong with the workload, as far as that is known now: that it has nothing to mount, or cannot. */
export function findIdleWorkload(
  { namespace }: GrafanaWorkload,
  objectsNamespace: PendingNamespace,
  delivery: string,
  delivered: Delivered,
): readonly Problem[] {
  if (delivered.mounts.length === 0) {
    const message = `found a Grafana, while ${delivery} gives it nothing to mount; leave it out, or choose a delivery by files, such as fileProvisioning`;
    return [{ path: 'grafana', message }];
  }
  const ofMounts = namespaceOfMounts(delivered, objectsNamespace);
  const isRight = !isKnown(namespace) || !isKnown(ofMounts) || canMount(namespace ?? ofMounts, ofMounts);
  const message = `found ${show(namespace)}, while what Grafana is to mount is in ${show(ofMounts)}; put both into one namespace`;
  return isRight ? [] : [{ path: 'grafana.namespace', message }];
}

/** What the container of the workload has once: a path to mount at. Of a workload whose name is known later, nothing can be told. */
export function mountsInto(
  { name, kind = 'Deployment', namespace, container = 'grafana' }: GrafanaWorkload,
  objectsNamespace: PendingNamespace,
  delivered: Delivered,
): readonly ClaimedName[] {
  const place = nameOfMounts(delivered, objectsNamespace) ?? (isKnown(namespace) ? namespace : undefined);
  return isKnown(name)
    ? delivered.mounts.map(({ mountPath, otherwise }) => ({
        kind: `mount of ${kind} ${name}, ${container}, in ${place ?? ''}`,
        name: mountPath,
        path: 'grafana',
        otherwise,
      }))
    : [];
}

/** Namespace of the workload, by default that of what it mounts. One that is known later fails with an InputPropertiesError where it is another. */
export function namespaceOfWorkload(
  component: string,
  { namespace }: GrafanaWorkload,
  objectsNamespace: PendingNamespace,
  delivered: Delivered,
): pulumi.Input<string> | undefined {
  const ofMounts = namespaceOfMounts(delivered, objectsNamespace);
  if (namespace === undefined || (isKnown(namespace) && isKnown(ofMounts))) {
    return namespace ?? ofMounts;
  }
  return pulumi.all([namespace, ofMounts]).apply(([own, mounted]) => {
    // Which ones they became may be a secret.
    const message =
      'is another than that of what Grafana is to mount, now that both are known; put both into one namespace';
    refuseMistakes(component, canMount(own, mounted) ? [] : [{ path: 'grafana.namespace', message }]);
    return own;
  });
}

/** A pod that mounts what is in another namespace does not start. Of a namespace that the provider chooses, nothing is known. */
function canMount(namespace: string | undefined, ofMounts: string | undefined): boolean {
  return ofMounts === undefined || namespace === ofMounts;
}

/** Where the ConfigMaps are: a delivery may put what Grafana mounts elsewhere than the rest. */
function namespaceOfMounts(delivered: Delivered, otherwise: PendingNamespace): pulumi.Input<string> | undefined {
  return otherwise.putInto(nameOfMounts(delivered, otherwise)) as pulumi.Input<string> | undefined;
}

/** The same, or what stands for it. */
function nameOfMounts({ objects, mounts }: Delivered, otherwise: PendingNamespace): string | undefined {
  const names = new Set(mounts.map(({ configMapName }) => configMapName));
  const mounted = objects.find(({ manifest: { kind, metadata } }) => kind === 'ConfigMap' && names.has(metadata.name));
  return mounted?.manifest.metadata.namespace ?? otherwise.name;
}
