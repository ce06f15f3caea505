/** Each mistake is made once, and the message names the construct and the fix. */
import { ApiObject, App, Chart, Testing, YamlOutputType } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  createMixin,
  fileProvisioning,
  grafanaOperator,
  combineDeliveries,
  kubePrometheusStack,
  prometheusOperator,
  renderGrafanaAlerting,
  sidecar,
  toYaml,
} from 'pupsourcing-orchestrator-monitoring';
import {
  AdditionalScrapeConfigsSecret,
  DashboardConfigMap,
  DashboardProvisioningConfigMap,
  GrafanaMounts,
  LagExporter,
  OrchestratorAlertmanagerConfig,
  OrchestratorMonitoring,
  OrchestratorPrometheusRule,
  RuleConfigMap,
  ScrapeConfigMap,
  warningsOf,
  type OrchestratorMonitoringProps,
} from 'pupsourcing-orchestrator-monitoring/cdk8s';

let printed: jest.SpyInstance;
beforeEach(() => {
  printed = jest.spyOn(process, 'emitWarning').mockImplementation();
});
afterEach(() => {
  printed.mockRestore();
});

const SCRAPE = { scrape: { namespaces: ['projections'] } };
const FLEET = { replicaSets: [{ name: 'orders', workers: 3 }], ...SCRAPE };
const STACK = { delivery: kubePrometheusStack({ release: 'stack' }) };

/** An app with one chart in the namespace monitoring. */
function chartOf(): Chart {
  return new Chart(new App(), 'chart', { namespace: 'monitoring' });
}

