/** Does any replica set never converge, right now. */
import type { Facts } from './facts';
import { CONVERGENCE_STEP, CONVERGENCE_WINDOW } from './facts';
import type { DoctorFinding } from './finding';

/** Findings about replica sets whose workers share no generation at any time of the last two minutes. */
export function diagnoseConvergence({ beyondPartitions }: Facts): readonly DoctorFinding[] {
  return beyondPartitions
    .map(({ metric, values }) => ({ metric, values: settled(values) }))
    .filter(({ values }) => values.length > 0 && values.every((workers) => workers > 0))
    .map(({ metric, values }) => ({
      severity: 'error',
      code: 'never-converges',
      what: `The workers of replica set ${metric['replica_set'] ?? '(without a name)'} never converge: each runs in a generation of its own, and events of partitions that nobody owns are lost`,
      evidence: [
        `workers that the partitions of the largest generation do not cover: ${String(values.at(-1) ?? 0)}`,
        `so at each of the ${String(values.length)} looks within the last ${String(CONVERGENCE_WINDOW / 60)} minutes`,
        'up, the number of workers and the coordination time look healthy meanwhile',
      ],
      mend: 'the stock coordinator of orchestrator v1.1.0 does this whenever a replica set has several workers: scale it to one worker at once, which then owns all partitions; for good, give the orchestrator a generation store that converges (WithGenerationStore); afterwards rebuild the read models',
    }));
}

/**
 * Of a replica set that Prometheus has known for less than the window, the first look may have seen some of its workers only, which then had a
 * common generation for want of others.
 */
function settled(values: readonly number[]): readonly number[] {
  return values.length * CONVERGENCE_STEP < CONVERGENCE_WINDOW ? values.slice(1) : values;
}
