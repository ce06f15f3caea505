/** What the example watches. Plain data, so that other stacks can use the same. */
import type { MonitoringProps } from 'pupsourcing-orchestrator-monitoring';

export const fleet = {
  selector: { job: 'projection-workers' },
  replicaSets: [
    { name: 'orders', workers: 3 },
    { name: 'billing', workers: { min: 2, max: 10 } },
  ],
} satisfies MonitoringProps;
