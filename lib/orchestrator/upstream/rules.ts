/** The four alerts and three recording rules that upstream's README recommends. */
import { single, type AlertDefinition, type AlertSettings, type Condition } from '../../model/alert-definition';
import type { AlertName } from '../alert-names';
import { HARDENED_ALERTS } from '../hardened/alerts';
import type { RecordingRuleDefinition } from '../../model/recording-rule';
import type { RunbookSection } from '../../model/runbook-section';
import { labelValue, text, value } from '../../templates/text';
import { isRange, isWorkload } from '../fleet/workers';
import { UPSTREAM_SIGNALS } from './signals';

/** The README has no runbook: what to do is the same, however the fault was found. */
const hardenedRunbook = (name: AlertName): RunbookSection => {
  const alert = HARDENED_ALERTS.find((definition) => definition.name === name);
  if (alert === undefined) {
    throw new Error(`${name} has no runbook`);
  }
  return alert.runbook;
};

const GROUP = 'orchestrator';
const replicaSet = labelValue('replica_set');

function mismatch({ workers }: AlertSettings): readonly Condition[] {
  const signal = UPSTREAM_SIGNALS.activeWorkers;
  if (typeof workers === 'number') {
    return [{ key: '', signal, comparison: '!=', threshold: workers }];
  }
  if (workers === undefined || isWorkload(workers)) {
    return [];
  }
  const above: Condition = { key: 'above', signal, comparison: '>', threshold: workers.max };
  // Fewer than none there cannot be.
  return workers.min === 0 ? [above] : [{ key: 'below', signal, comparison: '<', threshold: workers.min }, above];
}

function expected({ workers }: AlertSettings): string {
  return isRange(workers) ? `${workers.min} to ${workers.max}` : JSON.stringify(workers);
}

/** Alerts of the profile `upstream`, in the README's order. */
export const UPSTREAM_ALERTS: readonly AlertDefinition[] = [
  {
    name: 'OrchestratorHighReconfigurationRate',
    group: GROUP,
    threshold: 0.1,
    for: '5m',
    severity: 'warning',
    conditions: single(UPSTREAM_SIGNALS.reconfigurationRate, '>'),
    summary: text`High reconfiguration rate for replica set ${replicaSet}`,
    description: () => text`Replica set ${replicaSet} is reconfiguring frequently (${value('plain')} times/sec)`,
    panel: 'reconfiguration-rate',
    reason: 'Recommended by the README; every worker raises its own alert.',
    runbook: hardenedRunbook('OrchestratorHighReconfigurationRate'),
  },
  {
    name: 'OrchestratorWorkerMismatch',
    group: GROUP,
    threshold: undefined,
    for: '5m',
    severity: 'warning',
    workersMatter: (workers) => JSON.stringify(workers),
    conditions: mismatch,
    summary: text`Worker count mismatch for ${replicaSet}`,
    description: (_condition, settings) => text`Expected ${expected(settings)} workers but found ${value('plain')}`,
    panel: 'active-workers',
    reason: 'Recommended by the README; silent when all workers are gone.',
    runbook: hardenedRunbook('OrchestratorWorkerMismatch'),
  },
  {
    name: 'OrchestratorSlowCoordination',
    group: GROUP,
    threshold: 30,
    for: '10m',
    severity: 'warning',
    conditions: single(UPSTREAM_SIGNALS.coordinationP95, '>'),
    summary: text`Slow coordination for ${replicaSet}`,
    description: () => text`P95 coordination duration is ${value('plain')}s`,
    panel: 'coordination-duration',
    reason: 'Recommended by the README; a quantile cannot exceed the top bucket of 10 s, so it never fires.',
    runbook: hardenedRunbook('OrchestratorSlowCoordination'),
  },
  {
    name: 'OrchestratorProjectionErrors',
    group: GROUP,
    threshold: 0.01,
    for: '5m',
    severity: 'critical',
    conditions: single(UPSTREAM_SIGNALS.errorRate, '>'),
    summary: text`Projection errors in ${replicaSet}`,
    description: () =>
      text`Projection ${labelValue('projection')} is experiencing errors (${value('plain')} errors/sec)`,
    panel: 'projection-error-rate',
    reason: 'Recommended by the README; blind to the first error, and to workers that exit on errors.',
    runbook: hardenedRunbook('OrchestratorProjectionErrors'),
  },
];

/** Recording rules of the profile `upstream`, in the README's order. They keep every label: the names promise more than they do. */
export const UPSTREAM_RECORDING_RULES: readonly RecordingRuleDefinition[] = [
  { record: 'job:orchestrator_events_rate:5m', group: 'orchestrator_aggregations', signal: UPSTREAM_SIGNALS.eventRate },
  { record: 'job:orchestrator_errors_rate:5m', group: 'orchestrator_aggregations', signal: UPSTREAM_SIGNALS.errorRate },
  {
    record: 'job:orchestrator_coordination_p95:5m',
    group: 'orchestrator_aggregations',
    signal: UPSTREAM_SIGNALS.coordinationP95,
  },
];
