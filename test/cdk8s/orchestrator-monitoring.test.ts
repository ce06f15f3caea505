import { ApiObject, type Chart, JsonPatch, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  createMixin,
  DASHBOARD_DIRECTORY,
  renderPrometheusRules,
  renderScrapeJob,
  type Mixin,
} from 'pupsourcing-orchestrator-monitoring';
import {
  OrchestratorMonitoring,
  warningsOf,
  type OrchestratorMonitoringParts,
  type OrchestratorMonitoringProps,
} from 'pupsourcing-orchestrator-monitoring/cdk8s';
import { parse } from 'yaml';

import { problemsOf } from './problems-of';

// Some of the manifests are made while the tests are being collected.
jest.spyOn(process, 'emitWarning').mockImplementation();

const FLEET = { replicaSets: [{ name: 'orders', workers: 3 }], scrapeInterval: '30s' };

/** As cdk8s gives it: any, to be walked through. */
type Manifest = ReturnType<ApiObject['toJson']>;

/** What is made, keyed by kind and name. */
function manifestsOf(props?: OrchestratorMonitoringProps): Record<string, Manifest> {
  const chart = Testing.chart();
  new OrchestratorMonitoring(chart, 'monitoring', props);
  return Object.fromEntries(
    Testing.synth(chart).map((manifest: Manifest) => [`${manifest.kind} ${manifest.metadata.name}`, manifest]),
  );
}

/** Every part switched off but these. */
function only(parts: OrchestratorMonitoringParts): OrchestratorMonitoringParts {
  return {
    dashboardConfigMap: false,
    dashboardProvisioning: false,
    prometheusRule: false,
    additionalScrapeConfigs: false,
    ...parts,
  };
}

const mixinRules = ({ ruleGroups }: Mixin): number => ruleGroups.flatMap(({ rules }) => rules).length;

describe('without props', () => {
  test('makes what a Grafana with files and the Prometheus operator read', () => {
    expect(Object.keys(manifestsOf())).toEqual([
      'ConfigMap orchestrator-dashboard',
      'ConfigMap orchestrator-dashboard-provisioning',
      'PrometheusRule orchestrator-rules',
      'Secret orchestrator-scrape-config',
    ]);
  });

  test('agrees with itself about the directory of the dashboards', () => {
    const chart = Testing.chart();
    const { grafanaMounts, dashboardProvisioning } = new OrchestratorMonitoring(chart, 'monitoring');

    const provisioning = ApiObject.of(dashboardProvisioning!).toJson().data['orchestrator.yaml'];
    expect(parse(provisioning).providers[0].options.path).toBe(DASHBOARD_DIRECTORY);
    expect(grafanaMounts.volumeMounts[0]).toEqual({ name: 'orchestrator-dashboard', mountPath: DASHBOARD_DIRECTORY });
  });
});

