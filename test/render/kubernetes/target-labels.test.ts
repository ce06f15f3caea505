/** However the workers are found, their targets have the same labels, so that every rule and panel works with each. */
import {
  createMixin,
  prometheusOperator,
  renderDelivery,
  renderScrapeJob,
  type MonitoringProps,
  type OperatorScraping,
} from '../../../lib';
import { jobOf, type ScrapeJobView } from './operator-jobs';
import { targetsOf, type Labels } from './relabelling';

const FLEET: MonitoringProps = {
  replicaSets: [{ name: 'orders', workers: 3 }],
  scrape: { namespaces: ['projections'], podLabels: { app: 'projection-worker' }, replicaSetPodLabel: 'replica-set' },
};

/** A worker's pod. */
interface Pod {
  readonly name: string;
  readonly ip: string;
  readonly phase?: string;
  readonly labels?: Labels;
  readonly annotations?: Labels;
  /** Ports that its containers declare. @default - the metrics port, and another before it */
  readonly ports?: readonly number[];
}

const ANNOTATIONS = {
  'prometheus.io/scrape': 'true',
  'prometheus.io/port': '9090',
  'prometheus.io/path': '/metrics',
};

const metaOf = (prefix: string, entries: Labels): Labels =>
  Object.fromEntries(
    Object.entries(entries).flatMap(([name, value]) => [
      [`__meta_kubernetes_${prefix}_${name.replace(/[^a-zA-Z0-9_]/g, '_')}`, value],
      [`__meta_kubernetes_${prefix}present_${name.replace(/[^a-zA-Z0-9_]/g, '_')}`, 'true'],
    ]),
  );

function podMeta({ name, ip, phase = 'Running', labels = {}, annotations = ANNOTATIONS }: Pod): Labels {
  return {
    __meta_kubernetes_namespace: 'projections',
    __meta_kubernetes_pod_name: name,
    __meta_kubernetes_pod_ip: ip,
    __meta_kubernetes_pod_phase: phase,
    ...metaOf('pod_label', { app: 'projection-worker', 'replica-set': 'orders', ...labels }),
    ...metaOf('pod_annotation', annotations),
  };
}

const addressOf = (ip: string, port: number): string => (ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`);

const portMeta = (port: number): Labels => ({
  __meta_kubernetes_pod_container_port_number: String(port),
  __meta_kubernetes_pod_container_port_name: port === 9090 ? 'metrics' : 'http',
});

/** What Prometheus discovers with role pod: a target for each port, or one at the bare address. */
function discoverPods(pods: readonly Pod[]): readonly Labels[] {
  return pods.flatMap((pod) => {
    const { ip, ports = [8080, 9090] } = pod;
    const container = { __meta_kubernetes_pod_container_name: 'worker' };
    return ports.length === 0
      ? [{ ...podMeta(pod), ...container, __address__: ip }]
      : ports.map((port) => ({
          ...podMeta(pod),
          ...container,
          ...portMeta(port),
          __address__: addressOf(ip, port),
        }));
  });
}

/** What it discovers with role endpoints: the port of the Service, and the other ports of the pods behind it. */
function discoverEndpoints(pods: readonly Pod[]): readonly Labels[] {
  return pods
    .filter(({ phase = 'Running' }) => phase === 'Running' || phase === 'Pending')
    .flatMap((pod) => {
      const service = {
        __meta_kubernetes_service_name: 'orchestrator-worker-metrics-projections',
        ...metaOf('service_label', { 'app.kubernetes.io/component': 'orchestrator-worker-metrics' }),
        __meta_kubernetes_endpoint_address_target_kind: 'Pod',
        __meta_kubernetes_endpoint_address_target_name: pod.name,
      };
      return [9090, ...(pod.ports ?? [8080]).filter((port) => port !== 9090)].map((port) => ({
        ...podMeta(pod),
        ...service,
        __address__: addressOf(pod.ip, port),
        ...((pod.ports ?? [8080, 9090]).includes(port) ? portMeta(port) : {}),
        ...(port === 9090 ? { __meta_kubernetes_endpoint_port_name: 'metrics' } : {}),
        __meta_kubernetes_pod_container_name: 'worker',
      }));
    });
}

const VARIANTS = ['scrape job', 'podMonitor', 'serviceMonitor', 'scrapeConfig', 'additionalScrapeConfigs'] as const;

function jobBy(variant: (typeof VARIANTS)[number], props: MonitoringProps): ScrapeJobView {
  const mixin = createMixin(props);
  if (variant === 'scrape job' || variant === 'additionalScrapeConfigs') {
    const job = renderScrapeJob(mixin.scrapeJob) as unknown as Omit<ScrapeJobView, 'honor_labels'>;
    return { honor_labels: false, ...job };
  }
  const scraping: OperatorScraping = variant;
  const { objects } = renderDelivery(prometheusOperator({ scraping }), mixin, { namespace: 'monitoring' });
  return jobOf(objects.find(({ part }) => part === 'scraping')!.manifest);
}

const targetsBy = (variant: (typeof VARIANTS)[number], pods: readonly Pod[], props = FLEET) =>
  targetsOf(jobBy(variant, props), variant === 'serviceMonitor' ? discoverEndpoints(pods) : discoverPods(pods));

const target = (ip: string, pod: string, port = 9090, path = '/metrics') => ({
  url: `http://${addressOf(ip, port)}${path}`,
  labels: {
    instance: addressOf(ip, port),
    job: 'projection-workers',
    namespace: 'projections',
    pod,
    replica_set: 'orders',
  },
});

