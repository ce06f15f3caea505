/** What the constructs of one Kubernetes object have in common: the fleet that they say something of, and the object's metadata. */
import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { Finding, Mixin } from '../../orchestrator';
import type { KubernetesManifest, ObjectMetadata } from '../../render';
import type { Shape } from '../../validation';
import type { DeliveryPartName } from '../../render/kubernetes/deliveries/delivery';
import { heldBy, nameOfFleet } from '../../render/kubernetes/deliveries/render-delivery';
import { METADATA_CHECKS } from '../../render/kubernetes/objects/manifest';
import { findOversize } from '../../render/kubernetes/objects/object-size';
import { checkInApp, FLEET_METADATA, mark } from '../findings/app-checks';
import { inConstruct, reportFindings } from '../findings/findings';
import { mixinOf, type MixinProps } from './mixin-props';

/** Where a Kubernetes object goes and what it is called. */
export interface KubernetesObjectProps {
  /** `metadata.name`: up to 253 lower-case letters, digits, `-` and `.`. @default - see the construct */
  readonly name?: string;
  /** `metadata.namespace`. @default - the chart's namespace; where it has none, whoever applies the object says */
  readonly namespace?: string;
  /** Labels of the object, beside the chart's. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations of the object. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface ObjectDefinition {
  /** Used where the props have none. */
  readonly defaultName: string;
  /** The object under a name, in a namespace. */
  readonly render: (metadata: ObjectMetadata) => KubernetesManifest;
  /** How it is made smaller where it is too large. */
  readonly smaller: string;
  /** What else the user should know. @default - nothing */
  readonly findings?: () => readonly Finding[];
}

/** Makes the object of a construct, as its default child. @throws ConfigError when it cannot be rendered, or is too large for Kubernetes */
export function addObject(construct: Construct, props: KubernetesObjectProps, object: ObjectDefinition): void {
  const metadata = metadataOf(construct, props, object.defaultName);
  const manifest = inConstruct(construct, () => object.render(metadata));
  const apiObject = new ApiObject(construct, 'Resource', manifest);
  checkInApp(construct, [apiObject]);
  reportFindings(construct, [...(object.findings?.() ?? []), ...findOversize(manifest, object.smaller)]);
}

export function metadataOf(
  construct: Construct,
  { name, namespace, labels, annotations }: KubernetesObjectProps,
  defaultName: string,
): ObjectMetadata {
  return { name: name ?? defaultName, namespace: namespace ?? Chart.of(construct).namespace, labels, annotations };
}

/** A construct of one Kubernetes object, which `addObject` makes. */
export abstract class ObjectConstruct extends Construct {
  /** The object, for patches. */
  get apiObject(): ApiObject {
    return ApiObject.of(this);
  }

  /** Name of the object. */
  get name(): string {
    return this.apiObject.name;
  }
}

/** An object that says something of a fleet. */
export interface FleetObjectDefinition extends Omit<ObjectDefinition, 'render' | 'defaultName'> {
  /** Behind the fleet's name, where the props have none. */
  readonly suffix: string;
  /** What it is of all that can be delivered. */
  readonly part: DeliveryPartName;
  /** One check for each prop of the construct's own, beside those of every object. @default - it has none */
  readonly checks?: Readonly<Record<string, Shape>>;
  readonly render: (mixin: Mixin, metadata: ObjectMetadata) => KubernetesManifest;
}

/** A construct of one Kubernetes object that says something of a fleet. */
export abstract class FleetObject extends ObjectConstruct {
  /** What the object was made from. */
  readonly mixin: Mixin;

  protected constructor(
    scope: Construct,
    id: string,
    props: MixinProps & KubernetesObjectProps,
    { checks = {}, render, suffix, part, ...more }: FleetObjectDefinition,
  ) {
    super(scope, id);
    const mixin = mixinOf(this, props, { ...METADATA_CHECKS, ...checks });
    this.mixin = mixin;
    const define = (metadata: ObjectMetadata): KubernetesManifest => {
      const manifest = render(mixin, metadata);
      mark(this, FLEET_METADATA, { mixin, grafanaAlerts: false, ...heldBy([{ part, manifest }]) });
      return manifest;
    };
    addObject(this, props, { defaultName: `${nameOfFleet(mixin)}-${suffix}`, render: define, ...more });
  }
}
