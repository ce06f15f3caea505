/** How objects reach Prometheus and Grafana in a cluster: `delivery` of the configuration, and the flags that choose one. */
import { parse } from 'yaml';
import type { Delivery, DeliveryProps } from '../../render';
import { deliveryOf } from '../../render/kubernetes/deliveries/registry';
import { UsageError } from '../exit-codes';

export interface DeliveryFlags {
  /** Its name, in place of that of the configuration. */
  readonly delivery?: string;
  /** The Helm release of kube-prometheus-stack. */
  readonly release?: string;
  /** Further options, each as `name=value` with the value in YAML. */
  readonly deliveryOption?: readonly string[];
}

/** A delivery, and what its objects are called. */
export interface ChosenDelivery {
  /** Undefined for the default. */
  readonly delivery: Delivery | undefined;
  readonly objects: DeliveryProps;
}

/**
 * The delivery that a configuration and the flags describe; undefined where neither does.
 *
 * @param described `delivery` of the configuration file, unchecked
 * @throws ConfigError when the description is wrong, with every problem; paths start with `delivery`
 * @throws UsageError when an option is no `name=value`
 */
export function chooseDelivery(described: unknown, flags: DeliveryFlags): ChosenDelivery | undefined {
  const { delivery: name, release, deliveryOption = [] } = flags;
  const options = {
    ...(release === undefined ? {} : { release }),
    ...Object.fromEntries(deliveryOption.map(optionOf)),
  };
  const chosen = name ?? described;
  if (chosen === undefined) {
    if (Object.keys(options).length > 0) {
      throw new UsageError(
        '--release and --delivery-option set up a delivery: choose one with --delivery (see --help)',
      );
    }
    return undefined;
  }
  const fields = typeof chosen === 'object' && chosen !== null && !Array.isArray(chosen) ? chosen : { name: chosen };
  const { objects = {}, ...description } = { ...fields, ...options } as { objects?: DeliveryProps };
  return {
    delivery: Object.keys(description).length === 0 ? undefined : deliveryOf(description, 'delivery'),
    objects,
  };
}

function optionOf(text: string): readonly [string, unknown] {
  const [, name, value] = /^([A-Za-z]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new UsageError(
      `--delivery-option: found ${JSON.stringify(text)}; allowed: name=value, for instance folder=Workers`,
    );
  }
  try {
    return [name, parse(value, { logLevel: 'error' }) as unknown];
  } catch {
    throw new UsageError(`--delivery-option: the value of ${name} is not YAML`);
  }
}
