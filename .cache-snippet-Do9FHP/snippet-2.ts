import { App, Chart } from 'cdk8s';
import { kubePrometheusStack } from 'pupsourcing-orchestrator-monitoring';
import { OrchestratorMonitoring } from 'pupsourcing-orchestrator-monitoring/cdk8s';

const app = new App();
const chart = new Chart(app, 'monitoring', { namespace: 'monitoring' });

new OrchestratorMonitoring(chart, 'orchestrator', {
  replicaSets: [{ name: 'orders', workers: 3 }],
  scrape: { namespaces: ['projections'], podLabels: { 'app.kubernetes.io/name': 'projection-worker' } },
  delivery: kubePrometheusStack({ release: 'monitoring' }),
});

app.synth();

export {};
