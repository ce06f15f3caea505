import { createMixin, type MonitoringProps } from 'pupsourcing-orchestrator-monitoring';
import { deliver, type Delivered } from '../../../lib/cli/files/deliver';
import { deliveryOf } from '../../../lib/render';

const FLEET: MonitoringProps = {
  replicaSets: [{ name: 'orders', workers: 3 }],
  scrape: { namespaces: ['one', 'two'], podLabels: { app: 'worker' } },
};

const rendered = (props: MonitoringProps, delivery: unknown = { name: 'standalone' }): readonly Delivered[] =>
  deliver([
    {
      file: undefined,
      mixin: createMixin(props),
      delivery: { delivery: deliveryOf(delivery), objects: {} },
      findings: [],
      placeOf: () => undefined,
    },
  ]);

const pathsOf = (...of: Parameters<typeof rendered>): readonly string[] =>
  rendered(...of).flatMap(({ files }) => files.map(({ path }) => path));

test('one file for each object; where there is one in each of the workers’ namespaces, its name has the namespace', () => {
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
    'kubernetes/role-orchestrator-worker-discovery-one.yaml',
    'kubernetes/rolebinding-orchestrator-worker-discovery-one.yaml',
    'kubernetes/role-orchestrator-worker-discovery-two.yaml',
    'kubernetes/rolebinding-orchestrator-worker-discovery-two.yaml',
  ]);
});

test('what the delivery finds is told: warnings and errors', () => {
  const [pods] = rendered({}, 'prometheusOperator');
  const [alerts] = rendered({ alerts: { evaluatedBy: 'grafana' } }, 'prometheusOperator');

  expect(pods?.findings.map(({ path, severity }) => `${severity} ${path}`)).toEqual(['warning scrape']);
  expect(alerts?.findings).toContainEqual(
    expect.objectContaining({
      severity: 'error',
      path: 'delivery',
      message: expect.stringMatching(/^found prometheusOperator, which delivers no alerts to Grafana; /) as string,
    }),
  );
});

test('alerts that Grafana evaluates are among the objects', () => {
  expect(pathsOf({ alerts: { evaluatedBy: 'grafana' } })).toContain(
    'kubernetes/configmap-orchestrator-alerting-provisioning.yaml',
  );
});
