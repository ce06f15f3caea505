/** What the constructs of one Kubernetes object have in common: its metadata, and what is checked of it. */
import { ApiObject, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { KubernetesManifest, ObjectMetadata } from '../../render';
import type { Checks } from '../../render/kubernetes/objects/field-checks';
import { METADATA_CHECKS } from '../../render/kubernetes/objects/manifest';
import { findOversize } from '../../render/kubernetes/objects/object-size';
import { checkInApp, OBJECT_METADATA, type OwnObject } from '../findings/app-checks';
import { printWarnings, reportFindings } from '../findings/findings';

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
  checkInApp(construct, (warnings) => {
    printWarnings(construct, warnings);
  });
  reportFindings(construct, findOversize(apiObject.toJson() as KubernetesManifest, object.smaller));
  return apiObject;
}

/** Namespace of objects whose props name none. */
export function namespaceOf(construct: Construct): string {
  return Chart.of(construct).namespace ?? DEFAULT_NAMESPACE;
}

/** Puts a ready-made object below a construct, which reports at synth what is wrong with it in the app: see checkInApp. */
export function placeManifest(
  construct: Construct,
  id: string,
  manifest: KubernetesManifest,
  known: OwnObject = { operatorKnown: false },
): ApiObject {
  const apiObject = new ApiObject(construct, id, manifest);
  apiObject.node.addMetadata(OBJECT_METADATA, known);
  return apiObject;
}