/** The errors that synth stops at, one a line. */
function errorsOf(chart: Chart): readonly string[] {
  try {
    App.of(chart).synthYaml();
    return [];
  } catch (error) {
    return (error as Error).message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
}

/** The warnings, as they are printed. */
function printedBy(chart: Chart): readonly string[] {
  expect(errorsOf(chart)).toEqual([]);
  const warnings = printed.mock.calls.filter(([, type]) => type === 'OrchestratorMonitoringWarning');
  return warnings.map(([message]) => message as string);
}

const prometheus = (scope: Chart, spec: object): ApiObject =>
  new ApiObject(scope, 'prometheus', {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'Prometheus',
    metadata: { name: 'stack' },
    spec,
  });

describe('a fleet that is delivered well', () => {
  test.each([
    ['to an app that shows nothing', undefined],
    [
      'to a Prometheus that selects it',
      { ruleSelector: { matchLabels: { release: 'stack' } }, podMonitorSelector: {} },
    ],
    [
      'to a Prometheus that selects it otherwise',
      {
        ruleSelector: { matchExpressions: [{ key: 'release', operator: 'In', values: ['a', 'stack'] }] },
        podMonitorSelector: { matchExpressions: [{ key: 'ignored', operator: 'DoesNotExist' }] },
        podMonitorNamespaceSelector: { matchLabels: { team: 'a' } },
      },
    ],
  ])('is nothing to speak of: %s', (_where, spec) => {
    const chart = chartOf();
    if (spec !== undefined) {
      prometheus(chart, spec);
    }
    new OrchestratorMonitoring(chart, 'orchestrator', { ...FLEET, ...STACK });

    expect(printedBy(chart)).toEqual([]);
    expect(warningsOf(chart)).toEqual([]);
  });
});

describe('rules and monitors that nobody would read', () => {
  test('no label release, beside a Prometheus that asks for it', () => {
    const chart = chartOf();
    prometheus(chart, { ruleSelector: { matchLabels: { release: 'stack' } } });
    new OrchestratorPrometheusRule(chart, 'rules', FLEET);

    expect(errorsOf(chart)).toEqual([
      `[chart/rules] PrometheusRule monitoring/orchestrator-rules: found no labels; Prometheus monitoring/stack (chart/prometheus) takes only what its ruleSelector {"matchLabels":{"release":"stack"}} selects, and it would be ignored; use delivery: kubePrometheusStack({ release: 'stack' }), or give it the label release: stack`,
    ]);
  });

  test('the label of another release', () => {
    const chart = chartOf();
    prometheus(chart, { ruleSelector: {}, podMonitorSelector: { matchLabels: { release: 'other' } } });
    new OrchestratorMonitoring(chart, 'orchestrator', { ...FLEET, ...STACK });

    expect(errorsOf(chart)).toEqual([
      expect.stringMatching(
        /^\[chart\/orchestrator\] PodMonitor monitoring\/orchestrator-workers: found no label but .+release; .+ would be ignored; use delivery: kubePrometheusStack\(\{ release: 'other' \}\)/,
      ),
    ]);
  });

  test('a Prometheus without a selector, which takes nothing', () => {
    const chart = chartOf();
    prometheus(chart, {});
    new OrchestratorPrometheusRule(chart, 'rules', FLEET);

    expect(errorsOf(chart)).toEqual([
      expect.stringMatching(
        /takes only what its ruleSelector nothing selects, .+; set ruleSelector there: without one it takes nothing$/,
      ),
    ]);
  });

  test('a Prometheus that looks into its own namespace only', () => {
    const chart = chartOf();
    prometheus(chart, { ruleSelector: {} });
    new OrchestratorPrometheusRule(chart, 'rules', { ...FLEET, namespace: 'projections' });

    expect(errorsOf(chart)).toEqual([
      '[chart/rules] PrometheusRule projections/orchestrator-rules: found the namespace projections; Prometheus monitoring/stack (chart/prometheus) takes no PrometheusRule from there, and it would be ignored; put it into the namespace monitoring, or set ruleNamespaceSelector: {} there',
    ]);
  });

  // `kubectl -n`, `helm install -n` and whoever else applies it decide.
  test.each<[string, string | undefined, string | undefined]>([
    ['of the objects', 'monitoring', undefined],
    ['of those who read them', undefined, 'monitoring'],
  ])('but where nobody says the namespace %s, nothing is known', (_whose, theirs, namespace) => {
    const chart = new Chart(new App(), 'chart');
    const metadata = { name: 'theirs', labels: { dashboards: 'main' }, ...(theirs && { namespace: theirs }) };
    const spec = { ruleSelector: {}, podMonitorSelector: {} };
    new ApiObject(chart, 'prometheus', { apiVersion: 'monitoring.coreos.com/v1', kind: 'Prometheus', metadata, spec });
    new ApiObject(chart, 'grafana', { apiVersion: 'grafana.integreatly.org/v1beta1', kind: 'Grafana', metadata });
    const database = { exporter: 'postgres_exporter', selector: { job: 'database' } } as const;
    const dashboards = grafanaOperator({ instanceSelector: { dashboards: 'main' } });
    const place = namespace === undefined ? {} : { namespace };
    const { mixin } = new OrchestratorMonitoring(chart, 'orchestrator', {
      ...FLEET,
      ...place,
      database,
      delivery: combineDeliveries({ dashboards, rules: prometheusOperator() }),
    });
    new LagExporter(chart, 'lag', { mixin, connection: { name: 'dsn' }, ...place });

    expect(printedBy(chart)).toEqual([]);
  });

  test('a Prometheus that looks into one namespace only, whatever its own', () => {
    const chart = chartOf();
    const ruleNamespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': 'rules' } };
    prometheus(chart, { ruleSelector: {}, ruleNamespaceSelector });
    new OrchestratorPrometheusRule(chart, 'rules', FLEET);

    expect(errorsOf(chart)).toEqual([expect.stringContaining('; put it into the namespace rules, or set ')]);
  });

  test('an AlertmanagerConfig in an app that shows no operator: that of kube-prometheus-stack needs no label', () => {
    const chart = chartOf();
    new OrchestratorAlertmanagerConfig(chart, 'inhibitions', FLEET);

    expect(printedBy(chart)).toEqual([]);
  });

  test.each<[string, object, string | undefined, string?]>([
    ['takes nothing', {}, 'takes only what its alertmanagerConfigSelector nothing selects'],
    ['takes others', { alertmanagerConfigSelector: { matchLabels: { a: 'b' } } }, '{"matchLabels":{"a":"b"}} selects'],
    ['takes it', { alertmanagerConfigSelector: {} }, undefined],
    ['names it as its own', { alertmanagerConfiguration: { name: 'orchestrator-inhibitions' } }, undefined],
    [
      'names one of another namespace',
      { alertmanagerConfiguration: { name: 'orchestrator-inhibitions' } },
      'takes no AlertmanagerConfig from there',
      'alerting',
    ],
  ])('an Alertmanager that %s', (_what, spec, why, namespace = 'monitoring') => {
    const chart = chartOf();
    const metadata = { name: 'main', namespace };
    new ApiObject(chart, 'main', { apiVersion: 'monitoring.coreos.com/v1', kind: 'Alertmanager', metadata, spec });
    new OrchestratorAlertmanagerConfig(chart, 'inhibitions', FLEET);

    expect(errorsOf(chart)).toEqual(why === undefined ? [] : [expect.stringContaining(why)]);
  });

  const NAMED = { name: 'orchestrator-scrape-config', key: 'orchestrator.scrape.yaml' };

  test.each<[string, object | undefined, string | undefined, string?]>([
    ['names none', undefined, 'has no additionalScrapeConfigs, and the job would be ignored'],
    [
      'names another',
      { ...NAMED, name: 'a' },
      'has those of its own namespace under a, orchestrator.scrape.yaml alone',
    ],
    ['names another key', { ...NAMED, key: 'b' }, 'has those of its own namespace under orchestrator-scrape-config, b'],
    ['names one of another namespace', NAMED, 'has those of its own namespace under', 'jobs'],
    ['names it', NAMED, undefined],
  ])(
    'a Secret of scrape jobs beside a Prometheus that %s',
    (_what, additionalScrapeConfigs, why, namespace = 'monitoring') => {
      const chart = chartOf();
      prometheus(chart, { ruleSelector: {}, ruleNamespaceSelector: {}, additionalScrapeConfigs });
      const scraping = prometheusOperator({ scraping: 'additionalScrapeConfigs', namespace });
      const delivery = combineDeliveries({ rules: prometheusOperator(), scraping });
      new OrchestratorMonitoring(chart, 'orchestrator', { ...FLEET, delivery });

      expect(errorsOf(chart)).toEqual(why === undefined ? [] : [expect.stringContaining(why)]);
    },
  );

  test.each<[string, object]>([
    ['another operator', { kind: 'VMAgent', spec: { additionalScrapeConfigs: NAMED } }],
    ['a pod', { kind: 'Pod', spec: { volumes: [{ name: 'jobs', secret: { secretName: NAMED.name } }] } }],
  ])('but not a Secret of scrape jobs that %s names', (_who, reader) => {
    const chart = chartOf();
    prometheus(chart, { ruleSelector: {} });
    new ApiObject(chart, 'reader', { apiVersion: 'v1', kind: '', ...reader });
    new AdditionalScrapeConfigsSecret(chart, 'jobs', FLEET);

    expect(printedBy(chart)).toEqual([]);
  });

  test('labels that no Prometheus of the chart asks about make no difference: a forgotten release stops the synth', () => {
    const chart = chartOf();
    prometheus(chart, { ruleSelector: { matchLabels: { release: 'kps' } } });
    const delivery = prometheusOperator({ selectorLabels: { releas: 'kps' }, scraping: false });
    new OrchestratorMonitoring(chart, 'orchestrator', { ...FLEET, scrape: {}, labels: { team: 'shop' }, delivery });

    expect(errorsOf(chart)).toEqual([expect.stringMatching(/selects, and it would be ignored; /)]);
  });

  test('what a Prometheus, or a Grafana, of another chart takes is only warned of, too', () => {
    const app = new App();
    const charts = ['chart', 'other'].map((name) => new Chart(app, name, { namespace: 'monitoring' }));
    const [chart, other] = charts as [Chart, Chart];
    const grafana = (scope: Chart, dashboards: string): ApiObject =>
      new ApiObject(scope, 'grafana', {
        apiVersion: 'grafana.integreatly.org/v1beta1',
        kind: 'Grafana',
        metadata: { name: `grafana-${dashboards}`, labels: { dashboards } },
      });
    prometheus(chart, { ruleSelector: { matchLabels: { release: 'stack' } } });
    prometheus(other, { ruleSelector: {} });
    grafana(chart, 'one');
    grafana(other, 'main');
    const dashboards = grafanaOperator({ instanceSelector: { dashboards: 'main' } });
    const rules = prometheusOperator({ scraping: false });
    const delivery = combineDeliveries({ dashboards, rules });
    new OrchestratorMonitoring(chart, 'orchestrator', { ...FLEET, scrape: {}, delivery });

    const warnings = printedBy(chart);
    expect(warnings).toContainEqual(
      expect.stringMatching(/PrometheusRule .+ ignored, unless something else reads it; /),
    );
    expect(warnings).toContainEqual(expect.stringContaining('it selects none of Grafana monitoring/grafana-one'));
  });

  test('a Prometheus of another chart is only warned of: it may be in another cluster', () => {
    const app = new App();
    prometheus(new Chart(app, 'operated', { namespace: 'monitoring' }), { ruleSelector: { matchLabels: { a: 'b' } } });
    const chart = new Chart(app, 'chart', { namespace: 'monitoring' });
    new OrchestratorPrometheusRule(chart, 'rules', FLEET);

    expect(printedBy(chart)).toEqual([
      expect.stringMatching(/^\[chart\/rules\] PrometheusRule .+ ignored; give it labels that meet the selector/),
    ]);
  });

  test('a PrometheusRule in an app that shows no operator', () => {
    const chart = chartOf();
    new OrchestratorPrometheusRule(chart, 'rules', FLEET);

    expect(printedBy(chart)).toEqual([
      "[chart/rules] PrometheusRule monitoring/orchestrator-rules: found no Prometheus operator in this app, and no label release; without the operator nothing reads a PrometheusRule, and that of kube-prometheus-stack reads only those with the label; give it the label release with the name of the Helm release, or use delivery: kubePrometheusStack({ release: '<Helm release>' }) or prometheusOperator(), or fileProvisioning() for a Prometheus without operator",
    ]);
  });

  test.each<[string, (chart: Chart) => unknown]>([
    [
      'its label says that somebody selects it',
      (chart) => new OrchestratorPrometheusRule(chart, 'r', { labels: { release: 'x' } }),
    ],
    [
      'a delivery says so',
      (chart) => new OrchestratorMonitoring(chart, 'm', { delivery: prometheusOperator(), ...SCRAPE }),
    ],
    [
      'a delivery of the app needs no labels either',
      (chart) => {
        new OrchestratorMonitoring(chart, 'm', { delivery: kubePrometheusStack({ release: false }), ...SCRAPE });
        new LagExporter(chart, 'lag', {
          database: { exporter: 'postgres_exporter', selector: { job: 'database' } },
          connection: { name: 'dsn' },
        });
      },
    ],
    [
      'the operator runs in the app',
      (chart) => {
        new OrchestratorPrometheusRule(chart, 'r');
        new kplus.Deployment(chart, 'operator', {
          containers: [{ image: 'quay.io/prometheus-operator/prometheus-operator:v0.87.1' }],
        });
      },
    ],
    [
      'its CRDs are installed by the app',
      (chart) => {
        new OrchestratorPrometheusRule(chart, 'r');
        new ApiObject(chart, 'crd', {
          apiVersion: 'apiextensions.k8s.io/v1',
          kind: 'CustomResourceDefinition',
          metadata: { name: 'prometheusrules.monitoring.coreos.com' },
        });
      },
    ],
    [
      'they are installed by a list',
      (chart) => {
        new OrchestratorPrometheusRule(chart, 'r');
        const crd = {
          apiVersion: 'apiextensions.k8s.io/v1',
          kind: 'CustomResourceDefinition',
          metadata: { name: 'prometheusrules.monitoring.coreos.com' },
        };
        new ApiObject(chart, 'crds', { apiVersion: 'v1', kind: 'List', items: [crd] });
      },
    ],
  ])('but not where %s', (_why, make) => {
    const chart = chartOf();
    make(chart);

    expect(printedBy(chart)).toEqual([]);
  });

  describe('the monitor of an exporter, which no delivery makes', () => {
    const EXPORTER = {
      database: { exporter: 'postgres_exporter', selector: { job: 'database' } },
      connection: { name: 'dsn' },
    } as const;
    const { database } = EXPORTER;

    test.each<[string, (chart: Chart) => unknown, string]>([
      ['that shows nothing', () => undefined, "{ release: '<Helm release>' }"],
      [
        'that names the release',
        (chart) => new OrchestratorMonitoring(chart, 'm', { ...FLEET, ...STACK, database }),
        "{ release: 'stack' }",
      ],
    ])('in an app %s', (_what, make, labels) => {
      const chart = chartOf();
      make(chart);
      new LagExporter(chart, 'lag', { ...(make.length === 0 ? {} : FLEET), ...EXPORTER });

      expect(printedBy(chart).at(-1)).toContain(
        `reads only those with the label; set monitorLabels of the LagExporter: ${labels}, or monitor: false where its metrics are scraped otherwise`,
      );
    });

    test('beside a Prometheus that asks for other labels', () => {
      const chart = chartOf();
      prometheus(chart, { podMonitorSelector: { matchLabels: { release: 'stack' } } });
      new LagExporter(chart, 'lag', EXPORTER);

      expect(errorsOf(chart)).toEqual([
        expect.stringContaining("set monitorLabels of the LagExporter: { release: 'stack' }, or monitor: false"),
      ]);
    });

    test('is read where it is given them', () => {
      const chart = chartOf();
      new OrchestratorMonitoring(chart, 'm', { ...FLEET, ...STACK, database });
      new LagExporter(chart, 'lag', { ...FLEET, ...EXPORTER, monitorLabels: { release: 'stack' } });

      expect(printedBy(chart)).toEqual([]);
    });
  });

  test('objects of the Grafana operator for a Grafana that is not there', () => {
    const chart = chartOf();
    new ApiObject(chart, 'grafana', {
      apiVersion: 'grafana.integreatly.org/v1beta1',
      kind: 'Grafana',
      metadata: { name: 'grafana', namespace: 'grafana', labels: { dashboards: 'main' } },
    });
    const delivered = (name: string, dashboards: string): OrchestratorMonitoring =>
      new OrchestratorMonitoring(chart, name, {
        name,
        replicaSets: [{ name }],
        watchUnlisted: false,
        dashboard: { uid: name },
        delivery: combineDeliveries({
          dashboards: grafanaOperator({ instanceSelector: { dashboards } }),
          rules: prometheusOperator({ scraping: false }),
        }),
      });
    delivered('wrong', 'other');
    delivered('elsewhere', 'main');

    expect(errorsOf(chart).filter((line) => line.includes('GrafanaFolder'))).toEqual([
      '[chart/wrong] GrafanaFolder monitoring/wrong-folder: found instanceSelector {"matchLabels":{"dashboards":"other"}}; it selects none of Grafana grafana/grafana, and it would be ignored; give grafanaOperator() the labels of the Grafana object as instanceSelector',
      '[chart/elsewhere] GrafanaFolder monitoring/elsewhere-folder: found the namespace monitoring; Grafana grafana/grafana (chart/grafana) is in another, and the operator looks only into its own; put it into the namespace grafana, or set allowCrossNamespaceImport: true of grafanaOperator()',
    ]);
  });
});

describe('dashboards that would be lost', () => {
  test('one uid twice in the whole app', () => {
    const chart = chartOf();
    new DashboardConfigMap(chart, 'ours', FLEET);
    new DashboardConfigMap(chart, 'other', { replicaSets: [{ name: 'billing' }], name: 'other' });

    expect(errorsOf(chart)).toEqual(
      ['pupsourcing-orchestrator-fleet', 'pupsourcing-orchestrator-runbook', 'pupsourcing-orchestrator'].map(
        (uid) =>
          `[chart/other] ConfigMap monitoring/other: found the dashboard uid ${uid}, which ConfigMap monitoring/orchestrator-dashboard (chart/ours) has too; Grafana shows either one, or neither; give each fleet its own dashboard.uid`,
      ),
    );
  });

  test('one uid in two charts, with two contents, may be one too many', () => {
    const app = new App();
    const chart = new Chart(app, 'staging', { namespace: 'monitoring' });
    new DashboardConfigMap(chart, 'dashboard', { dashboard: { title: 'A' } });
    new DashboardConfigMap(new Chart(app, 'production'), 'dashboard', { dashboard: { title: 'B' } });

    expect(printedBy(chart)).toContainEqual(
      expect.stringMatching(
        /^\[production\/dashboard\] .+ \(staging\/dashboard\) has too; where both reach one Grafana, Grafana shows either one, or neither/,
      ),
    );
  });

  test('the same dashboard in staging and production is what one wants', () => {
    const app = new App();
    const chart = new Chart(app, 'staging');
    new DashboardConfigMap(chart, 'dashboard', FLEET);
    new DashboardConfigMap(new Chart(app, 'production'), 'dashboard', FLEET);

    expect(printedBy(chart)).toEqual([]);
  });

  test("one key twice for Grafana's sidecar, which somebody else uses too", () => {
    const chart = chartOf();
    new OrchestratorMonitoring(chart, 'orchestrator', STACK);
    new ApiObject(chart, 'theirs', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'theirs', labels: { grafana_dashboard: '1' } },
      data: { 'pupsourcing-orchestrator.json': '{}' },
    });

    expect(errorsOf(chart)).toEqual([
      "[chart/orchestrator] ConfigMap monitoring/orchestrator-dashboard: found the key pupsourcing-orchestrator.json under the label grafana_dashboard, which ConfigMap monitoring/theirs (chart/theirs) has too; Grafana's sidecar makes one file of both, and one of them is lost; give the keys unique names: for dashboards, give each fleet its own dashboard.uid",
    ]);
  });

  test('a key that another folder has is another file', () => {
    const chart = chartOf();
    new OrchestratorMonitoring(chart, 'orchestrator', STACK);
    new ApiObject(chart, 'theirs', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'theirs', labels: { grafana_dashboard: '1' }, annotations: { grafana_folder: 'Theirs' } },
      data: { 'pupsourcing-orchestrator.json': '{}' },
    });

    expect(errorsOf(chart)).toEqual([]);
  });

  test('fleets of the profile upstream have keys of their own', () => {
    const chart = chartOf();
    for (const uid of ['shop', 'billing']) {
      const own = { replicaSets: [{ name: uid, workers: 3 }], dashboard: { uid }, selector: { job: uid } };
      const scrape = { namespaces: [uid] };
      new OrchestratorMonitoring(chart, uid, { profile: 'upstream', ...own, scrape, ...STACK });
      const labels = { grafana_dashboard: '1' };
      new DashboardConfigMap(chart, `${uid}-alone`, {
        profile: 'upstream',
        ...own,
        dashboard: { uid: `${uid}-alone` },
        name: uid,
        labels,
      });
    }

    expect(errorsOf(chart)).toEqual([]);
  });

  const sidecarOf = (chart: Chart, environment: Record<string, string>): kplus.Deployment =>
    new kplus.Deployment(chart, 'grafana', {
      metadata: { name: 'grafana' },
      containers: [
        {
          image: 'quay.io/kiwigrid/k8s-sidecar:1.30.10',
          envVariables: Object.fromEntries(
            Object.entries(environment).map(([name, value]) => [name, kplus.EnvValue.fromValue(value)]),
          ),
        },
      ],
    });

  test.each<[string, Record<string, string>, string | undefined]>([
    ['in its namespace', { LABEL: 'grafana_dashboard' }, undefined],
    ['of its value, in every namespace', { LABEL: 'grafana_dashboard', LABEL_VALUE: '1', NAMESPACE: 'ALL' }, undefined],
    ['of any value', { LABEL: 'grafana_dashboard', LABEL_VALUE: '' }, undefined],
    ['in one of its namespaces', { LABEL: 'grafana_dashboard', NAMESPACE: 'a, monitoring' }, undefined],
    ['of another label', { LABEL: 'my_dashboards' }, 'my_dashboards in monitoring'],
    ['of another value', { LABEL: 'grafana_dashboard', LABEL_VALUE: 'true' }, 'grafana_dashboard=true in monitoring'],
    ['in other namespaces', { LABEL: 'grafana_dashboard', NAMESPACE: 'a,b' }, 'grafana_dashboard in a, b'],
  ])('a sidecar that collects what is %s', (_what, environment, passesOver) => {
    const chart = chartOf();
    sidecarOf(chart, environment);
    new OrchestratorMonitoring(chart, 'orchestrator', { ...FLEET, ...STACK });

    expect(warningsOf(chart).map(({ what, why }) => `${what}; ${why}`)).toEqual(
      passesOver === undefined
        ? []
        : [
            `found the label grafana_dashboard=1 in monitoring; the sidecars of this chart collect ${passesOver}, and Grafana would not see it`,
          ],
    );
  });

  test('what the sidecar of another chart collects', () => {
    const chart = chartOf();
    sidecarOf(chart, { LABEL: 'my_dashboards' });
    sidecarOf(new Chart(App.of(chart), 'other'), { LABEL: 'grafana_dashboard', NAMESPACE: 'ALL' });
    new OrchestratorMonitoring(chart, 'orchestrator', { ...FLEET, ...STACK });

    expect(warningsOf(chart)).toEqual([]);
  });

  describe('a folder that the sidecar of the app does not read', () => {
    const withSidecar = (environment: Record<string, string>, foldersFromFilesStructure: boolean): Chart => {
      const chart = chartOf();
      sidecarOf(chart, environment);
      new kplus.ConfigMap(chart, 'provider', {
        metadata: { name: 'provider' },
        data: {
          'provider.yaml': `apiVersion: 1\nproviders: [{ name: sidecar, options: { foldersFromFilesStructure: ${foldersFromFilesStructure}, path: /tmp/dashboards } }]`,
        },
      });
      new OrchestratorMonitoring(chart, 'orchestrator', {
        ...FLEET,
        delivery: kubePrometheusStack({ release: 'stack', folder: 'Projections', folderAnnotation: 'grafana_folder' }),
      });
      return chart;
    };

    test.each<[string, Record<string, string>, boolean, readonly string[]]>([
      ['it reads it', { LABEL: 'grafana_dashboard', FOLDER_ANNOTATION: 'grafana_folder' }, true, []],
      ['it is for something else', { LABEL: 'grafana_datasource' }, false, []],
      [
        'it reads none',
        { LABEL: 'grafana_dashboard' },
        true,
        [
          '[chart/orchestrator] ConfigMap monitoring/orchestrator-dashboard: found the annotation grafana_folder; the sidecar of Deployment monitoring/grafana (chart/grafana) reads no annotation, and the dashboards would appear in no folder; set the Helm value sidecar.dashboards.folderAnnotation: grafana_folder, or leave out the folder',
        ],
      ],
      [
        'it reads another',
        { LABEL: 'grafana_dashboard', FOLDER_ANNOTATION: 'folder' },
        true,
        [expect.stringContaining('reads folder, and the dashboards would appear in no folder') as string],
      ],
      [
        'Grafana sees no folders',
        { LABEL: 'grafana_dashboard', FOLDER_ANNOTATION: 'grafana_folder' },
        false,
        [
          '[chart/orchestrator] ConfigMap monitoring/orchestrator-dashboard: found the annotation grafana_folder; ConfigMap monitoring/provider (chart/provider) does not turn directories into folders, and the dashboards would appear in no folder; set the Helm value sidecar.dashboards.provider.foldersFromFilesStructure: true, or leave out the folder',
        ],
      ],
    ])('%s', (_what, environment, foldersFromFilesStructure, errors) => {
      expect(errorsOf(withSidecar(environment, foldersFromFilesStructure))).toEqual(errors);
    });
  });
});