describe('from one description', () => {
  const mixin = createMixin(FLEET);
  const manifests = manifestsOf({
    ...FLEET,
    parts: {
      datasourceProvisioning: { datasource: { url: 'http://prometheus:9090' } },
      ruleConfigMap: { name: 'rule-files' },
      scrapeConfigMap: true,
    },
  });

  test('all rules are the mixin’s', () => {
    const rules = renderPrometheusRules(mixin.ruleGroups);

    expect(manifests['PrometheusRule orchestrator-rules'].spec).toEqual(rules);
    expect(parse(manifests['ConfigMap rule-files'].data['orchestrator.rules.yaml'], { version: '1.1' })).toEqual(rules);
  });

  test('all scrape jobs are the mixin’s', () => {
    const job = renderScrapeJob(mixin.scrapeJob);

    expect(parse(manifests['Secret orchestrator-scrape-config'].stringData['orchestrator.scrape.yaml'])).toEqual([job]);
    expect(parse(manifests['ConfigMap orchestrator-scrape-config'].data['orchestrator.scrape.yaml'])).toEqual({
      scrape_configs: [job],
    });
  });

  test('Grafana learns of the scrape interval', () => {
    const { data } = manifests['ConfigMap orchestrator-datasource-provisioning']!;

    expect(parse(data['orchestrator.yaml']).datasources[0]).toMatchObject({
      url: 'http://prometheus:9090',
      jsonData: { timeInterval: '30s' },
    });
  });

  test('undefined, as JavaScript has it, counts as not given', () => {
    const url = 'http://prometheus:9090';
    const parts = { datasourceProvisioning: { datasource: { url, scrapeInterval: undefined } } };
    const more = {
      dashboardProvisioning: { provider: { path: undefined } },
      ruleConfigMap: { name: 'n', key: undefined },
    };

    expect(manifestsOf({ ...FLEET, name: undefined, parts: { ...parts, ...more } } as never)).toEqual(
      manifestsOf({
        ...FLEET,
        parts: { datasourceProvisioning: { datasource: { url } }, ruleConfigMap: { name: 'n' } },
      }),
    );
  });

  test('a mixin does as well', () => {
    expect(manifestsOf({ mixin })).toEqual(manifestsOf(FLEET));
  });
});

describe('the parts', () => {
  const nothing: readonly string[] = [];

  test.each<[OrchestratorMonitoringParts, readonly string[]]>([
    [{}, nothing],
    [{ dashboardConfigMap: true }, ['ConfigMap orchestrator-dashboard']],
    [{ dashboardProvisioning: true }, ['ConfigMap orchestrator-dashboard-provisioning']],
    [{ prometheusRule: true }, ['PrometheusRule orchestrator-rules']],
    [{ alertmanagerConfig: true }, ['AlertmanagerConfig orchestrator-inhibitions']],
    [{ additionalScrapeConfigs: true }, ['Secret orchestrator-scrape-config']],
    [{ ruleConfigMap: true }, ['ConfigMap orchestrator-rules']],
    [{ scrapeConfigMap: true }, ['ConfigMap orchestrator-scrape-config']],
    [
      { datasourceProvisioning: { datasource: { url: 'http://prometheus:9090' } } },
      ['ConfigMap orchestrator-datasource-provisioning'],
    ],
  ])('can be had alone: %j', (parts, made) => {
    expect(Object.keys(manifestsOf({ parts: only(parts) }))).toEqual(made);
  });

  test('take settings of their own, which win over those of the whole', () => {
    const metadata = { name: 'n', namespace: 'part', labels: { a: 'part', p: 'part' }, annotations: { c: 'part' } };
    const own = {
      dashboardConfigMap: { ...metadata, json: 'minified' },
      dashboardProvisioning: { ...metadata, provider: { folder: 'Projections' } },
      datasourceProvisioning: { ...metadata, datasource: { url: 'http://prometheus:9090' } },
      prometheusRule: metadata,
      alertmanagerConfig: metadata,
      additionalScrapeConfigs: { ...metadata, key: 'k' },
      ruleConfigMap: { ...metadata, key: 'k' },
      scrapeConfigMap: { ...metadata, key: 'k' },
    } as const satisfies Required<OrchestratorMonitoringParts>;
    const whole = { namespace: 'whole', labels: { a: 'whole', w: 'whole' }, annotations: { c: 'whole', d: 'whole' } };

    for (const [part, settings] of Object.entries(own)) {
      const [manifest, ...others] = Object.values(manifestsOf({ ...whole, parts: only({ [part]: settings }) }));

      expect(others).toEqual([]);
      expect(manifest.metadata).toEqual({
        name: 'n',
        namespace: 'part',
        labels: { a: 'part', p: 'part', w: 'whole' },
        annotations: { c: 'part', d: 'whole' },
      });
      if ('key' in settings) {
        expect(Object.keys((manifest.data ?? manifest.stringData) as object)).toEqual(['k']);
      }
    }
    expect(
      Object.values(manifestsOf({ parts: only({ dashboardConfigMap: own.dashboardConfigMap }) })[`ConfigMap n`].data),
    ).toEqual([expect.not.stringContaining('\n '), expect.not.stringContaining('\n ')]);
    expect(
      manifestsOf({ parts: only({ dashboardProvisioning: own.dashboardProvisioning }) })['ConfigMap n'].data,
    ).toEqual({ 'orchestrator.yaml': expect.stringContaining('folder: Projections') });
  });

  test('are public, so that each can be patched', () => {
    const chart = Testing.chart();
    const monitoring = new OrchestratorMonitoring(chart, 'monitoring');

    ApiObject.of(monitoring.prometheusRule!).addJsonPatch(JsonPatch.replace('/spec/groups', []));
    monitoring.dashboardConfigMap!.apiObject.metadata.addLabel('grafana_dashboard', '1');

    const [dashboard, , rule] = Testing.synth(chart);
    expect(rule.spec).toEqual({ groups: [] });
    expect(dashboard.metadata.labels).toEqual({ grafana_dashboard: '1' });
  });

  test('that evaluate the same rules twice are warned of', () => {
    const chart = Testing.chart();
    new OrchestratorMonitoring(chart, 'monitoring', {
      parts: { prometheusRule: { labels: { release: 'stack' } }, ruleConfigMap: { name: 'files' } },
    });

    const rules = mixinRules(createMixin());
    expect(warningsOf(chart)).toEqual([
      {
        constructPath: 'test/monitoring/rules',
        severity: 'warning',
        path: 'ConfigMap monitoring/files',
        what: `found ${rules} rules that PrometheusRule monitoring/orchestrator-rules (test/monitoring/prometheus-rule) has too`,
        why: 'a Prometheus that reads both evaluates every rule twice, and notifies twice',
        mend: 'leave out one of the two',
      },
    ]);
  });

  test('that are off leave nothing to mount', () => {
    const chart = Testing.chart();
    const { grafanaMounts } = new OrchestratorMonitoring(chart, 'monitoring', {
      parts: { dashboardConfigMap: false, dashboardProvisioning: { name: 'provisioning' } },
    });

    expect(grafanaMounts.volumes).toEqual([{ name: 'provisioning', configMap: { name: 'provisioning' } }]);
  });
});

