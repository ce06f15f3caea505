/** What the constructs of one Kubernetes object have in common: its metadata, and what is checked of it. */
import { ApiObject, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { JsonObject } from '../render';
import { allowed, entries, text, type Check, type Checks } from './field-checks';
import { reportFindings } from './findings';
import { findOversize, type SizeAdvice } from './object-size';

/** Where a Kubernetes object goes and what it is called. */
export interface KubernetesObjectProps {
  /** `metadata.name`: up to 253 lower-case letters, digits, `-` and `.`. @default - see the construct */
  readonly name?: string;
  /** `metadata.namespace`. @default - the chart's namespace, `monitoring` where it has none */
  readonly namespace?: string;
  /** Labels of the object, beside the chart's. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations of the object. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Namespace of the objects where neither props nor chart name one. */
export const DEFAULT_NAMESPACE = 'monitoring';

const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const QUALIFIED_NAME_FORM = "up to 63 letters, digits, '-', '_' and '.', behind an optional DNS name and '/'";
const QUALIFIED_NAME =
  /^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;

/** Type of the construct metadata by which these objects know each other. */
const OBJECT_METADATA = 'pupsourcing-orchestrator-monitoring:object';

/** The name of an object, or what refers to one. */
export const objectName: Check = text(
  "up to 253 lower-case letters, digits, '-' and '.', with a letter or digit at both ends",
  SUBDOMAIN,
  253,
);

/** The key of an entry in a ConfigMap or Secret. */
export const dataKey: Check = text("up to 253 letters, digits, '-', '_' and '.'", /^(?!\.\.?$)[-._a-zA-Z0-9]+$/, 253);

/** Checks of KubernetesObjectProps. */
export const KUBERNETES_OBJECT_CHECKS: Checks<KubernetesObjectProps> = {
  name: objectName,
  namespace: text("up to 63 lower-case letters, digits and '-', with a letter or digit at both ends", DNS_LABEL, 63),
  labels: entries(
    'Kubernetes label names and their values',
    QUALIFIED_NAME_FORM,
    QUALIFIED_NAME,
    text("up to 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends", LABEL_VALUE, 63),
  ),
  annotations: entries(
    'Kubernetes annotation names and their texts',
    QUALIFIED_NAME_FORM,
    QUALIFIED_NAME,
    allowed('a text', (value) => typeof value === 'string'),
  ),
};

/** An object to be made. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  /** Used where the props have none. */
  readonly defaultName: string;
  /** Everything but apiVersion, kind and metadata. */
  readonly content: JsonObject;
  readonly size: SizeAdvice;
}

/**
 * Makes the object of a construct, as its default child: `ApiObject.of(construct)` finds it.
 *
 * @throws ConfigError when the object is too large for Kubernetes
 */
export function addObject(construct: Construct, props: KubernetesObjectProps, object: KubernetesObject): ApiObject {
  const { apiVersion, kind, defaultName, content, size } = object;
  const apiObject = new ApiObject(construct, 'Resource', {
    ...content,
    apiVersion,
    kind,
    metadata: {
      name: props.name ?? defaultName,
      namespace: props.namespace ?? Chart.of(construct).namespace ?? DEFAULT_NAMESPACE,
      labels: { ...props.labels },
      annotations: { ...props.annotations },
    },
  });
  reportFindings(construct, findOversize(apiObject, size));
  apiObject.node.addMetadata(OBJECT_METADATA, true);
  construct.node.addValidation({ validate: () => findNamesakes(apiObject) });
  return apiObject;
}

/**
 * Objects with one kind and name overwrite each other when the chart is applied. Charts are not compared: each may go to a cluster of its
 * own. Looked at during synth, when later objects and patches are there too.
 */
function findNamesakes(apiObject: ApiObject): string[] {
  const own = identityOf(apiObject);
  const objects = Chart.of(apiObject)
    .node.findAll()
    .filter((construct) => ApiObject.isApiObject(construct));
  return objects
    .filter(({ kind }) => kind === apiObject.kind)
    .filter((other, index, sameKind) => isForeign(other) || index < sameKind.indexOf(apiObject))
    .filter((other) => identityOf(other) === own)
    .map(({ node }) => {
      const maker = node.path.replace(/\/Resource$/, '');
      return `${own} is made by ${maker} too, and one would overwrite the other; give one of them another name`;
    });
}

/** Not one of ours, which looks for namesakes itself: one report is enough for two. */
function isForeign({ node }: ApiObject): boolean {
  return !node.metadata.some(({ type }) => type === OBJECT_METADATA);
}

function identityOf(apiObject: ApiObject): string {
  const { apiVersion, kind, metadata } = apiObject.toJson() as {
    apiVersion: string;
    kind: string;
    metadata: { name: string; namespace?: string };
  };
  const place = metadata.namespace === undefined ? '' : `${metadata.namespace}/`;
  return `${kind} ${place}${metadata.name} (${apiVersion})`;
}