describe('what a pod mounts', () => {
  const grafanaIn = (chart: Chart, namespace?: string): kplus.Deployment =>
    new kplus.Deployment(chart, 'grafana', {
      metadata: { name: 'grafana', ...(namespace === undefined ? {} : { namespace }) },
      containers: [{ name: 'grafana', image: 'grafana/grafana:12.1.1' }],
    });
  const delivery = fileProvisioning();

  test('is in its own namespace', () => {
    const chart = chartOf();
    new OrchestratorMonitoring(chart, 'm', { ...FLEET, delivery }).grafanaMounts.mountInto(grafanaIn(chart), kplus);

    expect(printedBy(chart)).toEqual([]);
  });

  test('is an error where it is in another', () => {
    const chart = chartOf();
    const { grafanaMounts } = new OrchestratorMonitoring(chart, 'm', { ...FLEET, delivery });
    grafanaMounts.mountInto(grafanaIn(chart, 'grafana'), kplus);

    expect(errorsOf(chart)[0]).toBe(
      "[chart/m] ConfigMap monitoring/orchestrator-dashboard: found that Deployment grafana/grafana (chart/grafana) mounts it in the namespace grafana; a pod sees ConfigMaps of its own namespace only, and does not start without them; give both one namespace: namespace: 'grafana' for the monitoring, for instance",
    );
  });

  test.each<[string, (mounts: GrafanaMounts, chart: Chart) => void]>([
    [
      'cdk8s-plus',
      (mounts, chart) => {
        mounts.mountInto(grafanaIn(chart), kplus);
      },
    ],
    [
      'a patched object',
      (mounts, chart) => {
        mounts.patchInto(
          new ApiObject(chart, 'grafana', {
            apiVersion: 'apps/v1',
            kind: 'Deployment',
            metadata: { name: 'grafana' },
            spec: { template: { spec: { containers: [{ name: 'grafana' }] } } },
          }),
        );
      },
    ],
  ])('is warned of where it is in another, and in another chart: %s', (_how, mount) => {
    const chart = chartOf();
    const other = new Chart(App.of(chart), 'other', { namespace: 'grafana' });
    mount(new OrchestratorMonitoring(chart, 'm', { ...FLEET, delivery }).grafanaMounts, other);

    expect(printedBy(chart)[0]).toContain(
      "[chart/m] ConfigMap monitoring/orchestrator-dashboard: found that Deployment grafana/grafana (other/grafana) mounts it in the namespace grafana; a pod sees ConfigMaps of its own namespace only, and does not start without them; give both one namespace: namespace: 'grafana' for the monitoring",
    );
  });

  test('is no matter of the charts: a Grafana of another sees its own', () => {
    const app = new App();
    const [chart, other] = [new Chart(app, 'staging', { namespace: 'a' }), new Chart(app, 'other', { namespace: 'b' })];
    for (const scope of [chart, other]) {
      const { grafanaMounts } = new OrchestratorMonitoring(scope, 'm', { ...FLEET, delivery });
      grafanaMounts.mountInto(grafanaIn(scope), kplus);
    }
    const elsewhere = new Chart(app, 'elsewhere', { namespace: 'a' });
    new GrafanaMounts(elsewhere, 'mounts').mountInto(grafanaIn(elsewhere), kplus);

    expect(printedBy(chart)).toEqual([]);
  });

  test('is an error where it is in another, also as one source of several', () => {
    const chart = chartOf();
    new OrchestratorMonitoring(chart, 'm', { ...FLEET, delivery });
    const sources = [{ configMap: { name: 'others' } }, { configMap: { name: 'orchestrator-dashboard' } }];
    new ApiObject(chart, 'grafana', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'grafana', namespace: 'grafana' },
      spec: {
        template: {
          spec: { containers: [{ name: 'grafana' }], volumes: [{ name: 'dashboards', projected: { sources } }] },
        },
      },
    });

    expect(errorsOf(chart)[0]).toContain(
      '[chart/m] ConfigMap monitoring/orchestrator-dashboard: found that Deployment grafana/grafana (chart/grafana) mounts it in the namespace grafana;',
    );
  });

  describe('by hand', () => {
    type Mounts = ConstructorParameters<typeof GrafanaMounts>[2];
    const byHand = (props: ConstructorParameters<typeof DashboardConfigMap>[2], mounts?: Mounts, path?: string) => {
      const chart = chartOf();
      const { name } = new DashboardConfigMap(chart, 'dashboards', { ...FLEET, ...props });
      new DashboardProvisioningConfigMap(chart, 'provider', { provider: path === undefined ? {} : { path } });
      const grafana = grafanaIn(chart);
      new GrafanaMounts(chart, 'mounts', { ...(path && { dashboards: name }), ...mounts }).mountInto(grafana, kplus);
      return chart;
    };

    test.each<[string, ...Parameters<typeof byHand>]>([
      ['all as it is called unless told', {}],
      ['in another directory, where the provider looks', {}, { dashboardDirectory: '/srv/dash' }, '/srv'],
      ['a name that the app does not know, on purpose', { name: 'own' }, { dashboards: 'theirs' }],
      ['a provider of the user’s own', {}, { dashboardDirectory: '/srv/dash', dashboardProvisioning: false }],
      ['a provider file of another app', {}, { dashboardDirectory: '/srv/dash', dashboardProvisioning: 'theirs' }],
      ['a provider whose path Grafana’s environment says', {}, { dashboardDirectory: '/srv/dash' }, '/srv/$x'],
    ])('%s', (_what, ...made) => {
      expect(printedBy(byHand(...made))).toEqual([]);
    });

    test('a directory where no provider looks', () => {
      expect(errorsOf(byHand({}, { dashboardDirectory: '/srv/dash' }))).toEqual([
        '[chart/dashboards] ConfigMap monitoring/orchestrator-dashboard: found it at /srv/dash in Deployment monitoring/grafana (chart/grafana), whose provider files look at /var/lib/grafana/dashboards/orchestrator; Grafana would not find the dashboards; set dashboardDirectory to a directory below one of these, or provider.path to one above all dashboards',
      ]);
    });
  });

  test.each([
    [undefined, ['/var/lib/grafana/dashboards/orchestrator-b']],
    ['/var/lib/grafana/dashboards', []],
  ])('of two fleets is where the only provider looks: %s', (path, unread) => {
    const chart = chartOf();
    const grafana = grafanaIn(chart);
    const deliveries = {
      a: fileProvisioning({ provider: { ...(path && { path }) } }),
      b: fileProvisioning({ provider: false }),
    };
    for (const [uid, ways] of Object.entries(deliveries)) {
      const fleet = { ...FLEET, selector: { job: uid }, scrape: { namespaces: [uid] }, dashboard: { uid } };
      new OrchestratorMonitoring(chart, uid, { ...fleet, delivery: ways }).grafanaMounts.mountInto(grafana, kplus);
    }

    expect(errorsOf(chart)).toEqual(
      unread.map((directory) => expect.stringContaining(`found it at ${directory} in Deployment monitoring/grafana`)),
    );
  });

  test('is taken to be there where the pod says no namespace', () => {
    const chart = Testing.chart();
    new OrchestratorMonitoring(chart, 'm', FLEET).grafanaMounts.mountInto(grafanaIn(chart), kplus);

    expect(printedBy(chart)).toEqual([]);
  });

  test('is at a path of its own, also when somebody mounts more later', () => {
    const chart = chartOf();
    const grafana = grafanaIn(chart);
    new OrchestratorMonitoring(chart, 'm', { ...FLEET, delivery }).grafanaMounts.mountInto(grafana, kplus);
    grafana.containers[0]!.mount(
      '/etc/grafana/provisioning/dashboards/',
      kplus.Volume.fromEmptyDir(chart, 'later', 'later'),
    );

    expect(errorsOf(chart)).toEqual([
      '[chart/m] ConfigMap monitoring/orchestrator-dashboard: found two mounts at /etc/grafana/provisioning/dashboards in the container grafana of Deployment monitoring/grafana (chart/grafana); Kubernetes refuses the pod; remove one of the two, or mount ours elsewhere: dashboardDirectory and name say where and as what',
    ]);
  });
});

