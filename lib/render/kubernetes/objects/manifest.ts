/** Kubernetes objects as plain data, and what their metadata may be. */
import type { JsonObject } from '../../json';
import { given, isOneLine, record, type Shapes } from '../../../validation';
import { labels, namespaceName, objectName, qualifiedName } from '../../../validation/kubernetes-names';

/** Name and place of a Kubernetes object. */
export interface ObjectMetadata {
  readonly name: string;
  /** Undefined leaves the namespace to whoever applies the object. */
  readonly namespace?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
}

/** A Kubernetes object, ready to be applied. */
export interface KubernetesManifest extends JsonObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: JsonObject & { readonly name: string; readonly namespace?: string };
}

/** A Kubernetes object. What metadata has empty is left out. */
export function manifestOf(
  type: { readonly apiVersion: string; readonly kind: string },
  { name, namespace, labels = {}, annotations = {} }: ObjectMetadata,
  content: JsonObject,
): KubernetesManifest {
  return {
    apiVersion: type.apiVersion,
    kind: type.kind,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(Object.keys(labels).length === 0 ? {} : { labels: { ...labels } }),
      ...(Object.keys(annotations).length === 0 ? {} : { annotations: { ...annotations } }),
    },
    ...content,
  };
}

/** A ConfigMap of texts. */
export function configMapOf(metadata: ObjectMetadata, data: Readonly<Record<string, string>>): KubernetesManifest {
  return manifestOf({ apiVersion: 'v1', kind: 'ConfigMap' }, metadata, { data });
}

export const METADATA_CHECKS: Shapes<ObjectMetadata> = {
  name: objectName,
  namespace: namespaceName,
  labels,
  annotations: record(
    'an object of Kubernetes annotation names and their texts',
    qualifiedName,
    given(
      'a text without control characters but line feeds and tabs',
      (value) => typeof value === 'string' && value.isWellFormed() && isOneLine(value.replace(/[\n\t]/g, ' ')),
    ),
  ),
};

/** The labels that Kubernetes recommends, on everything that a delivery makes. */
export const RECOMMENDED_LABELS: Readonly<Record<string, string>> = {
  'app.kubernetes.io/name': 'orchestrator-monitoring',
  'app.kubernetes.io/part-of': 'pupsourcing-orchestrator',
};
