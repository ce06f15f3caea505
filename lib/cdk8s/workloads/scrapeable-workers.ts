import type { IConstruct } from 'constructs';
import { DEFAULT_PORT_NAME, readyMixin, type Mixin, type Problem } from '../../orchestrator';
import { accept, fields, given, oneLine, problemsOf, type Shape, show, text, valueAt } from '../../validation';
import { labelValue } from '../../validation/kubernetes-names';
import { DEFAULT_METRICS_PORT, port as portNumber } from '../../render/kubernetes/deliveries/worker-access';
import { mayBeEqual } from '../../render/kubernetes/findings/located-manifest';
import { inConstruct, refuse } from '../findings/findings';
import { chooseContainer, containerChoice } from './pod';

/** Labels or annotations of a pod of cdk8s-plus. */
interface PodMetadata {
  addLabel(key: string, value: string): void;
  getLabel(key: string): string | undefined;
  addAnnotation(key: string, value: string): void;
  toJson(): unknown;
}

/** A Deployment, StatefulSet or DaemonSet of any cdk8s-plus, as far as it is looked at. */
export interface PlusWorkerWorkload extends IConstruct {
  readonly name: string;
  readonly kind: string;
  readonly metadata: { readonly namespace?: string };
  readonly podMetadata: PodMetadata;
  readonly containers: readonly {
    readonly name: string;
    readonly ports: readonly { readonly number: number; readonly name?: string }[];
    addPort(port: { readonly number: number; readonly name: string }): void;
  }[];
}

/** How workers are scraped. */
export interface ScrapeableWorkersProps {
  /** The fleet that the workers belong to: `createMixin(...)`, or `mixin` of OrchestratorMonitoring. */
  readonly mixin: Mixin;
  /**
   * Name of their replica set, for the pod label that `scrape.replicaSetPodLabel` names. It has to be what the workers' own metrics say.
   * @default - none; the metrics say it
   */
  readonly replicaSet?: string;
  /** Port of the metrics; that of the delivery's NetworkPolicy and Services has to be the same. @default 9090 (as upstream's examples) */
  readonly port?: number;
  /** Path of the metrics, without a query. @default '/metrics' */
  readonly path?: string;
  /** Name or index of the container that has the metrics. @default - the only one */
  readonly container?: string | number;
}

