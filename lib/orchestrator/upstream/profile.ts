/** The profile `upstream`: expressions without selector or grouping, as in upstream's README, mistakes included. */
import type { AlertStyle } from '../../model/alerts';
import { UPSTREAM_WORKERS, type MonitoringConfig } from '../fleet/config';
import type { DashboardDefinition } from '../../model/dashboard';
import type { ProfileDefinition } from '../profile';
import type { LabelMatcher } from '../../promql/write';
import { is } from '../../promql/write';
import { RULE_WINDOW, type QueryContext } from '../../model/signal';
import { UPSTREAM_ALERT_CASES, UPSTREAM_RECORDING_CASES } from './cases';
import { UPSTREAM_PANELS, UPSTREAM_VARIABLES } from './dashboard';
import { UPSTREAM_ALERTS, UPSTREAM_RECORDING_RULES } from './rules';

const context = (workers: readonly LabelMatcher[]): QueryContext => ({
  workers,
  targets: [],
  by: [],
  window: RULE_WINDOW,
  recorded: false,
});

/** The number that all listed replica sets agree on; else the README's 3. It holds for the replica sets that are not listed. */
function defaultWorkers({ replicaSets }: MonitoringConfig): number {
  const [first, ...others] = replicaSets.map(({ workers }) => workers ?? UPSTREAM_WORKERS);
  return typeof first === 'number' && others.every((workers) => workers === first) ? first : UPSTREAM_WORKERS;
}

const alertStyle = (config: MonitoringConfig): AlertStyle => ({
  context,
  links: () => ({}),
  closing: () => [],
  defaultWorkers: defaultWorkers(config),
});

const dashboard = (): DashboardDefinition => ({
  panels: UPSTREAM_PANELS,
  variables: UPSTREAM_VARIABLES,
  datasourceVariable: false,
  editable: true,
  context: context([is('replica_set', '$replica_set')]),
  drawThresholds: false,
});

/** Upstream's dashboard and rules. */
export const UPSTREAM: ProfileDefinition = {
  alerts: () => UPSTREAM_ALERTS,
  alertStyle,
  recording: () => ({ rules: UPSTREAM_RECORDING_RULES, context: context([]), aggregates: false }),
  inhibitions: [],
  alertCases: UPSTREAM_ALERT_CASES,
  recordingCases: UPSTREAM_RECORDING_CASES,
  dashboards: () => [dashboard()],
  ruleOrder: 'alertsFirst',
};
