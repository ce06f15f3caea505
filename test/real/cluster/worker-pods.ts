/** Pods that exist in the API alone, as a kubelet would have reported them: behind each is a worker of ours on the loopback interface. */
import { randomUUID } from 'node:crypto';

import { App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-34';

import type { Mixin } from '../../../lib';
import { makeScrapeable } from '../../../lib/cdk8s';
import type { RunningWorker } from '../worker-exporter';
import type { Cluster, KubernetesObject } from './cluster';

/** What is particular to a pod. */
export interface WorkerPod {
  readonly name: string;
  readonly namespace: string;
  readonly worker: Pick<RunningWorker, 'host' | 'port'>;
  /** Labels, beside `app`. */
  readonly labels?: Readonly<Record<string, string>>;
  /** @default - the three that say that it is to be scraped, on the worker's port */
  readonly annotations?: Readonly<Record<string, string>>;
  /**
   * Ports of its container, by name. Discovery starts from these; where the worker's is not the first, it takes an annotation to find it.
   * @default - `metrics`, the worker's
   */
  readonly ports?: Readonly<Record<string, number>>;
  /** @default 'Running' */
  readonly phase?: 'Running' | 'Succeeded';
}

/** Annotations of a pod that is to be scraped. */
export function scrapeAnnotations(port: number): Readonly<Record<string, string>> {
  return { 'prometheus.io/scrape': 'true', 'prometheus.io/port': String(port), 'prometheus.io/path': '/metrics' };
}

/** What a Deployment of cdk8s-plus gives to its pods once `makeScrapeable` has been at it. */
export function scrapeableAs(
  mixin: Mixin,
  replicaSet: string,
  ports: { readonly http: number; readonly metrics: number },
): Pick<WorkerPod, 'labels' | 'annotations' | 'ports'> {
  const chart = new Chart(new App(), 'workers', { namespace: 'projections' });
  const deployment = new kplus.Deployment(chart, replicaSet, {
    containers: [{ image: 'registry.example.com/projection-worker:1', ports: [{ name: 'http', number: ports.http }] }],
  });
  makeScrapeable(deployment, { mixin, replicaSet, port: ports.metrics });
  const { metadata, spec } = (chart.toJson() as Deployment[])[0]!.spec.template;
  return {
    ...metadata,
    ports: Object.fromEntries(spec.containers[0]!.ports.map(({ name, containerPort }) => [name, containerPort])),
  };
}

/** As much of a Deployment as its pods are made of here. */
interface Deployment {
  readonly spec: {
    readonly template: {
      readonly metadata: Required<Pick<WorkerPod, 'labels' | 'annotations'>>;
      readonly spec: {
        readonly containers: readonly {
          readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
        }[];
      };
    };
  };
}

/** Creates a pod, and reports what a kubelet would: an address, and that it is ready. */
export async function createPod(cluster: Cluster, pod: WorkerPod): Promise<void> {
  const { name, namespace, worker, phase = 'Running' } = pod;
  const path = `/api/v1/namespaces/${namespace}/pods`;
  const ports = Object.entries(pod.ports ?? { metrics: worker.port });
  const object: KubernetesObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      labels: { app: 'projection-worker', ...pod.labels },
      annotations: pod.annotations ?? scrapeAnnotations(worker.port),
    },
    spec: {
      containers: [
        {
          name: 'worker',
          image: 'registry.example.com/projection-worker:1',
          ports: ports.map(([portName, containerPort]) => ({ name: portName, containerPort })),
        },
      ],
    },
  };
  await cluster.api(path, { method: 'POST', body: object });
  const ready = phase === 'Running' ? 'True' : 'False';
  const status = {
    phase,
    podIP: worker.host,
    podIPs: [{ ip: worker.host }],
    conditions: [{ type: 'Ready', status: ready }],
  };
  await cluster.api(`${path}/${name}/status`, { method: 'PATCH', body: { status } });
}

/**
 * Writes what Kubernetes' own controllers make of a Service whose target port is a number: its endpoints, in both forms, and a slice for each
 * family of addresses. They go past the API server, which takes no loopback addresses in endpoints from anybody.
 */
export async function createEndpoints(
  cluster: Cluster,
  namespace: string,
  service: string,
  pods: readonly { readonly pod: string; readonly worker: Pick<RunningWorker, 'host'> }[],
): Promise<void> {
  const found = await cluster.api<Service>(`/api/v1/namespaces/${namespace}/services/${service}`);
  const ports = found!.spec.ports.map(({ name, targetPort }) => ({ name, port: targetPort, protocol: 'TCP' }));
  const targetRef = (pod: string): object => ({ kind: 'Pod', namespace, name: pod });
  const { labels } = found!.metadata;
  await cluster.etcd.put(`/registry/services/endpoints/${namespace}/${service}`, {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: metadataOf(namespace, service, labels),
    subsets: [{ addresses: pods.map(({ pod, worker }) => ({ ip: worker.host, targetRef: targetRef(pod) })), ports }],
  });
  for (const [addressType, host] of [
    ['IPv4', '127.0.0.1'],
    ['IPv6', '::1'],
  ] as const) {
    const name = `${service}-${addressType.toLowerCase()}`;
    await cluster.etcd.put(`/registry/endpointslices/${namespace}/${name}`, {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: metadataOf(namespace, name, { ...labels, 'kubernetes.io/service-name': service }),
      addressType,
      ports,
      endpoints: pods
        .filter(({ worker }) => worker.host === host)
        .map(({ pod }) => ({ addresses: [host], conditions: { ready: true }, targetRef: targetRef(pod) })),
    });
  }
}

/** As much of a Service as its endpoints repeat. */
interface Service {
  readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec: { readonly ports: readonly { readonly name: string; readonly targetPort: number }[] };
}

/** Metadata with what the API server would have added. */
function metadataOf(namespace: string, name: string, labels: object = {}): object {
  return {
    name,
    namespace,
    labels,
    uid: randomUUID(),
    creationTimestamp: new Date().toISOString().replace(/\.\d+/, ''),
  };
}
