/** What the deliveries of this package have in common: checked options, and a place for their objects. */
import { accept, type Shape, type Shapes } from '../../../validation';
import { METADATA_CHECKS } from '../objects/manifest';
import { DELIVERY_PARTS, type DeliverPart, type Delivery } from './delivery';

/** Where the objects of one delivery go, and what they carry; every delivery takes it. */
export interface ObjectPlace {
  /** Namespace of its objects. @default - that of all objects */
  readonly namespace?: string | undefined;
  /** Labels of its objects, beside those of all objects. @default - none */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /**
   * Annotations of its objects, beside those of all objects: `{ 'kustomize.toolkit.fluxcd.io/substitute': 'disabled' }` keeps Flux from computing
   * what dashboards have between `${` and `}`. @default - none
   */
  readonly annotations?: Readonly<Record<string, string>> | undefined;
}

const { name: _name, ...placeChecks } = METADATA_CHECKS;

export const OBJECT_PLACE_CHECKS: Shapes<ObjectPlace> = placeChecks;

export type DeliveredParts = Omit<Delivery, 'name'>;

/**
 * A delivery of checked options, whose objects are where the options say.
 *
 * @param make is given a copy of the options that nobody else holds: a delivery uses its options long after it was made
 * @throws ConfigError with every problem; paths start with the name of the delivery
 */
export function defineDelivery<TOptions extends ObjectPlace>(
  name: string,
  options: TOptions,
  shape: Shape,
  make: (options: TOptions) => DeliveredParts,
): Delivery {
  const own = accept(shape, options, name);
  return { name, ...mapParts(make(own), (deliver) => placed(deliver, own)) };
}

/** The parts that there are, with something else in the place of each. */
export function mapParts(parts: DeliveredParts, change: (deliver: DeliverPart) => DeliverPart): DeliveredParts {
  return Object.fromEntries(
    DELIVERY_PARTS.flatMap((part) => (parts[part] === undefined ? [] : [[part, change(parts[part])]])),
  );
}

/** A part whose objects are in a place, unless the part itself says otherwise. */
export function placed(deliver: DeliverPart, place: ObjectPlace): DeliverPart {
  return (context) => deliver({ ...context, metadata: (suffix, own) => context.metadata(suffix, inPlace(place, own)) });
}

/** What objects of a place have, together with what one has of its own. */
export function inPlace({ namespace, labels, annotations }: ObjectPlace, own: ObjectPlace = {}): ObjectPlace {
  return {
    namespace: own.namespace ?? namespace,
    labels: { ...labels, ...own.labels },
    annotations: { ...annotations, ...own.annotations },
  };
}
