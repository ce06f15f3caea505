export * from '../model/alert-definition';
export * from '../model/area';
export * from './alert-names';
export * from '../model/alerts';
export * from './check/check';
export * from './check/fleets';
export * from './check/suggestions';
export {
  resolveConfig,
  DEFAULT_DASHBOARD_UID,
  DEFAULT_DATASOURCE_UID,
  DEFAULT_JOB,
  fleetTitle,
} from './fleet/config';
export type {
  AlertsConfig,
  DatabaseConfig,
  GrafanaAlertingConfig,
  MonitoringConfig,
  ObjectiveConfig,
} from './fleet/config';
export * from './database';
export * from './database/diagnosis';
export { objectiveTests } from './hardened/objectives/tests';
export * from '../validation/config-error';
export * from '../model/dashboard';
export * from '../promql/duration';
export * from '../validation/finding';
export * from '../templates/to-grafana';
export * from '../model/inhibition';
export * from './metrics';
export * from './mixin';
export * from '../model/panel';
export * from '../promql/write';
export * from './fleet/extension';
export * from './fleet/props';
export * from '../model/alert-settings';
export * from '../model/probe';
export * from '../model/stable-hash';
export * from '../model/recording-rule';
export * from '../model/rule-group';
export * from '../model/rule-tests/rule-tests';
export * from '../model/runbook-section';
export * from '../model/runbook';
export * from './scrape-job';
export * from '../model/signal';
export * from '../templates/text';