const CHECKS: Readonly<Record<keyof ScrapeableWorkersProps, Shape>> = {
  mixin: readyMixin,
  replicaSet: oneLine,
  port: portNumber,
  path: text("a path that starts with '/', without a query ('?')", /^\/[^\s?#]*$/),
  container: containerChoice,
};

const WORKLOAD: Shape = given('a Deployment, StatefulSet or DaemonSet of cdk8s-plus', (value) => {
  const { containers, podMetadata } = value as PlusWorkerWorkload;
  return Array.isArray(containers) && typeof podMetadata.addLabel === 'function';
});

/**
 * Makes the workers of a cdk8s-plus workload scrapeable: the annotations that every scrape job of this package looks for, the labels that the
 * fleet's description asks for, and a port with the name `scrape.port`, unless the container declares one of that number.
 *
 * @param workload of any cdk8s-plus
 * @throws ConfigError where the workload would not be found, with every problem; nothing is changed then
 *
 * @example
 * import { App, Chart } from 'cdk8s';
 * import * as kplus from 'cdk8s-plus-28';
 * import { createMixin } from 'pupsourcing-orchestrator-monitoring';
 * import { makeScrapeable } from 'pupsourcing-orchestrator-monitoring/cdk8s';
 *
 * const chart = new Chart(new App(), 'projections', { namespace: 'projections' });
 * const mixin = createMixin({
 *   replicaSets: [{ name: 'orders', workers: 3 }],
 *   scrape: { namespaces: ['projections'], podLabels: { app: 'projection-worker' }, replicaSetPodLabel: 'replica-set' },
 * });
 * const workers = new kplus.Deployment(chart, 'orders', { replicas: 3, containers: [{ image: 'registry.example.com/orders:1.0.0' }] });
 * makeScrapeable(workers, { mixin, replicaSet: 'orders' });
 */
export function makeScrapeable(workload: PlusWorkerWorkload, props: ScrapeableWorkersProps): void {
  accept(WORKLOAD, workload, 'workload');
  refuse(workload, problemsOf(fields(CHECKS, ['mixin']), props));
  const { port = DEFAULT_METRICS_PORT, path = '/metrics', mixin, replicaSet } = props;
  const where = `${workload.kind} ${workload.name}`;
  const { container } = inConstruct(workload, () => chooseContainer(workload.containers, props.container, where));
  const { podLabels, port: portName = DEFAULT_PORT_NAME } = mixin.config.scrape;
  const replicaSetLabel = podLabelOfReplicaSet(mixin);
  const labels = {
    ...podLabels,
    ...(replicaSetLabel === undefined || replicaSet === undefined ? {} : { [replicaSetLabel]: replicaSet }),
  };
  const annotations = {
    'prometheus.io/scrape': 'true',
    'prometheus.io/port': String(port),
    'prometheus.io/path': path,
  };
  const obstacles = [
    ...findNamespace(workload, mixin),
    ...findOthers('label', labels, (name) => workload.podMetadata.getLabel(name)),
    ...findOthers('annotation', annotations, (name) => valueAt(workload.podMetadata.toJson(), 'annotations', name)),
    ...container.ports
      .filter(({ name, number }) => name === portName && number !== port)
      .map(
        ({ number }) =>
          `found the port ${portName} with the number ${String(number)}; give port: ${String(number)}, or rename that port`,
      ),
  ];
  refuse(workload, [...findReplicaSet(props), ...obstacles.map((message) => ({ path: where, message }))]);
  Object.entries(labels).forEach(([name, value]) => {
    workload.podMetadata.addLabel(name, value);
  });
  Object.entries(annotations).forEach(([name, value]) => {
    workload.podMetadata.addAnnotation(name, value);
  });
  if (!container.ports.some(({ number }) => number === port)) {
    container.addPort({ name: portName, number: port });
  }
}

/** Who looks into other namespaces will not find these workers. */
function findNamespace(workload: PlusWorkerWorkload, { config }: Mixin): readonly string[] {
  const { namespaces = [] } = config.scrape;
  const { namespace } = workload.metadata;
  const message = `found the namespace ${namespace ?? ''}, where nobody looks for workers; put it into ${namespaces.join(' or ')}, or add its namespace to scrape.namespaces`;
  return namespaces.length === 0 || namespaces.some((name) => mayBeEqual(name, namespace)) ? [] : [message];
}

/** The profile upstream ignores it. */
const podLabelOfReplicaSet = ({ config: { profile, scrape } }: Mixin): string | undefined =>
  profile === 'upstream' ? undefined : scrape.replicaSetPodLabel;

function findReplicaSet({ mixin, replicaSet }: ScrapeableWorkersProps): readonly Problem[] {
  const { replicaSets, watchUnlisted } = mixin.config;
  const names = replicaSets.map(({ name }) => name);
  const label = podLabelOfReplicaSet(mixin);
  const path = 'replicaSet';
  if (replicaSet === undefined) {
    return label === undefined ? [] : [{ path, message: `is missing; the pod label ${label} holds it` }];
  }
  if (!names.includes(replicaSet) && !watchUnlisted) {
    const allowed = names.map(show).join(' or ');
    const message = `found ${show(replicaSet)}, which the fleet neither lists nor watches; allowed: ${allowed}`;
    return [{ path, message }];
  }
  return (label === undefined ? [] : problemsOf(labelValue, replicaSet)).map(({ message }) => ({
    path,
    message: `${message}: leave out scrape.replicaSetPodLabel for replica sets of such names`,
  }));
}

/** What somebody said before us stays: a workload that others scrape is not reconfigured. */
function findOthers(
  what: string,
  wanted: Readonly<Record<string, string>>,
  present: (name: string) => unknown,
): readonly string[] {
  return Object.entries(wanted).flatMap(([name, value]) => {
    const other = present(name);
    const message = `found the pod's ${what} ${name} with the value ${show(other)}, where the scrape job needs ${show(value)}; remove it, or describe the fleet accordingly`;
    return other === undefined || other === value ? [] : [message];
  });
}
