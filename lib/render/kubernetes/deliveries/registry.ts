/** The deliveries of this package by their names, for those who describe one in a file or by flags. */
import { ConfigError, type Problem } from '../../../orchestrator';
import { attempt, isPlainObject, show, stated, suggest } from '../../../validation';
import { combineDeliveries } from './combine-deliveries';
import { mapParts } from './define-delivery';
import { DELIVERY_PARTS, type Delivery } from './delivery';
import { fileProvisioning, standalone } from './file-provisioning';
import { grafanaOperator } from './grafana-operator';
import { kubePrometheusStack } from './kube-prometheus-stack';
import { prometheusOperator } from './prometheus-operator';
import { mimir, thanosRuler } from './rulers';
import { sidecar } from './sidecar';

/** Every delivery of this package by the name of the function that makes it; each checks its options, whose problems start with that name. */
export const DELIVERIES = {
  standalone,
  fileProvisioning,
  sidecar,
  kubePrometheusStack,
  prometheusOperator,
  grafanaOperator,
  thanosRuler,
  mimir,
} as const satisfies Readonly<Record<string, (options: never) => Delivery>>;

const NAMES = Object.keys(DELIVERIES);

/**
 * The delivery that data describes: its name (`kubePrometheusStack` or `kube-prometheus-stack`), or an object with its name and its options beside
 * it; or an object with such a description for each part, as combineDeliveries takes them (for `database`, where its object goes). So
 * `{ name: 'kubePrometheusStack', release: 'monitoring' }`, or
 * `{ dashboards: { name: 'grafanaOperator', instanceSelector: { a: 'b' } }, rules: 'prometheusOperator' }`. So a program takes what a
 * configuration file has under `delivery`; `objects` of it are props of their own there.
 *
 * @param path where the description stands; the paths of problems start with it
 * @throws ConfigError with every problem
 */
export function deliveryOf(description: unknown, path = 'delivery'): Delivery {
  if (isPlainObject(description) && isCombination(description)) {
    return combinationOf(description, path);
  }
  const { name, ...options } = isPlainObject(description) ? description : { name: description };
  const found = nameOf(name);
  if (found === undefined) {
    throw new ConfigError([unknownDelivery(name, isPlainObject(description) ? `${path}.name` : path)]);
  }
  const delivery = within(path, found, () => (DELIVERIES[found] as (options: object) => Delivery)(options));
  // Findings about options start where the description stands, as problems of their shape do.
  const parts = mapParts(delivery, (deliver) => (context) => {
    const { findings = [], ...delivered } = deliver(context);
    return { ...delivered, findings: findings.map((finding) => startingAt(path, found, finding)) };
  });
  return { name: delivery.name, ...parts };
}

/** Parts that are options of some deliveries, too. */
const OPTIONS: ReadonlySet<string> = new Set(['datasource', 'scraping', 'inhibitions']);

/** Whether it is meant for parts: where none is there but options, or like one, somebody forgot the name that these go with. */
function isCombination(description: object): boolean {
  const keys = Object.keys(stated(description));
  const isPart = (key: string): boolean => suggest(key, DELIVERY_PARTS) !== undefined;
  return !keys.includes('name') && (keys.every(isPart) || keys.some((key) => !OPTIONS.has(key) && isPart(key)));
}

function combinationOf(description: Readonly<Record<string, unknown>>, path: string): Delivery {
  const problems: Problem[] = [];
  const parts = Object.entries(description).map(([part, value]): readonly [string, unknown] => {
    const isPart = (DELIVERY_PARTS as readonly string[]).includes(part) && part !== 'database';
    if (!isPart || value === false || value === undefined) {
      return [part, value];
    }
    const made = attempt(() => deliveryOf(value, `${path}.${part}`));
    problems.push(...made.problems);
    return [part, made.result];
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
  const found = name === undefined && path.endsWith('.name') ? 'missing' : `found ${show(name)}`;
  const message = `${found}; allowed: ${NAMES.join(', ')}, or an object of such for dashboards, rules and so on`;
  return { path, message: nearest === undefined ? message : `${message}; ${nearest}` };
}

/** The same with paths that start where the description stands. */
function within(path: string, name: string, make: () => Delivery): Delivery {
  const { result, problems } = attempt(make);
  if (result === undefined) {
    throw new ConfigError(problems.map((problem) => startingAt(path, name, problem)));
  }
  return result;
}

function startingAt<TFound extends { readonly path: string }>(path: string, name: string, found: TFound): TFound {
  return found.path.startsWith(name) ? { ...found, path: `${path}${found.path.slice(name.length)}` } : found;
}
