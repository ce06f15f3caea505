import { createMixin, type MonitoringProps } from 'pupsourcing-orchestrator-monitoring';
import { deliveryOf } from '../../../lib/render';

import { renderKubernetesFiles } from '../../../lib/cli/files/kubernetes-files';

const FLEET: MonitoringProps = {
  replicaSets: [{ name: 'orders', workers: 3 }],
  scrape: { namespaces: ['one', 'two'], podLabels: { app: 'worker' } },
};

const pathsOf = (props: MonitoringProps, delivery: unknown = { name: 'standalone' }): readonly string[] =>
  renderKubernetesFiles(createMixin(props), { delivery: deliveryOf(delivery), objects: {} }).files.map(
    ({ path }) => path,
  );

test('one file for each object; those of other namespaces have folders', () => {
  expect(pathsOf(FLEET)).toEqual([
    'kubernetes/configmap-orchestrator-dashboard.yaml',
    'kubernetes/configmap-orchestrator-dashboard-provisioning.yaml',
    'kubernetes/configmap-orchestrator-rules.yaml',
    'kubernetes/configmap-orchestrator-scrape-config.yaml',
  ]);
  expect(
    pathsOf(FLEET, {
      name: 'kube-prometheus-stack',
      release: 'x',
      namespace: 'monitoring',
      discoveredBy: { name: 'prometheus', namespace: 'monitoring' },
    }),
  ).toEqual([
    'kubernetes/configmap-orchestrator-dashboard.yaml',
    'kubernetes/prometheusrule-orchestrator-rules.yaml',
    'kubernetes/podmonitor-orchestrator-workers.yaml',
    'kubernetes/one/role-orchestrator-worker-discovery.yaml',
    'kubernetes/one/rolebinding-orchestrator-worker-discovery.yaml',
    'kubernetes/two/role-orchestrator-worker-discovery.yaml',
    'kubernetes/two/rolebinding-orchestrator-worker-discovery.yaml',
  ]);
});

test('what the delivery finds is told: warnings and errors', () => {
  const rendered = (delivery: unknown, props: MonitoringProps = {}) =>
    renderKubernetesFiles(createMixin(props), { delivery: deliveryOf(delivery), objects: {} });

  expect(rendered('prometheusOperator').findings.map(({ path, severity }) => `${severity} ${path}`)).toEqual([
    'warning scrape',
  ]);
  expect(rendered({ name: 'prometheusOperator' }, { alerts: { evaluatedBy: 'grafana' } }).findings).toContainEqual(
    expect.objectContaining({
      severity: 'error',
      path: 'delivery',
      what: 'found prometheusOperator, which delivers no alerts to Grafana',
    }),
  );
});

test('alerts that Grafana evaluates are among the objects', () => {
  expect(pathsOf({ alerts: { evaluatedBy: 'grafana' } })).toContain(
    'kubernetes/configmap-orchestrator-alerting-provisioning.yaml',
  );
});
