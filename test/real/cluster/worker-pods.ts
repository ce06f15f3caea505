/** Pods that exist in the API alone, as a kubelet would have reported them: behind each is a worker of ours on the loopback interface. */
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