describe('what would be evaluated twice', () => {
  test('a replica set in two fleets of a chart', () => {
    const chart = chartOf();
    const fleet = (name: string, replicaSets: readonly string[]): OrchestratorMonitoring =>
      new OrchestratorMonitoring(chart, name, {
        name,
        replicaSets: replicaSets.map((set) => ({ name: set })),
        watchUnlisted: name === 'two',
        dashboard: { uid: name },
        alerts: { labels: { fleet: name } },
        recordingRules: false,
        delivery: kubePrometheusStack({ release: 'stack', splitDashboards: true }),
        ...SCRAPE,
      });
    fleet('one', ['orders', 'billing']);
    fleet('two', ['billing', 'mails']);

    expect(printedBy(chart)).toEqual([
      '[chart/two] replicaSets: found billing, which chart/one lists too; every alert about them would be sent twice; list each replica set once, or distinguish the fleets by their selectors',
      '[chart/two] replicaSets: found orders, which chart/two watches too, because it watches unlisted replica sets; every alert about them would be sent twice; set watchUnlisted: false for chart/two, or distinguish the fleets by their selectors',
    ]);
  });

  test('but not fleets that a selector tells apart, nor the charts of two clusters', () => {
    const app = new App();
    const [chart, other] = [new Chart(app, 'chart'), new Chart(app, 'other')];
    const made = (scope: Chart, name: string, props: object) =>
      new OrchestratorMonitoring(scope, name, { ...FLEET, name, dashboard: { uid: name }, ...STACK, ...props });
    made(chart, 'one', {});
    made(chart, 'two', { selector: { job: 'others' }, scrape: { namespaces: ['others'] } });
    made(other, 'three', {});

    expect(printedBy(chart)).toEqual([]);
  });

  test('workers that two fleets scrape', () => {
    const chart = chartOf();
    for (const job of ['one', 'two']) {
      const props = { ...FLEET, name: job, selector: { job }, dashboard: { uid: job } };
      new OrchestratorMonitoring(chart, job, { ...props, ...STACK });
    }

    expect(printedBy(chart)).toEqual([
      '[chart/two] scrape: found no namespace or pod label that distinguishes its workers from those of the job "one", as in chart/one; both jobs scrape the same pods, and every fault would be reported by both fleets; give each fleet its own scrape.namespaces, or another value of one of scrape.podLabels',
    ]);
  });

  test('scrape jobs of one name in files, with other settings', () => {
    const chart = chartOf();
    for (const name of ['one', 'two']) {
      new OrchestratorMonitoring(chart, name, {
        selector: { job: 'workers', namespace: name },
        dashboard: { uid: name },
        scrape: { namespaces: [name] },
        delivery: fileProvisioning(),
      });
    }

    expect(printedBy(chart)).toEqual([
      '[chart/two] scrape.jobName: found "workers" with other settings, as in chart/one; Prometheus refuses a configuration that has two scrape jobs of one name, and would not start; give both the same scrape settings, with all namespaces, and load one of the two jobs, or give each fleet a job of its own, by selector.job',
    ]);
  });

  test('jobs in objects of their own, of one name, and for one pod', () => {
    const found = (describe: (name: string) => object): readonly string[] => {
      const chart = chartOf();
      for (const name of ['one', 'two']) {
        new ScrapeConfigMap(chart, name, { dashboard: { uid: name }, ...describe(name) });
      }
      return printedBy(chart).map((text) => text.split(':')[0] ?? '');
    };

    expect(
      found((name) => ({ selector: { job: 'workers', namespace: name }, scrape: { namespaces: [name] } })),
    ).toEqual(['[chart/two] scrape.jobName']);
    printed.mockClear();
    expect(found((job) => ({ selector: { job }, ...SCRAPE, configuration: { global: {} } }))).toEqual([
      '[chart/two] scrape',
    ]);
  });

  test('but not dashboards of one title in two folders', () => {
    const chart = chartOf();
    for (const uid of ['a', 'b']) {
      const fleet = { ...FLEET, selector: { job: uid }, scrape: { namespaces: [uid] }, dashboard: { uid, title: 'W' } };
      const inFolder = sidecar({ folder: uid, folderAnnotation: 'grafana_folder' });
      new OrchestratorMonitoring(chart, uid, {
        ...fleet,
        delivery: combineDeliveries({ dashboards: inFolder, rules: prometheusOperator() }),
      });
    }

    expect(printedBy(chart)).toEqual([]);
  });

  test('but not one fleet in several constructs, of which each delivers something else', () => {
    const chart = chartOf();
    const labels = { release: 'stack' };
    const delivery = combineDeliveries({ dashboards: sidecar(), rules: false });
    new OrchestratorMonitoring(chart, 'dashboards', { ...FLEET, delivery });
    new OrchestratorPrometheusRule(chart, 'rules', { ...FLEET, labels });
    new ScrapeConfigMap(chart, 'scraping', FLEET);

    expect(printedBy(chart)).toEqual([]);
  });

  test('one rule in two objects', () => {
    const chart = chartOf();
    const mixin = createMixin(FLEET);
    new OrchestratorPrometheusRule(chart, 'object', { mixin, labels: { release: 'stack' } });
    new RuleConfigMap(chart, 'file', { mixin });

    expect(printedBy(chart)).toEqual([
      expect.stringMatching(
        /^\[chart\/file\] ConfigMap monitoring\/orchestrator-rules: found \d+ rules that PrometheusRule monitoring\/orchestrator-rules \(chart\/object\) has too; a Prometheus that reads both evaluates every rule twice, and notifies twice; leave out one of the two$/,
      ),
    ]);
  });
});

