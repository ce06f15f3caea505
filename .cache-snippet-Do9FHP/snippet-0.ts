import { App, Chart } from 'cdk8s';
import { OrchestratorMonitoring } from 'pupsourcing-orchestrator-monitoring/cdk8s';

const app = new App();
const chart = new Chart(app, 'monitoring');

new OrchestratorMonitoring(chart, 'orchestrator', {
  selector: { job: 'projection-workers' },
  replicaSets: [
    { name: 'orders', workers: 3 },
    { name: 'billing', workers: { min: 2, max: 10 } },
  ],
});

app.synth();

export {};
