/** Pods inside any object with a pod template (from Include, Helm or ApiObject), changed by JSON patches. */
import { JsonPatch, type ApiObject } from 'cdk8s';
import type { Problem } from '../../orchestrator';
import type { ConfigMapMount } from '../../render';
import { given, isPlainObject, problemsOf, type Shape, show } from '../../validation';
import { valueAt } from '../../render/kubernetes/findings/located-manifest';
import { checksumsOf, volumeMountOf, volumeOf, type ConfigMapVolume } from '../../render/kubernetes/objects/mount';
import { chooseContainer, findConflicts, GRAFANA_CONTAINER } from './mount-conflicts';

/** What is used of an ApiObject, so that one of another copy of cdk8s is as good. */
export type PatchableObject = Pick<ApiObject, 'kind' | 'name' | 'node' | 'toJson' | 'addJsonPatch'>;

/** The part of a pod's description that we read. */
interface PodSpec {
  readonly volumes?: readonly { readonly name: string }[];
  readonly containers: readonly {
    readonly name: string;
    readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
  }[];
}

const TEMPLATE = '/spec/template';
const POD = `${TEMPLATE}/spec`;

const PATCHABLE: Shape = given('an ApiObject with a pod template: look at how it was searched for', (value) => {
  const { node, toJson, addJsonPatch } = value as PatchableObject;
  return typeof node === 'object' && typeof toJson === 'function' && typeof addJsonPatch === 'function';
});

/** Adds patches that mount the ConfigMaps, or answers with what is in the way and adds none. */
export function patchIntoPodTemplate(
  object: PatchableObject | undefined,
  mounts: readonly ConfigMapMount[],
  wantedContainer: string | number | undefined,
): readonly Problem[] {
  const wrong = problemsOf(PATCHABLE, object, 'patchInto');
  if (object === undefined || wrong.length > 0) {
    return wrong;
  }
  const where = `${object.kind} ${object.name}`;
  const owner: unknown = object.node.scope;
  if (typeof owner === 'object' && owner !== null && 'addContainer' in owner) {
    // Its volumes are written down at synth: a patch made from what is there now would replace those that come later.
    return [
      {
        path: where,
        message: `found an object that cdk8s-plus makes (${object.node.path}); use mountInto for its workload`,
      },
    ];
  }
  const manifest: unknown = object.toJson();
  const pod = podSpecIn(manifest, where);
  if ('message' in pod) {
    return [pod];
  }
  const chosen = chooseContainer(pod.containers, wantedContainer, where, GRAFANA_CONTAINER);
  if ('message' in chosen) {
    return [chosen];
  }
  const { container, index } = chosen;
  const volumes = mounts.map(volumeOf);
  const present = pod.volumes ?? [];
  const conflicts = findConflicts(mounts, {
    where: `${where}, container ${container.name}`,
    foreignVolumes: present.filter((volume) => !volumes.some((own) => isSame(own, volume))).map(({ name }) => name),
    mountPaths: (container.volumeMounts ?? []).map(({ mountPath }) => mountPath),
  });
  if (conflicts.length === 0) {
    const newVolumes = volumes.filter((own) => !present.some((volume) => isSame(own, volume)));
    object.addJsonPatch(
      ...appending(`${POD}/volumes`, pod.volumes, newVolumes),
      ...appending(
        `${POD}/containers/${String(index)}/volumeMounts`,
        container.volumeMounts,
        mounts.map(volumeMountOf),
      ),
      ...annotating(valueAt(manifest, 'spec', 'template', 'metadata'), checksumsOf(mounts)),
    );
  }
  return conflicts;
}

function annotating(metadata: unknown, annotations: Readonly<Record<string, string>>): readonly JsonPatch[] {
  const entries = Object.entries(annotations);
  return entries.length === 0
    ? []
    : [
        ...(isPlainObject(metadata) ? [] : [JsonPatch.add(`${TEMPLATE}/metadata`, {})]),
        ...(isPlainObject(valueAt(metadata, 'annotations'))
          ? []
          : [JsonPatch.add(`${TEMPLATE}/metadata/annotations`, {})]),
        ...entries.map(([name, value]) =>
          JsonPatch.add(`${TEMPLATE}/metadata/annotations/${name.replace(/~/g, '~0').replace(/\//g, '~1')}`, value),
        ),
      ];
}

/** A list that is not there must be made first: JSON Patch appends to nothing but lists. */
function appending(
  path: string,
  list: readonly unknown[] | undefined,
  entries: readonly unknown[],
): readonly JsonPatch[] {
  return [
    ...(list === undefined && entries.length > 0 ? [JsonPatch.add(path, [])] : []),
    ...entries.map((entry) => JsonPatch.add(`${path}/-`, entry)),
  ];
}

function podSpecIn(manifest: unknown, path: string): PodSpec | Problem {
  const pod = valueAt(manifest, 'spec', 'template', 'spec');
  const containers = valueAt(pod, 'containers');
  if (!isPlainObject(pod) || !Array.isArray(containers) || !containers.every(isPlainObject)) {
    return {
      path,
      message: 'found no spec.template.spec.containers; allowed: a Deployment, or another object with a pod template',
    };
  }
  const lists = [
    { place: 'volumes', list: pod['volumes'], key: 'name' },
    ...containers.map(({ volumeMounts }, index) => ({
      place: `containers[${String(index)}].volumeMounts`,
      list: volumeMounts,
      key: 'mountPath',
    })),
  ];
  const wrong = lists.find(({ list, key }) => list !== undefined && !isListWith(key, list));
  return wrong === undefined
    ? (pod as unknown as PodSpec)
    : {
        path,
        message: `spec.template.spec.${wrong.place}: found ${show(wrong.list)}; allowed: a list of objects with \`${wrong.key}\``,
      };
}

const isListWith = (key: string, list: unknown): boolean =>
  Array.isArray(list) && list.every((entry) => isPlainObject(entry) && typeof entry[key] === 'string');

/** Whether a volume shows what ours would: the whole of the same ConfigMap, under the same name. */
function isSame(
  own: ConfigMapVolume,
  { name, configMap }: { readonly name: string; readonly configMap?: unknown },
): boolean {
  return (
    name === own.name &&
    isPlainObject(configMap) &&
    configMap['name'] === own.configMap.name &&
    configMap['items'] === undefined
  );
}
