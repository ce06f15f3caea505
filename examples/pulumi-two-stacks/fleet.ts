/** One description for both stacks: they have to agree on who evaluates the alerts. */
import type { MonitoringProps } from 'pupsourcing-orchestrator-monitoring';

export const fleet = {
  selector: { job: 'projection-workers' },
  replicaSets: [
    { name: 'orders', workers: 3 },
    { name: 'billing', workers: { min: 2, max: 10 } },
  ],
  scrape: { namespaces: ['shop'], podLabels: { app: 'projection-workers' } },
  alerts: { evaluatedBy: 'grafana' },
  // The cluster's rules record; alerts and panels in Grafana read what they recorded.
  recordingRules: true,
} satisfies MonitoringProps;
