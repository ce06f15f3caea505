import type { MonitoringProps } from 'pupsourcing-orchestrator-monitoring';

/** Namespace that the workers run in. */
export const WORKER_NAMESPACE = 'projections';

/** Namespace of Prometheus, Grafana and what is delivered to them. */
export const MONITORING_NAMESPACE = 'monitoring';

/** The fleet that every chart of this folder watches, each by another delivery. */
export const fleet: MonitoringProps = {
  replicaSets: [{ name: 'orders', workers: 3 }],
  scrape: {
    namespaces: [WORKER_NAMESPACE],
    podLabels: { 'app.kubernetes.io/name': 'projection-worker' },
    replicaSetPodLabel: 'projections.example.com/replica-set',
  },
};
