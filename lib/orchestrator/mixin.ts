/** The mixin: everything that there is to watch about one fleet, as data. */
import { resolveAlerts, resolveDisabledAlerts, type Alert } from '../model/alerts';
import { resolveConfig, type MonitoringConfig } from './fleet/config';
import { resolveDashboard, type Dashboard } from '../model/dashboard';
import { resolveInhibitions, type InhibitionRule } from '../model/inhibition';
import { profileOf } from './profiles';
import type { MonitoringProps } from './fleet/props';
import { resolveRecordingRules, type RecordingRule } from '../model/recording-rule';
import { groupRules, groupRulesByName, type RuleGroup } from '../model/rule-group';
import { resolveRunbook, type RunbookEntry } from '../model/runbook';
import { createScrapeJob, type ScrapeJob } from './scrape-job';

/** What one description of a fleet comes to: plain data, ready for the renderers. */
export interface Mixin {
  readonly config: MonitoringConfig;
  readonly alerts: readonly Alert[];
  /** Alerts that the configuration switches off, as they would be. */
  readonly disabledAlerts: readonly Alert[];
  readonly recordingRules: readonly RecordingRule[];
  /** What Prometheus evaluates: both kinds of rules, where the configuration leaves them to it. */
  readonly ruleGroups: readonly RuleGroup[];
  /** What Grafana evaluates: nothing, unless the configuration says so. No rule is here and in `ruleGroups`. */
  readonly grafanaRuleGroups: readonly RuleGroup[];
  /** Which alert silences which, among those that there are. */
  readonly inhibitions: readonly InhibitionRule[];
  /** What to do about each of the alerts. */
  readonly runbook: readonly RunbookEntry[];
  /** The main dashboard first. */
  readonly dashboards: readonly Dashboard[];
  readonly scrapeJob: ScrapeJob;
}

/**
 * Makes the mixin of one description. The same props give the same data, in the same order.
 *
 * @throws ConfigError when the props are wrong, with every problem and its path
 */
export function createMixin(props: MonitoringProps = {}): Mixin {
  const config = resolveConfig(props);
  const profile = profileOf(config.profile);
  const style = profile.alertStyle(config);
  const alerts = resolveAlerts(config, profile.alerts(config), style);
  const recordingRules = config.recordingRules ? resolveRecordingRules(profile.recording(config)) : [];
  const { evaluatedBy, grafana } = config.alerts;
  const isGrafanas = ({ kind }: Alert | RecordingRule): boolean =>
    evaluatedBy === 'grafana' && (kind === 'alert' || grafana.targetDatasourceUid !== undefined);
  const rules = profile.ruleOrder === 'alertsFirst' ? [...alerts, ...recordingRules] : [...recordingRules, ...alerts];
  return {
    config,
    alerts,
    disabledAlerts: resolveDisabledAlerts(config, profile.alerts(config), style, alerts),
    recordingRules,
    ruleGroups: groupRules(
      rules.filter((rule) => !isGrafanas(rule)),
      config.evaluationInterval,
    ),
    grafanaRuleGroups: groupRulesByName(rules.filter(isGrafanas), config.evaluationInterval),
    inhibitions: resolveInhibitions(profile.inhibitions, alerts, config.aggregateBy),
    runbook: resolveRunbook(alerts, style.context([])),
    dashboards: profile.dashboards(config).map((definition) => resolveDashboard(config, definition, alerts)),
    scrapeJob: createScrapeJob(config),
  };
}
