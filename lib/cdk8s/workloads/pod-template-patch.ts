/** Pods inside any object with a pod template (from Include, Helm or ApiObject), changed by JSON patches. */
import { JsonPatch, type ApiObject } from 'cdk8s';
import { ConfigError } from '../../orchestrator';
import type { ConfigMapMount } from '../../render';
import { volumeMountOf, volumesOf, type ConfigMapVolume } from '../../render/kubernetes/objects/mount';
import { given, isPlainObject, listAt, type Shape, textAt, valueAt } from '../../validation';
import { checksumsWhenWritten, type Pod } from './pod';

/** What is used of an ApiObject, so that one of another copy of cdk8s is as good. */
export type PatchableObject = Pick<ApiObject, 'kind' | 'name' | 'node' | 'toJson' | 'addJsonPatch'>;

const TEMPLATE = '/spec/template';

export const PATCHABLE: Shape = given('an ApiObject with a pod template: look at how it was searched for', (value) => {
  const { node, toJson, addJsonPatch } = value as PatchableObject;
  return typeof node === 'object' && typeof toJson === 'function' && typeof addJsonPatch === 'function';
});

/** The pod that an object's template describes. @throws ConfigError where there is none that can be patched */
export function podOfTemplate(object: PatchableObject, mounts: readonly ConfigMapMount[]): Pod {
  const where = `${object.kind} ${object.name}`;
  const owner: unknown = object.node.scope;
  if (typeof owner === 'object' && owner !== null && 'addContainer' in owner) {
    // Its volumes are written down at synth: a patch made from what is there now would replace those that come later.
    const message = `found an object that cdk8s-plus makes (${object.node.path}); use mountInto for its workload`;
    throw new ConfigError([{ path: where, message }]);
  }
  const template = valueAt(object.toJson(), 'spec', 'template');
  const containers = listAt(template, 'spec', 'containers');
  if (containers.length === 0 || !containers.every(isPlainObject)) {
    const message =
      'found no spec.template.spec.containers; allowed: a Deployment, or another object with a pod template';
    throw new ConfigError([{ path: where, message }]);
  }
  const volumes = listAt(template, 'spec', 'volumes');
  const ours = volumesOf(mounts);
  return {
    where,
    containers: containers.map((container) => ({
      name: textAt(container, 'name') ?? '',
      mountPaths: listAt(container, 'volumeMounts').map((mount) => textAt(mount, 'mountPath') ?? ''),
    })),
    foreignVolumes: volumes
      .filter((volume) => !ours.some((own) => isSame(own, volume)))
      .map((volume) => textAt(volume, 'name') ?? ''),
    mount: (index) => {
      const missing = ours.filter((own) => !volumes.some((volume) => isSame(own, volume)));
      const container = `${TEMPLATE}/spec/containers/${String(index)}`;
      object.addJsonPatch(
        ...appending(`${TEMPLATE}/spec/volumes`, valueAt(template, 'spec', 'volumes'), missing),
        ...appending(`${container}/volumeMounts`, containers[index]?.['volumeMounts'], mounts.map(volumeMountOf)),
        ...annotating(valueAt(template, 'metadata'), checksumsWhenWritten(mounts)),
      );
    },
  };
}

/** What is not there must be made first: JSON Patch adds to nothing but lists and objects. */
const making = (path: string, present: unknown, empty: object): readonly JsonPatch[] =>
  present === undefined || present === null ? [JsonPatch.add(path, empty)] : [];

function appending(path: string, list: unknown, entries: readonly unknown[]): readonly JsonPatch[] {
  return entries.length === 0
    ? []
    : [...making(path, list, []), ...entries.map((entry) => JsonPatch.add(`${path}/-`, entry))];
}

function annotating(metadata: unknown, annotations: Readonly<Record<string, string>>): readonly JsonPatch[] {
  const path = `${TEMPLATE}/metadata/annotations`;
  const patches = Object.entries(annotations).map(([name, value]) =>
    JsonPatch.add(`${path}/${name.replace(/~/g, '~0').replace(/\//g, '~1')}`, value),
  );
  return patches.length === 0
    ? []
    : [
        ...making(`${TEMPLATE}/metadata`, metadata, {}),
        ...making(path, valueAt(metadata, 'annotations'), {}),
        ...patches,
      ];
}

/** Whether a volume shows what ours would: the whole of the same ConfigMap, under the same name. */
function isSame(own: ConfigMapVolume, volume: unknown): boolean {
  return (
    textAt(volume, 'name') === own.name &&
    textAt(volume, 'configMap', 'name') === own.configMap.name &&
    valueAt(volume, 'configMap', 'items') === undefined
  );
}
