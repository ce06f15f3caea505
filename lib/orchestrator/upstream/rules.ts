/** The four alerts and three recording rules that upstream's README recommends. */
import type { AlertDefinition, Condition } from '../../model/alerts/alert-definition';
import type { Area } from '../../model/area';
import type { ListedSubject, QueryContext } from '../../model/signal';
import { constant, growing } from '../../model/probe';
import { labelValue, text, value } from '../../templates/text';
import { alert, replicaSet } from '../hardened/alert';
import { HIGH_RECONFIGURATION_RATE, SLOW_COORDINATION } from '../hardened/coordination/alerts';
import { PROJECTION_ERRORS } from '../hardened/projections/alerts';
import { WORKER_MISMATCH } from '../hardened/workers/alerts';
import { METRICS } from '../metrics';
import { PROBED, rateProbe } from '../probes';
import { UPSTREAM_SIGNALS } from './signals';

/** Expected workers where none are given: the number that the orchestrator's README writes. */
export const README_WORKERS = 3;

/** The number that all listed replica sets agree on, else the README's. It holds for those that are not listed. */
function agreed(listed: readonly ListedSubject[]): number {
  const first = listed[0]?.minimum;
  return typeof first === 'number' && listed.every(({ minimum, maximum }) => minimum === first && maximum === first)
    ? first
    : README_WORKERS;
}

/** The README compares with a number that stands in the rule; a range needs two. */
function mismatch(subject: string | undefined, { listed }: QueryContext): readonly Condition[] {
  const signal = UPSTREAM_SIGNALS.activeWorkers;
  const own = listed.find(({ name }) => name === subject);
  const { minimum, maximum } = own ?? { minimum: agreed(listed), maximum: agreed(listed) };
  if (typeof minimum !== 'number' || typeof maximum !== 'number') {
    return [];
  }
  if (minimum === maximum) {
    return [{ key: '', signal, comparison: '!=', threshold: minimum }];
  }
  const wanted = `${String(minimum)} to ${String(maximum)}`;
  const above: Condition = { key: 'above', signal, comparison: '>', threshold: maximum, wanted };
  // Fewer than none there cannot be.
  return minimum === 0 ? [above] : [{ key: 'below', signal, comparison: '<', threshold: minimum, wanted }, above];
}

/** Alerts of the profile `upstream`, in the README's order. It has no runbook: what to do is the same, however the fault was found. */
const UPSTREAM_ALERTS: readonly AlertDefinition[] = [
  alert({
    name: 'OrchestratorHighReconfigurationRate',
    signal: UPSTREAM_SIGNALS.reconfigurationRate,
    threshold: 0.1,
    for: '5m',
    severity: 'warning',
    summary: text`High reconfiguration rate for replica set ${replicaSet}`,
    description: () => text`Replica set ${replicaSet} is reconfiguring frequently (${value('plain')} times/sec)`,
    panel: 'reconfiguration-rate',
    reason: 'Recommended by the README; every worker raises its own alert.',
    probe: rateProbe(METRICS.reconfigurations.name),
    runbook: HIGH_RECONFIGURATION_RATE.runbook,
  }),
  alert({
    name: 'OrchestratorWorkerMismatch',
    signal: UPSTREAM_SIGNALS.activeWorkers,
    comparison: '!=',
    threshold: README_WORKERS,
    for: '5m',
    severity: 'warning',
    conditions: mismatch,
    summary: text`Worker count mismatch for ${replicaSet}`,
    description: ({ threshold, wanted }) => text`Expected ${wanted ?? threshold} workers but found ${value('plain')}`,
    panel: 'active-workers',
    reason: 'Recommended by the README; silent when all workers are gone.',
    probe: {
      values: 'whole',
      settle: () => 0,
      series: (count, at) => [constant(METRICS.activeWorkers.name, at.worker(0), count)],
    },
    runbook: WORKER_MISMATCH.runbook,
  }),
  alert({
    name: 'OrchestratorSlowCoordination',
    signal: UPSTREAM_SIGNALS.coordinationP95,
    threshold: 30,
    for: '10m',
    severity: 'warning',
    summary: text`Slow coordination for ${replicaSet}`,
    description: () => text`P95 coordination duration is ${value('plain')}s`,
    panel: 'coordination-duration',
    reason: 'Recommended by the README; a quantile cannot exceed the top bucket of 10 s, so it never fires.',
    // All coordinations took longer than the last bucket's bound: then the quantile is that bound.
    probe: {
      values: 'continuous',
      settle: () => 330,
      // In a test there are buckets beyond the orchestrator's, so that the README's threshold can be passed.
      most: () => Infinity,
      series: (value, at) =>
        [String(value), '+Inf'].map((le) =>
          growing(`${METRICS.coordinationDuration.name}_bucket`, { ...at.worker(0), le }, le === '+Inf' ? 1 : 0),
        ),
    },
    runbook: SLOW_COORDINATION.runbook,
  }),
  alert({
    name: 'OrchestratorProjectionErrors',
    signal: UPSTREAM_SIGNALS.errorRate,
    threshold: 0.01,
    for: '5m',
    severity: 'critical',
    summary: text`Projection errors in ${replicaSet}`,
    description: () =>
      text`Projection ${labelValue('projection')} is experiencing errors (${value('plain')} errors/sec)`,
    panel: 'projection-error-rate',
    reason: 'Recommended by the README; blind to the first error, and to workers that exit on errors.',
    probe: rateProbe(METRICS.projectionErrors.name, PROBED),
    runbook: PROJECTION_ERRORS.runbook,
  }),
];

/** The README's two groups, in its order. Its recorded series keep every label: their names promise more than they do. */
export const UPSTREAM_AREAS: readonly Area[] = [
  { group: 'orchestrator', recorded: [], alerts: UPSTREAM_ALERTS },
  {
    group: 'orchestrator_aggregations',
    recorded: [UPSTREAM_SIGNALS.eventRate, UPSTREAM_SIGNALS.errorRate, UPSTREAM_SIGNALS.coordinationP95],
    alerts: [],
  },
];