describe('two fleets', () => {
  const two = (chart: Chart, second: OrchestratorMonitoringProps) => [
    new OrchestratorMonitoring(chart, 'orders', { replicaSets: [{ name: 'orders' }] }),
    new OrchestratorMonitoring(chart, 'billing', {
      replicaSets: [{ name: 'billing' }],
      dashboard: { uid: 'billing' },
      ...second,
    }),
  ];

  test('live in one chart under two names', () => {
    const chart = Testing.chart();

    two(chart, { name: 'billing', parts: { ruleConfigMap: true, prometheusRule: false } });

    expect(Testing.synth(chart).map(({ metadata }) => metadata.name)).toEqual([
      'orchestrator-dashboard',
      'orchestrator-dashboard-provisioning',
      'orchestrator-rules',
      'orchestrator-scrape-config',
      'billing-dashboard',
      'billing-dashboard-provisioning',
      'billing-scrape-config',
      'billing-rules',
    ]);
    expect(Object.keys(Testing.synth(chart).at(-1).data)).toEqual(['billing.rules.yaml']);
  });

  test('under one name are an error that names both', () => {
    const chart = Testing.chart();
    two(chart, {});

    expect(() => Testing.synth(chart)).toThrow(
      '[test/billing/dashboard] ConfigMap monitoring/orchestrator-dashboard: found another of this kind and name, made by test/orders/dashboard',
    );
  });

  test('are shown by one Grafana, whose provider looks above both directories', () => {
    const chart = Testing.chart();
    const grafana = new kplus.Deployment(chart, 'grafana', { containers: [{ image: 'grafana', portNumber: 3000 }] });
    const provider = { path: '/var/lib/grafana/dashboards' };
    const orders = new OrchestratorMonitoring(chart, 'orders', { parts: { dashboardProvisioning: { provider } } });
    const billing = new OrchestratorMonitoring(chart, 'billing', {
      name: 'billing',
      parts: { dashboardProvisioning: false },
    });

    orders.grafanaMounts.mountInto(grafana, kplus);
    billing.grafanaMounts.mountInto(grafana, kplus);

    expect(grafana.containers[0]!.mounts.map(({ path }) => path)).toEqual([
      '/var/lib/grafana/dashboards/orchestrator',
      '/etc/grafana/provisioning/dashboards',
      '/var/lib/grafana/dashboards/billing',
    ]);
  });

  test('that both bring a provider are told apart when they are mounted', () => {
    const chart = Testing.chart();
    const grafana = new kplus.Deployment(chart, 'grafana', { containers: [{ image: 'grafana', portNumber: 3000 }] });
    const [orders, billing] = two(chart, { name: 'billing' });
    orders!.grafanaMounts.mountInto(grafana, kplus);

    expect(
      problemsOf(() => {
        billing!.grafanaMounts.mountInto(grafana, kplus);
      }),
    ).toEqual([
      `[test/billing/grafana-mounts] Deployment ${grafana.name}, container main: found a mount at /etc/grafana/provisioning/dashboards, where the ConfigMap billing-dashboard-provisioning goes; remove that mount, or set dashboardProvisioning to false and add the dashboard provider to the files that are there`,
    ]);
  });
});

