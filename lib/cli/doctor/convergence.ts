/** Replica sets that never converge. */
import type { Facts } from './facts';
import { CONVERGENCE_STEP, CONVERGENCE_WINDOW } from './facts';
import type { DoctorFinding } from './finding';

/** Findings about replica sets whose workers shared no generation at any time in the last two minutes. */
export function diagnoseConvergence({ beyondPartitions }: Facts): readonly DoctorFinding[] {
  return beyondPartitions
    .map(({ metric, values }) => ({ metric, values: settled(values) }))
    .filter(({ values }) => values.length > 0 && values.every((workers) => workers > 0))
    .map(({ metric, values }) => ({
      severity: 'error',
      code: 'never-converges',
      what: `The workers of replica set ${metric['replica_set'] ?? '(unnamed)'} never converge: each runs in its own generation, and events of unowned partitions are lost`,
      evidence: [
        `workers beyond the partitions of the largest generation: ${String(values.at(-1) ?? 0)}`,
        `seen at each of ${String(values.length)} samples of the last ${String(CONVERGENCE_WINDOW / 60)} minutes`,
        'up, the number of workers and the coordination time all look healthy',
      ],
      fix: 'the stock coordinator of orchestrator v1.1.0 does this whenever a replica set has several workers. Scale it to one worker, which then owns all partitions (lower the minimum of an autoscaler first), set workers: 1 in the configuration, then look after the read models: see OrchestratorNeverConverges in the runbook',
    }));
}

/** If Prometheus has known a replica set for less than the window, its first sample may show only some of the workers. */
function settled(values: readonly number[]): readonly number[] {
  return values.length * CONVERGENCE_STEP < CONVERGENCE_WINDOW ? values.slice(1) : values;
}
