import { Chart, Testing, type ApiObject } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  createMixin,
  fileProvisioning,
  kubePrometheusStack,
  prometheusOperator,
  renderDelivery,
  sidecar,
} from 'pupsourcing-orchestrator-monitoring';
import { OrchestratorMonitoring, warningsOf } from 'pupsourcing-orchestrator-monitoring/cdk8s';

import { problemsOf } from './problems-of';

const FLEET = { replicaSets: [{ name: 'orders', workers: 3 }] };

/** As cdk8s gives it: any, to be walked through. */
type Manifest = ReturnType<ApiObject['toJson']>;

test('places what the delivery makes, in the namespace of the chart', () => {
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
  expect(monitoring.dashboardConfigMap).toBeUndefined();
});

test('mounts what the delivery says', () => {
  const chart = Testing.chart();
  const grafana = new kplus.Deployment(chart, 'grafana', { containers: [{ image: 'grafana', portNumber: 3000 }] });
  const { grafanaMounts } = new OrchestratorMonitoring(chart, 'monitoring', {
    ...FLEET,
    delivery: fileProvisioning({ splitDashboards: true, dashboardDirectory: '/dashboards' }),
  });

  grafanaMounts.mountInto(grafana, kplus);

  expect(grafana.containers[0]!.mounts.map(({ path }) => path)).toEqual([
    '/dashboards/orchestrator-dashboard',
    '/dashboards/orchestrator-dashboard-fleet',
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

test('is the one to decide, together with nothing that says the same', () => {
  const made = (props: object) => () =>
    new OrchestratorMonitoring(Testing.chart(), 'monitoring', { ...FLEET, ...props });

  expect(problemsOf(made({ delivery: sidecar(), parts: {}, dashboardDirectory: '/d' }))).toEqual([
    '[test/monitoring] parts: stands beside delivery, which decides that; give it to sidecar() or leave out one of the two',
    '[test/monitoring] dashboardDirectory: stands beside delivery, which decides that; give it to sidecar() or leave out one of the two',
  ]);
  expect(problemsOf(made({ delivery: 'sidecar' }))).toEqual([
    '[test/monitoring] delivery: found "sidecar"; allowed: a delivery, such as kubePrometheusStack(...) returns',
  ]);
});

test('labels and parts are plain objects, and a delivery is made of functions', () => {
  const wrong = { labels: new Date(), parts: new Map(), delivery: { name: 'x', rules: 1 } };

  expect(problemsOf(() => new OrchestratorMonitoring(Testing.chart(), 'monitoring', wrong as never))).toEqual([
    '[test/monitoring] labels: found an instance of Date; allowed: an object of Kubernetes label names and their values',
    '[test/monitoring] parts: found an instance of Map; allowed: an object with dashboardConfigMap, dashboardProvisioning, datasourceProvisioning, prometheusRule, alertmanagerConfig, additionalScrapeConfigs, ruleConfigMap, scrapeConfigMap',
    '[test/monitoring] delivery.rules: found 1; allowed: a function that delivers this part',
  ]);
});

test('alerts that Grafana is to evaluate want a delivery', () => {
  const warnings = (props: object): readonly string[] => {
    const chart = Testing.chart();
    new OrchestratorMonitoring(chart, 'monitoring', { ...FLEET, alerts: { evaluatedBy: 'grafana' }, ...props });
    return warningsOf(chart).map(({ path, mend }) => `${path}: ${mend}`);
  };

  expect(warnings({ parts: { prometheusRule: { labels: { release: 'stack' } } } })).toEqual([
    'alerts.evaluatedBy: use a delivery instead of parts, for instance delivery: fileProvisioning()',
  ]);
  expect(warnings({ delivery: kubePrometheusStack({ release: 'stack' }) })).toEqual([]);
});
