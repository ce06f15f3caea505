/** What the constructs of one Kubernetes object have in common: its metadata, and what is checked of it. */
import { ApiObject, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { KubernetesManifest, ObjectMetadata } from '../render';
import type { Checks } from '../render/kubernetes/field-checks';
import { METADATA_CHECKS } from '../render/kubernetes/manifest';
import { findOversize } from '../render/kubernetes/object-size';
import { reportFindings } from './findings';

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

/** Type of the construct metadata by which these objects know each other. */
const OBJECT_METADATA = 'pupsourcing-orchestrator-monitoring:object';

/** Checks of KubernetesObjectProps. */
export const KUBERNETES_OBJECT_CHECKS: Checks<KubernetesObjectProps> = METADATA_CHECKS;

/** An object to be made. */
export interface KubernetesObject {
  /** Used where the props have none. */
  readonly defaultName: string;
  /** The object under a name, in a namespace. */
  readonly render: (metadata: ObjectMetadata) => KubernetesManifest;
  /** How it is made smaller where it is too large. */
  readonly smaller: string;
}

/**
 * Makes the object of a construct, as its default child: `ApiObject.of(construct)` finds it.
 *
 * @throws ConfigError when the object is too large for Kubernetes
 */
export function addObject(construct: Construct, props: KubernetesObjectProps, object: KubernetesObject): ApiObject {
  const apiObject = placeManifest(
    construct,
    'Resource',
    object.render({
      name: props.name ?? object.defaultName,
      namespace: props.namespace ?? namespaceOf(construct),
      labels: props.labels,
      annotations: props.annotations,
    }),
  );
  reportFindings(construct, findOversize(apiObject.toJson() as KubernetesManifest, object.smaller));
  return apiObject;
}

/** Namespace of objects whose props name none. */
export function namespaceOf(construct: Construct): string {
  return Chart.of(construct).namespace ?? DEFAULT_NAMESPACE;
}

/** Puts a ready-made object below a construct, which then reports at synth where another object has its kind and name. */
export function placeManifest(construct: Construct, id: string, manifest: KubernetesManifest): ApiObject {
  const apiObject = new ApiObject(construct, id, manifest);
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
