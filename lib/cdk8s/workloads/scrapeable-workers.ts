import type { IConstruct } from 'constructs';
import { DEFAULT_PORT_NAME, readyMixin, type Mixin, type Problem } from '../../orchestrator';
import { accept, fields, given, isPlainObject, oneLine, problemsOf, type Shape, show, text } from '../../validation';
import { labelValue } from '../../validation/kubernetes-names';
import { DEFAULT_METRICS_PORT, port as portNumber } from '../../render/kubernetes/deliveries/worker-access';
import { refuse } from '../findings/findings';
import { chooseContainer, containerChoice } from './mount-conflicts';

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
  /** Port of the metrics. @default 9090 (as upstream's examples) */
  readonly port?: number;
  /** Path of the metrics. @default '/metrics' */
  readonly path?: string;
  /** Name or index of the container that has the metrics. @default - the only one */
  readonly container?: string | number;
}

const CHECKS: Readonly<Record<keyof ScrapeableWorkersProps, Shape>> = {
  mixin: readyMixin,
  replicaSet: oneLine,
  port: portNumber,
  path: text("a path that starts with '/'", /^\/\S*$/),
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
  const { port = DEFAULT_METRICS_PORT, path = '/metrics' } = props;
  const chosen = chooseContainer(workload.containers, props.container, nameOf(workload));
  if ('message' in chosen) {
    refuse(workload, [chosen]);
    return;
  }
  const { podLabels, port: portName = DEFAULT_PORT_NAME } = props.mixin.config.scrape;
  const labels = { ...podLabels, ...replicaSetLabel(props) };
  const annotations = {
    'prometheus.io/scrape': 'true',
    'prometheus.io/port': String(port),
    'prometheus.io/path': path,
  };
  const { ports } = chosen.container;
  refuse(workload, [
    ...findNamespace(workload, props.mixin),
    ...findReplicaSet(props),
    ...findOthers(workload, labels, annotations),
    ...ports
      .filter((other) => other.name === portName && other.number !== port)
      .map((other) => ({
        path: nameOf(workload),
        message: `found the port ${portName} with the number ${String(other.number)}; give port: ${String(other.number)}, or rename that port`,
      })),
  ]);
  Object.entries(labels).forEach(([name, value]) => {
    workload.podMetadata.addLabel(name, value);
  });
  Object.entries(annotations).forEach(([name, value]) => {
    workload.podMetadata.addAnnotation(name, value);
  });
  if (!ports.some(({ number }) => number === port)) {
    chosen.container.addPort({ name: portName, number: port });
  }
}

function nameOf({ kind, name }: PlusWorkerWorkload): string {
  return `${kind} ${name}`;
}

/** Who looks into other namespaces will not find these workers. */
function findNamespace(workload: PlusWorkerWorkload, { config }: Mixin): readonly Problem[] {
  const { namespaces = [] } = config.scrape;
  const { namespace } = workload.metadata;
  return namespaces.length === 0 || (namespace !== undefined && namespaces.includes(namespace))
    ? []
    : [
        {
          path: nameOf(workload),
          message: `found the namespace ${namespace ?? '(none)'}, where nobody looks for workers; put it into ${namespaces.join(' or ')}, or add its namespace to scrape.namespaces`,
        },
      ];
}

function replicaSetLabel({ mixin, replicaSet }: ScrapeableWorkersProps): Readonly<Record<string, string>> {
  const label = podLabelOfReplicaSet(mixin);
  return label === undefined || replicaSet === undefined ? {} : { [label]: replicaSet };
}

/** The profile upstream ignores it. */
const podLabelOfReplicaSet = ({ config: { profile, scrape } }: Mixin): string | undefined =>
  profile === 'upstream' ? undefined : scrape.replicaSetPodLabel;

function findReplicaSet({ mixin, replicaSet }: ScrapeableWorkersProps): readonly Problem[] {
  const { replicaSets, watchUnlisted } = mixin.config;
  const names = replicaSets.map(({ name }) => name);
  const label = podLabelOfReplicaSet(mixin);
  if (replicaSet === undefined) {
    return label === undefined ? [] : [{ path: 'replicaSet', message: `is missing; the pod label ${label} holds it` }];
  }
  const allowed = names.map(show).join(' or ');
  return [
    ...(names.includes(replicaSet) || watchUnlisted
      ? []
      : [
          {
            path: 'replicaSet',
            message: `found ${show(replicaSet)}, which the fleet neither lists nor watches; allowed: ${allowed}`,
          },
        ]),
    ...(label === undefined ? [] : problemsOf(labelValue, replicaSet, 'replicaSet')).map(({ path, message }) => ({
      path,
      message: `${message}: leave out scrape.replicaSetPodLabel for replica sets of such names`,
    })),
  ];
}

/** What somebody said before us stays: a workload that others scrape is not reconfigured. */
function findOthers(
  workload: PlusWorkerWorkload,
  labels: Readonly<Record<string, string>>,
  annotations: Readonly<Record<string, string>>,
): readonly Problem[] {
  const json = workload.podMetadata.toJson();
  const there = isPlainObject(json) && isPlainObject(json['annotations']) ? json['annotations'] : {};
  const others = [
    ...Object.entries(labels).map(([name, value]) => ({
      what: 'label',
      name,
      value,
      other: workload.podMetadata.getLabel(name),
    })),
    ...Object.entries(annotations).map(([name, value]) => ({ what: 'annotation', name, value, other: there[name] })),
  ];
  return others
    .filter(({ value, other }) => other !== undefined && other !== value)
    .map(({ what, name, value, other }) => ({
      path: nameOf(workload),
      message: `found the pod's ${what} ${name} with the value ${show(other)}, where the scrape job needs ${show(value)}; remove it, or describe the fleet accordingly`,
    }));
}
