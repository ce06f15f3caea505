import { Chart, JsonPatch, Testing, type ApiObject } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  createMixin,
  fileProvisioning,
  kubePrometheusStack,
  prometheusOperator,
  renderDelivery,
  renderPrometheusRules,
  renderScrapeConfig,
  sidecar,
  standalone,
} from 'pupsourcing-orchestrator-monitoring';
import { DASHBOARD_DIRECTORY } from '../../lib/render';
import {
  OrchestratorMonitoring,
  warningsOf,
  type OrchestratorMonitoringProps,
} from 'pupsourcing-orchestrator-monitoring/cdk8s';
import { parse } from 'yaml';

import { problemsOf } from './problems-of';

const FLEET = {
  replicaSets: [{ name: 'orders', workers: 3 }],
  scrapeInterval: '30s',
  scrape: { namespaces: ['projections'] },
};

/** As cdk8s gives it: any, to be walked through. */
type Manifest = ReturnType<ApiObject['toJson']>;

/** What is made, keyed by kind and name. */
function manifestsOf(props?: OrchestratorMonitoringProps, chart = Testing.chart()): Record<string, Manifest> {
  new OrchestratorMonitoring(chart, 'monitoring', props);
  return Object.fromEntries(
    Testing.synth(chart).map((manifest: Manifest) => [`${manifest.kind} ${manifest.metadata.name}`, manifest]),
  );
}

const grafanaIn = (chart: Chart, namespace?: string): kplus.Deployment =>
  new kplus.Deployment(chart, 'grafana', {
    metadata: { name: 'grafana', ...(namespace === undefined ? {} : { namespace }) },
    containers: [{ name: 'grafana', image: 'grafana/grafana:12.1.1', portNumber: 3000 }],
  });

