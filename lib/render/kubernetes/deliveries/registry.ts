/** The deliveries of this package by their names, for those who describe one in a file or by flags. */
import { ConfigError, type Problem } from '../../../orchestrator';
import { fields, isPlainObject, shown, suggest, type Shape } from '../../../validation';
import { combineDeliveries } from './combine-deliveries';
import { DELIVERY_PARTS, type Delivery } from './delivery';
import { FILE_PROVISIONING_CHECKS, fileProvisioning, standalone } from './file-provisioning';
import { GRAFANA_OPERATOR_CHECKS, grafanaOperator } from './grafana-operator';
import { KUBE_PROMETHEUS_STACK_CHECKS, kubePrometheusStack } from './kube-prometheus-stack';
import { PROMETHEUS_OPERATOR_CHECKS, prometheusOperator } from './prometheus-operator';
import { mimir, MIMIR_CHECKS, THANOS_CHECKS, thanosRuler } from './rulers';
import { sidecar, SIDECAR_CHECKS } from './sidecar';

/** A delivery that can be chosen by its name. */
export interface NamedDelivery {
  /** What its options may be; the names of its fields are those of the options. */
  readonly options: Shape;
  /** Options that must be given. */
  readonly required: readonly string[];
  /** Names of all options. */
  readonly optionNames: readonly string[];
  /** Makes it. Throws a ConfigError with every problem of the options; their paths start with the name. */
  readonly make: (options: object) => Delivery;
}

function named(
  make: (options: never) => Delivery,
  checks: Readonly<Record<string, Shape>>,
  required: readonly string[] = [],
): NamedDelivery {
  return {
    options: fields(checks, required),
    required,
    optionNames: Object.keys(checks),
    make: (options) => make(options as never),
  };
}

/** Every delivery of this package by the name of the function that makes it. */
export const DELIVERIES = {
  standalone: named(standalone, FILE_PROVISIONING_CHECKS),
  fileProvisioning: named(fileProvisioning, FILE_PROVISIONING_CHECKS),
  sidecar: named(sidecar, SIDECAR_CHECKS),
  kubePrometheusStack: named(kubePrometheusStack, KUBE_PROMETHEUS_STACK_CHECKS, ['release']),
  prometheusOperator: named(prometheusOperator, PROMETHEUS_OPERATOR_CHECKS),
  grafanaOperator: named(grafanaOperator, GRAFANA_OPERATOR_CHECKS, ['instanceSelector']),
  thanosRuler: named(thanosRuler, THANOS_CHECKS),
  mimir: named(mimir, MIMIR_CHECKS),
} as const satisfies Readonly<Record<string, NamedDelivery>>;

const NAMES = Object.keys(DELIVERIES);

/**
 * The delivery that data describes: its name (`kubePrometheusStack` or `kube-prometheus-stack`), or an object with its name and its options beside
 * it; or an object with such a description for each part, as combineDeliveries takes them. So
 * `{ name: 'kubePrometheusStack', release: 'monitoring' }`, or
 * `{ dashboards: { name: 'grafanaOperator', instanceSelector: { a: 'b' } }, rules: 'prometheusOperator' }`.
 *
 * @param path where the description stands; the paths of problems start with it
 * @throws ConfigError with every problem
 */
export function deliveryOf(description: unknown, path = 'delivery'): Delivery {
  if (isPlainObject(description) && description['name'] === undefined) {
    return combinationOf(description, path);
  }
  const { name, ...options } = isPlainObject(description) ? description : { name: description };
  const found = nameOf(name);
  if (found === undefined) {
    throw new ConfigError([unknownDelivery(name, isPlainObject(description) ? `${path}.name` : path)]);
  }
  return within(path, found, () => DELIVERIES[found].make(options));
}

function combinationOf(description: Readonly<Record<string, unknown>>, path: string): Delivery {
  const problems: Problem[] = [];
  const parts = Object.entries(description).map(([part, value]): readonly [string, unknown] => {
    const isDescribed = (DELIVERY_PARTS as readonly string[]).includes(part) && value !== false && value !== undefined;
    if (!isDescribed) {
      return [part, value];
    }
    try {
      return [part, deliveryOf(value, `${path}.${part}`)];
    } catch (error) {
      if (!(error instanceof ConfigError)) {
        throw error;
      }
      problems.push(...error.problems);
      // It has been found wrong already.
      return [part, undefined];
    }
  });
  if (problems.length > 0) {
    throw new ConfigError(problems);
  }
  return within(path, 'combineDeliveries', () => combineDeliveries(Object.fromEntries(parts)));
}

function nameOf(name: unknown): keyof typeof DELIVERIES | undefined {
  const camelCase =
    typeof name === 'string' ? name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()) : '';
  return Object.hasOwn(DELIVERIES, camelCase) ? (camelCase as keyof typeof DELIVERIES) : undefined;
}

function unknownDelivery(name: unknown, path: string): Problem {
  const nearest = typeof name === 'string' ? suggest(name, NAMES) : undefined;
  const message = `found ${shown(name)}; allowed: ${NAMES.join(', ')}, or an object of such for dashboards, rules and so on`;
  return { path, message: nearest === undefined ? message : `${message}; ${nearest}` };
}

/** The same with paths that start where the description stands. */
function within(path: string, name: string, make: () => Delivery): Delivery {
  try {
    return make();
  } catch (error) {
    if (error instanceof ConfigError) {
      throw new ConfigError(
        error.problems.map((problem) => ({
          ...problem,
          path: problem.path.startsWith(name) ? `${path}${problem.path.slice(name.length)}` : problem.path,
        })),
      );
    }
    throw error;
  }
}