describe.each(VARIANTS)('%s', (variant) => {
  test.each<[string, readonly Pod[], readonly ReturnType<typeof target>[]]>([
    ['IPv4', [{ name: 'orders-a', ip: '10.0.0.1' }], [target('10.0.0.1', 'orders-a')]],
    ['IPv6', [{ name: 'orders-a', ip: 'fd00::1:8080' }], [target('fd00::1:8080', 'orders-a')]],
    [
      'a pod that declares no port',
      [
        { name: 'orders-a', ip: '10.0.0.1', ports: [] },
        { name: 'orders-b', ip: 'fd00::1:8080', ports: [] },
      ],
      [target('10.0.0.1', 'orders-a'), target('fd00::1:8080', 'orders-b')],
    ],
    [
      'a port and a path of its own',
      [
        {
          name: 'orders-a',
          ip: '10.0.0.1',
          annotations: { ...ANNOTATIONS, 'prometheus.io/port': '9100', 'prometheus.io/path': '/m' },
        },
      ],
      [target('10.0.0.1', 'orders-a', 9100, '/m')],
    ],
    ['a pod that is done', [{ name: 'orders-a', ip: '10.0.0.1', phase: 'Succeeded' }], []],
    [
      'a pod without annotations, by the name of its port',
      [{ name: 'orders-a', ip: '10.0.0.1', annotations: {} }],
      [target('10.0.0.1', 'orders-a')],
    ],
    [
      'a pod without annotations, and without a port of that name',
      [{ name: 'orders-a', ip: '10.0.0.1', annotations: {}, ports: [8080] }],
      [],
    ],
    [
      'HTTPS, where an annotation says so',
      [{ name: 'orders-a', ip: '10.0.0.1', annotations: { ...ANNOTATIONS, 'prometheus.io/scheme': 'https' } }],
      [{ ...target('10.0.0.1', 'orders-a'), url: 'https://10.0.0.1:9090/metrics' }],
    ],
    [
      'HTTP, where an annotation says something else',
      [{ name: 'orders-a', ip: '10.0.0.1', annotations: { ...ANNOTATIONS, 'prometheus.io/scheme': 'ftp' } }],
      [target('10.0.0.1', 'orders-a')],
    ],
    ['a pod that is somebody else’s', [{ name: 'x', ip: '10.0.0.1', labels: { app: 'shop' } }], []],
  ])('%s', (_what, pods, targets) => {
    expect(targetsBy(variant, pods)).toEqual(targets);
  });

  test('keeps the labels of the metrics, where a target has them too', () => {
    expect(jobBy(variant, FLEET).honor_labels).toBe(true);
    expect(jobBy(variant, {}).honor_labels).toBe(false);
  });

  test('has the labels of the README under the profile upstream', () => {
    const pods = [{ name: 'orders-a', ip: '10.0.0.1' }];

    expect(targetsBy(variant, pods, { ...FLEET, profile: 'upstream' })).toEqual([
      { url: 'http://10.0.0.1:9090/metrics', labels: { instance: '10.0.0.1:9090', job: 'projection-workers' } },
    ]);
  });
});

test('a port of another name is found by that name', () => {
  const scrape = { ...FLEET.scrape, port: 'http' };
  const pods = [{ name: 'orders-a', ip: '10.0.0.1', annotations: {} }];

  expect(targetsBy('podMonitor', pods, { ...FLEET, scrape })).toEqual([target('10.0.0.1', 'orders-a', 8080)]);
});

test('without pod labels, the name of a port says nothing', () => {
  const pods = [{ name: 'orders-a', ip: '10.0.0.1', annotations: {} }];

  expect(targetsBy('podMonitor', pods, { ...FLEET, scrape: { namespaces: ['projections'] } })).toEqual([]);
});

test('a job name with dollar signs is what rules ask for', () => {
  const props = { ...FLEET, selector: { job: 'a$1b' } };

  for (const variant of VARIANTS) {
    expect(
      targetsBy(variant, [{ name: 'orders-a', ip: '10.0.0.1' }], props).map(({ labels }) => labels['job']),
    ).toEqual(['a$1b']);
  }
});
