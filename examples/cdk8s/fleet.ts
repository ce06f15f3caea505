import type { MonitoringProps } from 'pupsourcing-orchestrator-monitoring';

/** Namespace that the workers run in. */
export const WORKER_NAMESPACE = 'projections';

/** The fleet that both charts watch: a replica set of a fixed size, and one that an autoscaler changes. */
export const fleet: MonitoringProps = {
  replicaSets: [
    { name: 'orders', workers: 3 },
    { name: 'billing', workers: { min: 2, max: 10 } },
  ],
  scrape: { namespaces: [WORKER_NAMESPACE] },
  alerts: { labels: { team: 'read-models' } },
  grafanaUrl: 'https://grafana.example.com',
};
