/**
 * Alerts in both forms, replayed over the same recording: reading the series that their group records, and asking for themselves, as
 * Grafana evaluates them and as they are without recording rules.
 */
import { renderPrometheusRules, toYaml, type Mixin, type MonitoringProps } from '../../lib';
import { ALERT_NAMES, type AlertName } from '../../lib/orchestrator';
import { seconds } from '../../lib/promql/duration';
import { replay, type FiringInterval } from '../scenarios/promtool-replay';
import type { Recording } from '../scenarios/scenario';

const withThresholds = (thresholds: Readonly<Partial<Record<AlertName, number>>>): MonitoringProps => ({
  alerts: {
    overrides: Object.fromEntries(
      ALERT_NAMES.map((name) => {
        const threshold = thresholds[name];
        return [name, { for: '0s', keepFiringFor: '0s', ...(threshold === undefined ? {} : { threshold }) }];
      }),
    ),
  },
});

/** Every evaluation at which a condition holds counts: an alert that waits hides most of them. */
export const NO_WAITING = withThresholds({});

/** The same with thresholds that normal life passes here and there. */
export const SENSITIVE = withThresholds({
  OrchestratorNoWorkers: 3,
  OrchestratorCoordinationFailing: 0,
  OrchestratorSlowCoordination: 1,
  OrchestratorHighReconfigurationRate: 0.004,
  OrchestratorFrequentReconfigurations: 1,
  OrchestratorHeartbeatStalled: 7,
  OrchestratorSlowHeartbeat: 0.001,
  OrchestratorProjectionErrors: 0.0001,
  OrchestratorSlowProjection: 0.01,
  OrchestratorProjectionSaturated: 0.05,
});

/** What fired when. */
export interface BothForms {
  readonly recorded: readonly FiringInterval[];
  readonly selfContained: readonly FiringInterval[];
}

/** Replays a recording against the rules of its fleet as they are rendered, and against the alerts alone, each asking for itself. */
export async function replayBothForms(recording: Recording, mixin: Mixin): Promise<BothForms> {
  const step = seconds(mixin.config.evaluationInterval);
  const [recorded, alone] = await Promise.all([
    replay(recording, toYaml(renderPrometheusRules(mixin.ruleGroups)), step),
    replay(recording, toYaml(renderPrometheusRules(selfContained(mixin))), step),
  ]);
  return { recorded: recorded.firing, selfContained: alone.firing };
}

/** The groups with nothing but alerts, in the form that reads nothing recorded. */
function selfContained(mixin: Mixin): Mixin['ruleGroups'] {
  return mixin.ruleGroups.map((group) => ({
    ...group,
    rules: group.rules.flatMap((rule) => (rule.kind === 'alert' ? [{ ...rule, ...rule.selfContained }] : [])),
  }));
}

/** The recording in a cluster that reads numbers of workers from a Deployment, of which kube-state-metrics tells until half of it is over. */
export function inCluster(recording: Recording): { readonly recording: Recording; readonly props: MonitoringProps } {
  const place = { cluster: 'c', namespace: 'n' };
  const until = recording.duration / 2;
  const wanted = recording.replicaSets.map(({ name, workers }) => ({
    labels: { __name__: 'kube_deployment_spec_replicas', job: 'kube-state-metrics', deployment: name, ...place },
    values: Array.from({ length: Math.floor(until / 15) }, (_, index) => [index * 15, workers.max] as const),
  }));
  return {
    recording: {
      ...recording,
      series: [
        ...recording.series.map(({ labels, values }) => ({ labels: { ...labels, ...place }, values })),
        ...wanted,
      ],
    },
    props: {
      aggregateBy: ['cluster', 'namespace'],
      replicaSets: recording.replicaSets.map(({ name }) => ({ name, workers: { deployment: name, namespace: 'n' } })),
    },
  };
}
