/** Kubernetes objects as plain data, and what their metadata may be. */
import type { JsonObject } from '../../json';
import { given, isOneLine, LIMITS, record, type Shape, type Shapes, text } from '../../../validation';

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

const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const QUALIFIED_NAME_FORM = "up to 63 letters, digits, '-', '_' and '.', behind an optional DNS name and '/'";
const QUALIFIED_NAME =
  /^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;

export const objectName: Shape = text(
  `up to ${String(LIMITS.objectName.maximum)} lower-case letters, digits, '-' and '.', with a letter or digit at both ends`,
  SUBDOMAIN,
  LIMITS.objectName.maximum,
);

export const namespaceName: Shape = text(
  `up to ${String(LIMITS.namespaceName.maximum)} lower-case letters, digits and '-', with a letter or digit at both ends`,
  DNS_LABEL,
  LIMITS.namespaceName.maximum,
);

/** What the names of several objects start with. */
export const namePrefix: Shape = text(
  `up to ${String(LIMITS.namePrefix.maximum)} lower-case letters, digits and '-', with a letter or digit at both ends`,
  DNS_LABEL,
  LIMITS.namePrefix.maximum,
);

/** The key of an entry in a ConfigMap or Secret. */
export const dataKey: Shape = text(
  `up to ${String(LIMITS.dataKey.maximum)} letters, digits, '-', '_' and '.'`,
  /^(?!\.\.?$)[-._a-zA-Z0-9]+$/,
  LIMITS.dataKey.maximum,
);

export const labelValue: Shape = text(
  `up to ${String(LIMITS.labelValue.maximum)} letters, digits, '-', '_' and '.', with a letter or digit at both ends`,
  LABEL_VALUE,
  LIMITS.labelValue.maximum,
);

export const qualifiedName = text(QUALIFIED_NAME_FORM, QUALIFIED_NAME);

/** Labels of an object, or those that something selects by. */
export const labels: Shape = record('an object of Kubernetes label names and their values', qualifiedName, labelValue);

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