describe('alerts that Grafana evaluates', () => {
  const grafana = createMixin({ ...FLEET, alerts: { evaluatedBy: 'grafana' } });
  const rules = (chart: Chart, mixin = grafana) => [
    new OrchestratorPrometheusRule(chart, 'rules', { mixin, labels: { release: 'stack' } }),
  ];

  test('are in no object of rules alone', () => {
    const chart = chartOf();
    rules(chart);
    new DashboardConfigMap(chart, 'dashboards', { mixin: grafana });

    expect(printedBy(chart)).toEqual([
      "[chart/rules] alerts.evaluatedBy: found 'grafana', and nothing in this app that brings the alerts to Grafana; this object has recording rules alone, and nobody would evaluate the alerts; use OrchestratorMonitoring with a delivery that brings them, such as sidecar() or fileProvisioning(), or let Prometheus evaluate them",
    ]);
  });

  test.each<[string, (chart: Chart) => unknown]>([
    ['Prometheus evaluates them', (chart) => rules(chart, createMixin(FLEET))],
    ['there are none', (chart) => rules(chart, createMixin({ ...FLEET, alerts: { enabled: false } }))],
    ['a delivery brings them', (chart) => new OrchestratorMonitoring(chart, 'm', { mixin: grafana, ...STACK })],
    [
      'an object that is composed by hand brings them',
      (chart) => [
        rules(chart),
        new ApiObject(chart, 'alerts', {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'alerts', labels: { grafana_alert: '1' } },
          data: { 'alerts.yaml': toYaml(renderGrafanaAlerting(grafana)) },
        }),
      ],
    ],
  ])('nothing where %s', (_what, make) => {
    const chart = chartOf();
    make(chart);

    expect(printedBy(chart)).toEqual([]);
  });
});