describe('without a delivery', () => {
  const manifests = manifestsOf(FLEET);

  test('makes what the orchestrator’s README describes, and has nothing to warn of', () => {
    const chart = Testing.chart();

    expect(Object.keys(manifestsOf(FLEET, chart))).toEqual([
      'ConfigMap orchestrator-dashboard',
      'ConfigMap orchestrator-dashboard-provisioning',
      'ConfigMap orchestrator-rules',
      'ConfigMap orchestrator-scrape-config',
    ]);
    expect(warningsOf(chart)).toEqual([]);
  });

  test('is the same as with standalone()', () => {
    expect(manifestsOf({ ...FLEET, delivery: standalone() })).toEqual(manifests);
  });

  test('rules and scrape job are the mixin’s', () => {
    const mixin = createMixin(FLEET);
    const dataOf = (name: string): Manifest => parse(Object.values<string>(manifests[`ConfigMap ${name}`].data)[0]!);

    expect(dataOf('orchestrator-rules')).toEqual(renderPrometheusRules(mixin.ruleGroups));
    expect(dataOf('orchestrator-scrape-config')).toEqual(renderScrapeConfig(mixin.scrapeJob));
  });

  test('what Grafana mounts is in the README’s namespace, the rest in none', () => {
    const namespaces = (props?: OrchestratorMonitoringProps, chart?: Chart): readonly unknown[] =>
      Object.values(manifestsOf(props, chart)).map(({ metadata }) => metadata.namespace);

    expect(namespaces()).toEqual(['monitoring', 'monitoring', undefined, undefined]);
    expect(namespaces({ namespace: 'given' })).toEqual(['given', 'given', 'given', 'given']);
    expect(namespaces({}, new Chart(Testing.app(), 'chart', { namespace: 'observability' }))).toEqual(
      Array.from({ length: 4 }, () => 'observability'),
    );
    expect(namespaces({ ...FLEET, delivery: kubePrometheusStack({ release: 'stack' }) })).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('agrees with itself about the directory of the dashboards', () => {
    const { grafanaMounts } = new OrchestratorMonitoring(Testing.chart(), 'monitoring');

    const provisioning = manifests['ConfigMap orchestrator-dashboard-provisioning'].data['orchestrator.yaml'];
    expect(parse(provisioning).providers[0].options.path).toBe(DASHBOARD_DIRECTORY);
    expect(grafanaMounts.volumeMounts[0]).toEqual({ name: 'orchestrator-dashboard', mountPath: DASHBOARD_DIRECTORY });
  });

  test('a mixin does as well as its description, and undefined counts as not given', () => {
    expect(manifestsOf({ mixin: createMixin(FLEET), name: undefined, delivery: undefined } as never)).toEqual(
      manifests,
    );
  });

  test('the objects can be patched', () => {
    const chart = Testing.chart();
    const { objects } = new OrchestratorMonitoring(chart, 'monitoring');

    objects
      .find(({ name }) => name === 'orchestrator-rules')!
      .addJsonPatch(JsonPatch.replace('/data', { 'rules.yaml': '' }));

    expect(Testing.synth(chart)[2].data).toEqual({ 'rules.yaml': '' });
  });
});

describe('with a delivery', () => {
  test('places what it makes, in the namespace of the chart', () => {
    const delivery = kubePrometheusStack({ release: 'stack' });
    const chart = new Chart(Testing.app(), 'chart', { namespace: 'observability' });
    const monitoring = new OrchestratorMonitoring(chart, 'monitoring', { ...FLEET, name: 'shop', delivery });

    const { objects } = renderDelivery(delivery, createMixin(FLEET), { name: 'shop', namespace: 'observability' });
    expect(Testing.synth(chart)).toEqual(objects.map(({ manifest }): Manifest => manifest));
    expect(monitoring.objects.map(({ node }) => node.path)).toEqual([
      'chart/monitoring/ConfigMap-shop-dashboard',
      'chart/monitoring/PrometheusRule-shop-rules',
      'chart/monitoring/PodMonitor-shop-workers',
    ]);
  });

  test('mounts what it says', () => {
    const chart = Testing.chart();
    const grafana = grafanaIn(chart);
    new OrchestratorMonitoring(chart, 'monitoring', {
      ...FLEET,
      delivery: fileProvisioning({ splitDashboards: true, dashboardDirectory: '/dashboards' }),
    }).grafanaMounts.mountInto(grafana, kplus);

    expect(grafana.containers[0]!.mounts.map(({ path }) => path)).toEqual([
      '/dashboards/orchestrator-dashboard',
      '/dashboards/orchestrator-dashboard-fleet',
      '/dashboards/orchestrator-dashboard-runbook',
      '/etc/grafana/provisioning/dashboards',
    ]);
  });

  test('says what would not arrive: warnings at synth, errors at once', () => {
    const chart = Testing.chart();
    new OrchestratorMonitoring(chart, 'monitoring', { ...FLEET, delivery: sidecar() });

    expect(warningsOf(chart).map(({ constructPath, what }) => `${constructPath}: ${what}`)).toEqual([
      'test/monitoring: found sidecar, which delivers no rules to Prometheus',
    ]);
    expect(
      problemsOf(
        () =>
          new OrchestratorMonitoring(Testing.chart(), 'monitoring', {
            ...FLEET,
            delivery: prometheusOperator({ scraping: 'serviceMonitor' }),
          }),
      ),
    ).toEqual([
      expect.stringMatching(/^\[test\/monitoring\] prometheusOperator\.scraping: found 'serviceMonitor', and neither /),
    ]);
  });

  test('nothing is made of a kind of which there is nothing', () => {
    const made = manifestsOf({
      ...FLEET,
      alerts: { enabled: false },
      recordingRules: false,
      delivery: kubePrometheusStack({ release: 'stack', inhibitions: { matcherStrategy: 'None' } }),
    });

    expect(Object.keys(made)).toEqual(['ConfigMap orchestrator-dashboard', 'PodMonitor orchestrator-workers']);
  });

  test.each([
    ['grafana', kubePrometheusStack({ release: 'stack' })],
    ['grafana', undefined],
  ] as const)('alerts that %s is to evaluate arrive', (evaluatedBy, delivery) => {
    const chart = Testing.chart();
    const made = manifestsOf(
      { ...FLEET, alerts: { evaluatedBy }, ...(delivery === undefined ? {} : { delivery }) },
      chart,
    );

    expect(Object.keys(made).filter((name) => name.includes('alerting'))).toHaveLength(1);
    expect(warningsOf(chart)).toEqual([]);
  });
});

describe('two fleets', () => {
  const two = (chart: Chart, second: OrchestratorMonitoringProps) => [
    new OrchestratorMonitoring(chart, 'orders', { replicaSets: [{ name: 'orders' }] }),
    new OrchestratorMonitoring(chart, 'billing', {
      selector: { job: 'billing' },
      replicaSets: [{ name: 'billing' }],
      ...second,
    }),
  ];

  test('of two dashboards live in one chart, each under names of its own', () => {
    const chart = Testing.chart();

    two(chart, { dashboard: { uid: 'billing' } });

    expect(Testing.synth(chart).map(({ metadata }) => metadata.name)).toEqual([
      'orchestrator-dashboard',
      'orchestrator-dashboard-provisioning',
      'orchestrator-rules',
      'orchestrator-scrape-config',
      'orchestrator-billing-dashboard',
      'orchestrator-billing-dashboard-provisioning',
      'orchestrator-billing-rules',
      'orchestrator-billing-scrape-config',
    ]);
    expect(Object.keys(Testing.synth(chart)[6].data)).toEqual(['orchestrator-billing.rules.yaml']);
    expect(warningsOf(chart)).toEqual([]);
  });

  test('of one dashboard are an error that names both', () => {
    const chart = Testing.chart();
    two(chart, {});

    expect(() => Testing.synth(chart)).toThrow(
      '[test/billing] ConfigMap monitoring/orchestrator-dashboard: found another of this kind and name, made by test/orders',
    );
  });

  test('are shown by one Grafana, whose provider looks above both directories', () => {
    const chart = Testing.chart();
    const grafana = grafanaIn(chart, 'monitoring');
    const provider = { path: '/var/lib/grafana/dashboards' };
    const orders = new OrchestratorMonitoring(chart, 'orders', { delivery: standalone({ provider }) });
    const billing = new OrchestratorMonitoring(chart, 'billing', {
      dashboard: { uid: 'billing' },
      delivery: standalone({ provider: false }),
    });

    orders.grafanaMounts.mountInto(grafana, kplus);
    billing.grafanaMounts.mountInto(grafana, kplus);

    expect(grafana.containers[0]!.mounts.map(({ path }) => path)).toEqual([
      '/var/lib/grafana/dashboards/orchestrator',
      '/etc/grafana/provisioning/dashboards',
      '/var/lib/grafana/dashboards/orchestrator-billing',
    ]);
  });

  test('that both bring a provider are told apart when they are mounted', () => {
    const chart = Testing.chart();
    const grafana = grafanaIn(chart);
    const [orders, billing] = two(chart, { name: 'billing' });
    orders!.grafanaMounts.mountInto(grafana, kplus);

    expect(
      problemsOf(() => {
        billing!.grafanaMounts.mountInto(grafana, kplus);
      }),
    ).toEqual([
      '[test/billing/grafana-mounts] Deployment grafana, container grafana: found a mount at /etc/grafana/provisioning/dashboards, where the ConfigMap billing-dashboard-provisioning goes; remove that mount, or set provider: false and add the dashboard provider to the files that are there',
    ]);
  });
});

describe('what Grafana reads only when it starts', () => {
  const RULES = 'orchestrator-alerting-provisioning';

  /** The annotations of Grafana's pod, and the name of everything in it that would make Kubernetes start it anew. */
  const chartWith = (
    threshold: number,
    mount: 'mountInto' | 'patchInto',
    patch?: JsonPatch,
    patched: 'before' | 'after' = 'after',
  ): Chart => {
    const chart = new Chart(Testing.app(), 'monitoring', { namespace: 'monitoring' });
    const grafana =
      mount === 'mountInto'
        ? grafanaIn(chart)
        : new kplus.k8s.KubeDeployment(chart, 'grafana', {
            spec: {
              selector: {},
              template: { spec: { containers: [{ name: 'grafana', image: 'grafana/grafana:12.1.1' }] } },
            },
          });
    const { grafanaMounts, objects } = new OrchestratorMonitoring(chart, 'orchestrator', {
      ...FLEET,
      alerts: { evaluatedBy: 'grafana', overrides: { OrchestratorSlowProjection: { threshold } } },
      recordingRules: false,
      delivery: fileProvisioning(),
    });
    const addPatch = (): void => {
      objects.find(({ name }) => name === RULES)?.addJsonPatch(...(patch === undefined ? [] : [patch]));
    };
    if (patched === 'before') {
      addPatch();
    }
    if (grafana instanceof kplus.Deployment) {
      grafanaMounts.mountInto(grafana, kplus);
    } else {
      grafanaMounts.patchInto(grafana);
    }
    if (patched === 'after') {
      addPatch();
    }
    return chart;
  };
  const podOf = (...args: Parameters<typeof chartWith>): Manifest =>
    Testing.synth(chartWith(...args)).find(({ kind }) => kind === 'Deployment').spec.template;

  test.each(['mountInto', 'patchInto'] as const)('%s: a change of it starts the pod anew', (mount) => {
    const [before, same, after] = [podOf(0.6, mount), podOf(0.6, mount), podOf(0.7, mount)];

    expect(same).toEqual(before);
    expect(after).not.toEqual(before);
    expect(Object.keys(after.metadata.annotations).sort()).toEqual([
      'checksum/orchestrator-alerting-provisioning',
      'checksum/orchestrator-dashboard-provisioning',
    ]);
    expect(after.metadata.annotations['checksum/orchestrator-dashboard-provisioning']).toBe(
      before.metadata.annotations['checksum/orchestrator-dashboard-provisioning'],
    );
  });

  test.each(['mountInto', 'patchInto'] as const)(
    '%s: so does a later patch of the file, and of nothing else',
    (mount) => {
      const hashWith = (patch?: JsonPatch, patched?: 'before' | 'after'): unknown =>
        podOf(0.6, mount, patch, patched).metadata.annotations[`checksum/${RULES}`];
      const file = JsonPatch.replace('/data/orchestrator.yaml', 'groups: []');
      const label = JsonPatch.add('/metadata/annotations', { note: 'x' });

      expect(hashWith(file)).toMatch(/^[0-9a-z]{13}$/);
      expect(hashWith(file)).toBe(hashWith(file, 'before'));
      expect(hashWith(file)).not.toBe(hashWith());
      expect(hashWith(label)).toBe(hashWith());
    },
  );
});

describe('wrong props', () => {
  test('are refused all at once, with their paths', () => {
    const wrong = {
      replicaSets: [{ name: 'orders', workers: -3 }],
      name: 'a.b',
      parts: {},
      labels: new Date(),
      delivery: { name: 'x', rules: 1 },
    };

    expect(problemsOf(() => manifestsOf(wrong as never))).toEqual([
      expect.stringMatching(/^\[test\/monitoring\] replicaSets\[0\]\.workers: found -3; /),
      expect.stringMatching(/^\[test\/monitoring\] name: found "a\.b"; allowed: up to 39 /),
      expect.stringMatching(/^\[test\/monitoring\] labels: found an instance of Date; /),
      '[test/monitoring] delivery.rules: found 1; allowed: a function that delivers this part',
      expect.stringMatching(/^\[test\/monitoring\] parts: unknown key `parts`; /),
    ]);
    expect(problemsOf(() => manifestsOf({ delivery: 'sidecar' } as never))).toEqual([
      '[test/monitoring] delivery: found "sidecar"; allowed: a delivery, such as kubePrometheusStack(...) returns',
    ]);
  });

  test('a provider that looks elsewhere is refused', () => {
    expect(problemsOf(() => manifestsOf({ delivery: standalone({ provider: { path: '/elsewhere' } }) }))).toEqual([
      '[test/monitoring] standalone.provider.path: found /elsewhere, and dashboards at /var/lib/grafana/dashboards/orchestrator; Grafana would not find the dashboards; leave out the path, or give /var/lib/grafana/dashboards/orchestrator or a directory above it',
    ]);
  });

  test('the longest name has room for every suffix', () => {
    const name = 'x'.repeat(39);
    const { grafanaMounts } = new OrchestratorMonitoring(Testing.chart(), 'monitoring', {
      name,
      delivery: standalone({ datasource: { url: 'http://prometheus:9090' } }),
    });

    expect(grafanaMounts.volumes.map((volume) => volume.name)).toEqual([
      `${name}-dashboard`,
      `${name}-dashboard-provisioning`,
      `${name}-datasource-provisioning`,
    ]);
    expect(problemsOf(() => manifestsOf({ name: `${name}x` }))).toEqual([
      expect.stringMatching(/^\[test\/monitoring\] name: found "x+"; allowed: up to 39 /),
    ]);
  });
});
