/** What works with one cdk8s-plus works with all: there is one for each version of Kubernetes, and none of their classes is another's. */
import { Chart, Testing, type ApiObject } from 'cdk8s';
import * as kplus28 from 'cdk8s-plus-28';
import * as kplus33 from 'cdk8s-plus-33';
import * as kplus34 from 'cdk8s-plus-34';
import { createMixin } from 'pupsourcing-orchestrator-monitoring';
import { GrafanaMounts, makeScrapeable } from 'pupsourcing-orchestrator-monitoring/cdk8s';

/** As cdk8s gives it: any, to be walked through. */
type Manifest = ReturnType<ApiObject['toJson']>;

/** The last is whether a StatefulSet without volumeClaimTemplates has its volumes written. */
const VERSIONS = [
  ['cdk8s-plus-28', kplus28, true],
  ['cdk8s-plus-33', kplus33 as unknown as typeof kplus28, false],
  ['cdk8s-plus-34', kplus34 as unknown as typeof kplus28, false],
] as const;

const mixin = createMixin({
  replicaSets: [{ name: 'orders', workers: 3 }],
  scrape: {
    namespaces: ['projections'],
    podLabels: { app: 'projection-worker' },
    replicaSetPodLabel: 'example.com/replica-set',
  },
});

describe.each(VERSIONS)('%s', (_name, kplus, writesVolumes) => {
  const containers = [{ name: 'grafana', image: 'grafana/grafana:12.1.1', portNumber: 3000 }];

  test.each<[string, (chart: Chart) => kplus28.Workload]>([
    ['Deployment', (chart) => new kplus.Deployment(chart, 'w', { containers })],
    ['DaemonSet', (chart) => new kplus.DaemonSet(chart, 'w', { containers })],
  ])('mounts into a %s: the volumes are written, and so are the mounts', (_kind, make) => {
    const chart = Testing.chart();
    const mounts = new GrafanaMounts(chart, 'mounts', { datasourceProvisioning: 'datasources' });
    mounts.mountInto(make(chart), kplus);

    const { volumes, containers: written } = Testing.synth(chart)[0].spec.template.spec;
    expect(volumes).toMatchObject(mounts.volumes as Manifest);
    expect(written[0].volumeMounts).toMatchObject(mounts.volumeMounts as Manifest);
  });

  test(`writes the volumes of a StatefulSet, or it is told that they are lost`, () => {
    const chart = Testing.chart();
    const service = new kplus.Service(chart, 's', { ports: [{ port: 80 }] });
    const stateful = new kplus.StatefulSet(chart, 'w', { service, containers, metadata: { name: 'grafana' } });
    new GrafanaMounts(chart, 'mounts').mountInto(stateful, kplus);

    const synth = expect(() => Testing.synth(chart));
    if (writesVolumes) {
      synth.not.toThrow();
    } else {
      synth.toThrow(
        '[test/mounts] StatefulSet grafana: found mounts of volumes that the pod does not have: orchestrator-dashboard, orchestrator-dashboard-provisioning; Kubernetes refuses the pod; some versions of cdk8s-plus write no volumes of a StatefulSet without volumeClaimTemplates: take a Deployment, or another version',
      );
    }
  });

  test('makes workers scrapeable', () => {
    const chart = new Chart(Testing.app(), 'chart', { namespace: 'projections' });
    const workers = new kplus.Deployment(chart, 'orders', {
      containers: [{ image: 'registry.example.com/orders:1.0.0' }],
      podMetadata: { labels: { tier: 'back' } },
    });
    makeScrapeable(workers, { mixin, replicaSet: 'orders', port: 9100 });

    const { metadata, spec } = Testing.synth(chart)[0].spec.template;
    expect(metadata.annotations).toEqual({
      'prometheus.io/scrape': 'true',
      'prometheus.io/port': '9100',
      'prometheus.io/path': '/metrics',
    });
    expect(metadata.labels).toMatchObject({
      tier: 'back',
      app: 'projection-worker',
      'example.com/replica-set': 'orders',
    });
    expect(spec.containers[0].ports).toEqual([{ containerPort: 9100, name: 'metrics' }]);
  });
});
