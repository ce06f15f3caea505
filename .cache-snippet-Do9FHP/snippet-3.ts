import { App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { createMixin } from 'pupsourcing-orchestrator-monitoring';
import { makeScrapeable } from 'pupsourcing-orchestrator-monitoring/cdk8s';

const chart = new Chart(new App(), 'projections', { namespace: 'projections' });
const mixin = createMixin({
  replicaSets: [{ name: 'orders', workers: 3 }],
  scrape: { namespaces: ['projections'], podLabels: { 'app.kubernetes.io/name': 'projection-worker' } },
});
const workers = new kplus.Deployment(chart, 'orders', { replicas: 3, containers: [{ image: 'orders:1.0.0' }] });

makeScrapeable(workers, { mixin, port: 9090 });

export {};
