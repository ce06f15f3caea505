/** The profile `hardened`: every expression finds its workers by the selector and keeps the labels that tell fleets apart. */
import type { AlertDefinition } from '../../model/alert-definition';
import type { AlertStyle } from '../../model/alerts';
import type { MonitoringConfig } from '../fleet/config';
import { seconds } from '../../promql/duration';
import { panelId } from '../../model/panel';
import type { ProfileDefinition } from '../profile';
import type { LabelMatcher } from '../../promql/write';
import type { RecordingDefinition } from '../../model/recording-rule';
import { RULE_WINDOW, type QueryContext } from '../../model/signal';
import { labelInUrl, text, type Text } from '../../templates/text';
import { HARDENED_ALERTS } from './alerts';
import { HARDENED_ALERT_CASES, HARDENED_RECORDING_CASES } from './cases/cases-of-hardened';
import { mainDashboard } from './dashboards/main';
import { fleetDashboard } from './dashboards/fleet';
import { HARDENED_INHIBITIONS } from './inhibitions';
import { HARDENED_RECORDING_RULES } from './recording-rules';

function context(config: MonitoringConfig, restriction: readonly LabelMatcher[]): QueryContext {
  return {
    workers: [...config.selector, ...restriction],
    targets: config.selector,
    by: config.aggregateBy,
    window: RULE_WINDOW,
    recorded: config.recordingRules,
  };
}

/** Where to read on: the runbook's section, and the alert's panel with the replica set and the last hour filled in. */
function links(config: MonitoringConfig, { name, panel }: AlertDefinition): Readonly<Record<string, Text>> {
  const {
    grafanaUrl,
    dashboard: { uid },
  } = config;
  return {
    runbook_url: text`${config.runbookBaseUrl}#${name.toLowerCase()}`,
    ...(grafanaUrl === undefined
      ? {}
      : {
          dashboard_url: text`${grafanaUrl.replace(/\/+$/, '')}/d/${uid}?var-replica_set=${labelInUrl('replica_set')}&from=now-1h&to=now&viewPanel=${panelId(panel)}`,
        }),
  };
}

const alertStyle = (config: MonitoringConfig): AlertStyle => ({
  context: (restriction) => context(config, restriction),
  links: (definition) => links(config, definition),
  closing: (settings) => (seconds(settings.for) === 0 ? [] : text` It has been so for at least ${settings.for}.`),
  defaultWorkers: undefined,
});

/** Recorded series keep the labels of the selector, so that alerts and panels can select them as they select the raw ones. */
const recording = (config: MonitoringConfig): RecordingDefinition => ({
  rules: HARDENED_RECORDING_RULES,
  context: {
    ...context(config, []),
    by: [...new Set([...config.selector.map(({ label }) => label), ...config.aggregateBy])],
    recorded: false,
  },
  aggregates: true,
});

/** Expressions that were replayed against faults of the real orchestrator. */
export const HARDENED: ProfileDefinition = {
  alerts: () => HARDENED_ALERTS,
  alertStyle,
  recording,
  inhibitions: HARDENED_INHIBITIONS,
  alertCases: HARDENED_ALERT_CASES,
  recordingCases: HARDENED_RECORDING_CASES,
  dashboards: (config) => [mainDashboard(config), fleetDashboard(config)],
  ruleOrder: 'recordingsFirst',
};