test('warnings are printed once for each, in the order of the constructs, and can be asked for', () => {
  const chart = chartOf();
  const grafanaUrl = 'https://grafana.example';
  new OrchestratorPrometheusRule(chart, 'rules', { ...FLEET, grafanaUrl });
  new OrchestratorMonitoring(chart, 'm', {
    replicaSets: [{ name: 'x' }],
    grafanaUrl,
    name: 'm',
    delivery: sidecar(),
    selector: { job: 'x' },
    dashboard: { uid: 'm' },
  });

  App.of(chart).synthYaml();
  App.of(chart).synthYaml();

  expect(printed.mock.calls.map(([message]) => (message as string).split(':')[0])).toEqual([
    '[chart/rules] PrometheusRule monitoring/orchestrator-rules',
    '[chart/m] delivery',
  ]);
  expect(warningsOf(chart).map(({ constructPath, path }) => `${constructPath} ${path}`)).toEqual([
    'chart/m delivery',
    'chart/rules PrometheusRule monitoring/orchestrator-rules',
  ]);
});

describe('two fleets in two charts, whose objects have the same names', () => {
  const fleetIn = (namespace: string): OrchestratorMonitoringProps => ({
    selector: { job: 'workers', namespace },
    scrape: { namespaces: [namespace], podLabels: { app: 'worker' } },
    delivery: prometheusOperator({ selectorLabels: { prometheus: 'main' } }),
  });
  const chartsOf = (
    namespaces: readonly [string, string],
    second: OrchestratorMonitoringProps,
    yamlOutputType = YamlOutputType.FILE_PER_CHART,
  ): Chart => {
    const app = new App({ yamlOutputType });
    const [chart] = [fleetIn('shop'), second].map((props, index) => {
      const own = new Chart(app, `chart-${String(index)}`, { namespace: namespaces[index] ?? '' });
      new OrchestratorMonitoring(own, 'm', props);
      return own;
    }) as [Chart, Chart];
    return chart;
  };
  const same = fleetIn('shop');
  const other = fleetIn('billing');

  test('may go to one cluster: one warning for both', () => {
    expect(printedBy(chartsOf(['monitoring', 'monitoring'], other))).toEqual([
      '[chart-1/m] PrometheusRule monitoring/orchestrator-rules: found another of this kind and name with other contents, made by chart-0/m; where both charts go to one cluster, one would overwrite the other; give each fleet its own dashboard.uid, or name; charts for two clusters can be in an app each, or have namespaces of their own',
    ]);
  });

  test.each([
    ['of the same contents, as in two clusters', ['monitoring', 'monitoring'], same],
    ['in two namespaces', ['staging', 'production'], other],
    ['by another dashboard.uid', ['monitoring', 'monitoring'], { ...other, dashboard: { uid: 'billing' } }],
  ] as const)('but not %s', (_what, namespaces, second) => {
    expect(printedBy(chartsOf(namespaces, second))).toEqual([]);
  });

  test('go to one cluster in one file, or in one Helm chart', () => {
    const files = chartsOf(['monitoring', 'monitoring'], other, YamlOutputType.FILE_PER_APP);
    const errors = ['PrometheusRule monitoring/orchestrator-rules', 'PodMonitor monitoring/orchestrator-workers'].map(
      (object) =>
        `[chart-1/m] ${object}: found another of this kind and name, made by chart-0/m; one would overwrite the other; give one of them another name`,
    );

    expect(errorsOf(files)).toEqual(expect.arrayContaining(errors));

    const before = process.env['CDK8S_OUTDIR'];
    process.env['CDK8S_OUTDIR'] = '/chart/templates';
    try {
      expect(errorsOf(chartsOf(['monitoring', 'monitoring'], other))).toEqual(expect.arrayContaining(errors));
    } finally {
      if (before === undefined) {
        delete process.env['CDK8S_OUTDIR'];
      } else {
        process.env['CDK8S_OUTDIR'] = before;
      }
    }
  });
});

