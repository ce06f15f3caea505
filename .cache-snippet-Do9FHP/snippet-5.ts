import { createMixin, kubePrometheusStack, renderDelivery } from 'pupsourcing-orchestrator-monitoring';
import { expectAlert, expectDelivered, expectNoAlert } from 'pupsourcing-orchestrator-monitoring/testing';

const mixin = createMixin({
  replicaSets: [{ name: 'orders', workers: 3 }],
  alerts: { overrides: { OrchestratorProjectionErrors: { threshold: 0.05 } } },
});
const { objects } = renderDelivery(kubePrometheusStack({ release: 'monitoring' }), mixin);

expectDelivered(objects, 'alerts', 'recordingRules', 'dashboards', 'scraping');
expectAlert(objects, 'OrchestratorProjectionErrors', { threshold: 0.05, severity: 'critical' });
expectNoAlert(objects, 'OrchestratorDiskFull');

export {};
