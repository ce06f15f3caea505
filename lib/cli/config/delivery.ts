/** How objects reach Prometheus and Grafana in a cluster: `delivery` of the configuration, and the flags that choose one. */
import { parse } from 'yaml';
import type { Mixin } from '../../orchestrator';
import { renderDelivery, type Delivery, type DeliveryProps } from '../../render';
import { DELIVERY_PARTS } from '../../render/kubernetes/deliveries/delivery';
import { deliveryOf } from '../../render/kubernetes/deliveries/registry';
import { DELIVERY_CHECKS, scrapesBy } from '../../render/kubernetes/deliveries/render-delivery';
import { attempt, ConfigError, fields, problemsOf } from '../../validation';
import { UsageError } from '../exit-codes';

export interface DeliveryFlags {
  /** Its name, in place of that of the configuration. */
  readonly delivery?: string;
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
 * @throws UsageError when an option is no `name=value`, or is wrong: no line of the configuration is to blame for it
 */
export function chooseDelivery(described: unknown, flags: DeliveryFlags): ChosenDelivery | undefined {
  const { delivery: name, release, deliveryOption = [] } = flags;
  // Of an option that is there twice, the last one counts.
  const options = Object.fromEntries([
    ...(release === undefined ? [] : [['release', release] as const]),
    ...deliveryOption.map(optionOf),
  ]);
  const chosen = name ?? described;
  if (chosen === undefined) {
    if (Object.keys(options).length > 0) {
      throw new UsageError(
        '--release and --delivery-option set up a delivery: choose one with --delivery (see --help)',
      );
    }
    return undefined;
  }
  const own = typeof chosen === 'object' && chosen !== null && !Array.isArray(chosen) ? chosen : { name: chosen };
  const { objects = {}, ...description } = { ...own, ...options } as { objects?: DeliveryProps };
  const flagOf = (path: string): string | undefined => {
    const option = path.slice('delivery.'.length);
    const [key = ''] = option.split(/[.[]/);
    if (key === '' || key === 'name') {
      return name === undefined ? undefined : '--delivery';
    }
    const isFlag = name !== undefined || Object.hasOwn(options, key);
    return isFlag ? (key === 'release' ? '--release' : `--delivery-option ${option}`) : undefined;
  };
  const { result: delivery, problems: wrong } = attempt(() =>
    Object.keys(description).length === 0 ? undefined : deliveryOf(description, 'delivery'),
  );
  const problems = [...wrong, ...problemsOf(fields(DELIVERY_CHECKS), objects, 'delivery.objects')];
  if (problems.length > 0) {
    throw problems.some(({ path }) => flagOf(path) !== undefined)
      ? new UsageError(problems.map(({ path, message }) => `${flagOf(path) ?? path}: ${message}`).join('\n'))
      : new ConfigError(problems);
  }
  return { delivery, objects };
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

/** How Prometheus learns of the scrape job: from a plain file where no delivery is chosen. */
export function scrapingOf(mixin: Mixin, chosen: ChosenDelivery | undefined): ReturnType<typeof scrapesBy> {
  const { delivery, objects } = chosen ?? {};
  if (delivery === undefined) {
    return 'file';
  }
  const omit = DELIVERY_PARTS.filter((part) => part !== 'scraping' || objects?.omit?.includes(part));
  // What is wrong with it is reported where the delivery is rendered.
  const { result } = attempt(() => renderDelivery(delivery, mixin, { omit }));
  return scrapesBy(result?.objects ?? []);
}