describe('a file for each object, called by its kind and name', () => {
  const { FILE_PER_RESOURCE, FOLDER_PER_CHART_FILE_PER_RESOURCE } = YamlOutputType;
  const access = {
    discoveredBy: { name: 'prometheus', namespace: 'monitoring' },
    networkPolicy: { prometheusNamespace: 'monitoring' },
    scraping: 'serviceMonitor',
  } as const;

  test('what is there once for each namespace of the workers has files of its own', () => {
    const chart = new Chart(new App({ yamlOutputType: FILE_PER_RESOURCE }), 'chart', { namespace: 'monitoring' });
    new OrchestratorMonitoring(chart, 'orchestrator', {
      scrape: { namespaces: ['a', 'b'], podLabels: { app: 'worker' } },
      delivery: kubePrometheusStack({ release: 'stack', ...access }),
    });

    expect(errorsOf(chart)).toEqual([]);
  });

  test('objects of two charts in one file', () => {
    const errorsIn = (yamlOutputType: YamlOutputType): readonly string[] => {
      const app = new App({ yamlOutputType });
      const [chart] = ['staging', 'production'].map((namespace) => {
        const own = new Chart(app, namespace, { namespace });
        new OrchestratorPrometheusRule(own, 'rules', { ...FLEET, labels: { release: 'stack' } });
        return own;
      }) as [Chart, Chart];
      return errorsOf(chart);
    };

    expect(errorsIn(FILE_PER_RESOURCE)).toEqual([
      '[production/rules] PrometheusRule production/orchestrator-rules: found the kind and name of PrometheusRule staging/orchestrator-rules (staging/rules), where each object has a file of that name; one file would overwrite the other; give one of them another name, or the app another yamlOutputType, such as YamlOutputType.FILE_PER_CHART',
    ]);
    expect(errorsIn(FOLDER_PER_CHART_FILE_PER_RESOURCE)).toEqual([]);
  });
});

test('what is added after the synth of another chart is looked at', () => {
  const app = new App();
  const [first, second] = ['first', 'second'].map((id) => new Chart(app, id, { namespace: id })) as [Chart, Chart];
  new OrchestratorMonitoring(second, 'm', { ...FLEET, ...STACK });
  Testing.synth(second);
  prometheus(first, { ruleSelector: { matchLabels: { release: 'other' } } });
  new OrchestratorPrometheusRule(first, 'rules', FLEET);

  expect(() => Testing.synth(first)).toThrow('[first/rules] PrometheusRule first/orchestrator-rules: found no labels');
});
