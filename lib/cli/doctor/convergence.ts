/** Replica sets that never converge. */
import { parseDuration, type Mixin } from '../../orchestrator';
import { CONVERGENCE_STEP, CONVERGENCE_WINDOW, replicaSetOf, type Facts } from './facts';
import type { DoctorFinding } from './finding';

/** Findings about replica sets whose workers shared no generation at any time in the last two minutes. */
export function diagnoseConvergence({ beyondPartitions }: Facts, { config }: Mixin): readonly DoctorFinding[] {
  const interval = parseDuration(config.scrapeInterval) ?? CONVERGENCE_STEP;
  return beyondPartitions
    .map(({ metric, values }) => ({ metric, values: settled(values, interval) }))
    .filter(({ values }) => values.length > 0 && values.every((workers) => workers > 0))
    .map(({ metric, values }) => ({
      severity: 'error',
      code: 'never-converges',
      what: `The workers of replica set ${replicaSetOf(metric)} never converge: each runs in its own generation, and events of unowned partitions are lost`,
      evidence: [
        `workers beyond the partitions of the largest generation: ${String(values.at(-1) ?? 0)}`,
        `seen at each of ${String(values.length)} samples of the last ${String(CONVERGENCE_WINDOW / 60)} minutes`,
        'up, the number of workers and the coordination time all look healthy',
      ],
      fix: 'the stock coordinator of orchestrator v1.1.0 does this whenever a replica set has several workers. Scale it to one worker, which then owns all partitions (lower the minimum of an autoscaler first), set workers: 1 in the configuration, then repair the read models: see OrchestratorNeverConverges in the runbook',
    }));
}

/**
 * Without the samples of the first scrape interval, if Prometheus has known a replica set for less than the window: each target is scraped at
 * its own moment of the interval, so those samples may show only some of the workers.
 */
function settled(values: readonly number[], scrapeInterval: number): readonly number[] {
  return values.length * CONVERGENCE_STEP < CONVERGENCE_WINDOW
    ? values.slice(Math.ceil(scrapeInterval / CONVERGENCE_STEP))
    : values;
}