describe('wrong props', () => {
  test('are refused all at once, with their paths', () => {
    const wrong = {
      replicaSets: [{ name: 'orders', workers: -3 }],
      name: 'a.b',
      dashboardDirectory: 'dashboards',
      parts: {
        rules: true,
        prometheusRule: { labels: { release: true } },
        datasourceProvisioning: true,
        scrapeConfigMap: { key: '' },
      },
    };

    expect(problemsOf(() => manifestsOf(wrong as never))).toEqual([
      expect.stringMatching(/^\[test\/monitoring\] replicaSets\[0\]\.workers: found -3; /),
      `[test/monitoring] name: found "a.b"; allowed: up to 39 lower-case letters, digits and '-', with a letter or digit at both ends`,
      `[test/monitoring] dashboardDirectory: found "dashboards"; allowed: an absolute path without ':', empty parts, '.' and '..'`,
      '[test/monitoring] parts.rules: unknown key `rules`; allowed: dashboardConfigMap, dashboardProvisioning, datasourceProvisioning, prometheusRule, alertmanagerConfig, additionalScrapeConfigs, ruleConfigMap, scrapeConfigMap',
      expect.stringMatching(/^\[test\/monitoring\] parts\.prometheusRule\.labels\.release: found true; /),
      '[test/monitoring] parts.datasourceProvisioning: found true; allowed: an object with name, namespace, labels, annotations, datasource',
      expect.stringMatching(/^\[test\/monitoring\] parts\.scrapeConfigMap\.key: found ""; /),
    ]);
  });

  test.each(['/var/lib/grafana/dashboards/orchestrator/deeper', '/elsewhere', '/var/lib/grafana/dash'])(
    'a provider that would not find the dashboards: %s',
    (path) => {
      expect(problemsOf(() => manifestsOf({ parts: { dashboardProvisioning: { provider: { path } } } }))).toEqual([
        `[test/monitoring] parts.dashboardProvisioning.provider.path: found ${path}, where Grafana would not find the dashboards; allowed: /var/lib/grafana/dashboards/orchestrator or a directory above it`,
      ]);
    },
  );

  test('the longest name has room for every suffix', () => {
    const name = 'x'.repeat(39);
    const chart = Testing.chart();
    const { grafanaMounts } = new OrchestratorMonitoring(chart, 'monitoring', {
      name,
      parts: { datasourceProvisioning: { datasource: { url: 'http://prometheus:9090' } } },
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
