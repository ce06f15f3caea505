/** Kubernetes objects as plain data, and what their metadata may be. */
import { defined, type JsonObject, type JsonObjectDraft } from '../../json';
import { given, isPlainObject, isReadable, textAt, type Shapes } from '../../../validation';
import { annotationsOf, labels, namespaceName, objectName } from '../../../validation/kubernetes-names';

/** Name and place of a Kubernetes object. */
export interface ObjectMetadata {
  readonly name: string;
  /** Undefined leaves the namespace to whoever applies the object. */
  readonly namespace?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
}

type WrittenMetadata = ObjectMetadata & KubernetesManifest['metadata'];

/** A Kubernetes object, ready to be applied. */
export interface KubernetesManifest extends JsonObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: JsonObject & { readonly name: string; readonly namespace?: string };
}

/** Kind, namespace and name: `ConfigMap monitoring/orchestrator-dashboard`. */
export function nameOf({ kind, metadata }: KubernetesManifest): string {
  return `${kind} ${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name}`;
}

/** What stands in a list of objects, as `kubectl get` writes it, and in lists in it; nothing in an empty document; anything else as it is. */
export function itemsOf(object: unknown): readonly unknown[] {
  if (object === null || object === undefined) {
    return [];
  }
  return isPlainObject(object) && object['kind'] === 'List' && Array.isArray(object['items'])
    ? object['items'].flatMap(itemsOf)
    : [object];
}

/** Whether something is an object of Kubernetes with a name. */
export function isManifest(object: unknown): object is KubernetesManifest {
  return [['apiVersion'], ['kind'], ['metadata', 'name']].every((keys) => textAt(object, ...keys) !== undefined);
}

/** A Kubernetes object. What is undefined is left out, and what metadata has empty. */
export function manifestOf(
  { apiVersion, kind }: Pick<KubernetesManifest, 'apiVersion' | 'kind'>,
  metadata: ObjectMetadata,
  content: JsonObjectDraft,
): KubernetesManifest {
  return defined({ apiVersion, kind, metadata: writtenMetadata(metadata), ...content }) as KubernetesManifest;
}

export const writtenMetadata = ({ name, namespace, labels, annotations }: ObjectMetadata): WrittenMetadata =>
  defined({ name, namespace, labels: unlessBare(labels), annotations: unlessBare(annotations) }) as WrittenMetadata;

const unlessBare = (texts: ObjectMetadata['labels'] = {}): ObjectMetadata['labels'] =>
  Object.keys(texts).length === 0 ? undefined : texts;

/** A ConfigMap of texts. */
export function configMapOf(metadata: ObjectMetadata, data: Readonly<Record<string, string>>): KubernetesManifest {
  return manifestOf({ apiVersion: 'v1', kind: 'ConfigMap' }, metadata, { data });
}

/** What is asked of metadata that we write. */
export const METADATA_CHECKS: Shapes<ObjectMetadata> = {
  name: objectName,
  namespace: namespaceName,
  labels,
  annotations: annotationsOf(
    given(
      'a text without control characters but line feeds and tabs',
      (value) => typeof value === 'string' && isReadable(value),
    ),
  ),
};

/** The labels that Kubernetes recommends, on everything that a delivery makes. */
export const RECOMMENDED_LABELS: Readonly<Record<string, string>> = {
  'app.kubernetes.io/name': 'orchestrator-monitoring',
  'app.kubernetes.io/part-of': 'pupsourcing-orchestrator',
};
