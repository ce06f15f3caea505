/** The mixin: everything that there is to watch about one fleet, as data. */
import { resolveAlerts, resolveDisabledAlerts, type Alert } from '../model/alerts/alerts';
import type { AlertingSettings } from '../model/alerts/alert-settings';
import type { Area } from '../model/area';
import { resolveDashboard, type Dashboard } from '../model/dashboards/dashboard';
import { resolveInhibitions, type InhibitionRule } from '../model/alerts/inhibition';
import { resolveRecordingRules, type RecordingRule } from '../model/recording-rule';
import { groupRules, groupRulesByName, type RuleGroup } from '../model/rule-group';
import type { RuleTestInput } from '../model/rule-tests/rule-tests';
import { resolveRunbook, type RunbookEntry } from '../model/alerts/runbook';
import { ask, type QueryContext } from '../model/signal';
import { resultLabels } from '../promql/result';
import { resolveConfig, type MonitoringConfig } from './fleet/config';
import { asksOther, EXTENSION_GROUP, extendAreas, lostLabels, ownSignals } from './extension/extension';
import { runbookLink } from './fleet/links';
import { fleetOverrides } from './fleet/overrides';
import type { MonitoringProps } from './fleet/props';
import { sharedLabels } from './hardened/asking';
import { HARDENED } from './hardened/profile';
import type { ProfileDefinition } from './profile';
import { createScrapeJob, type ScrapeJob } from './scrape-job';
import { UPSTREAM } from './upstream/profile';

export const REPLICA_SET = 'replica_set';

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

export function profileOf({ profile }: Pick<MonitoringConfig, 'profile'>): ProfileDefinition {
  return profile === 'upstream' ? UPSTREAM : HARDENED;
}

/** The areas of a configuration: those of its profile, with what the user adds and replaces. */
export function areasOf(config: MonitoringConfig): readonly Area[] {
  const { areas, context, panelOfOwnAlerts } = profileOf(config);
  return extendAreas(areas, context(config), config.extend, panelOfOwnAlerts);
}

/**
 * Makes the mixin of one description. The same props give the same data, in the same order.
 *
 * @throws ConfigError when the props are wrong, with every problem and its path
 */
export function createMixin(props: MonitoringProps = {}): Mixin {
  const config = resolveConfig(props);
  const profile = profileOf(config);
  const areas = areasOf(config);
  const context = profile.context(config);
  const alerting = alertingSettings(config);
  const recordingRules = areas
    .filter(({ group }) => config.recordingRules || group === EXTENSION_GROUP)
    .flatMap((area) => resolveRecordingRules(area, context, profile.aggregates));
  const { evaluatedBy, grafana } = config.alerts;
  const reads = profile.aggregates && evaluatedBy === 'prometheus';
  const resolved = areas.map((area) => {
    const recorded = recordingRules.filter(({ group }) => reads && group === area.group);
    const style = {
      context: { ...context, recorded: new Set(recorded.map(({ signal }) => signal.name)) },
      links: (definition: Area['alerts'][number]) => profile.links(config, definition),
    };
    const looking = resolveAlerts(alerting, area, style);
    const alerts = alerting.enabled ? looking : [];
    return { looking, alerts, disabled: resolveDisabledAlerts(alerting, area, style, alerts) };
  });
  const alerts = resolved.flatMap((area) => area.alerts);
  const isGrafanas = ({ kind }: Alert | RecordingRule): boolean =>
    evaluatedBy === 'grafana' && (kind === 'alert' || grafana.targetDatasourceUid !== undefined);
  const rules = areas.flatMap(({ group }) => [
    ...recordingRules.filter((rule) => rule.group === group),
    ...alerts.filter((alert) => alert.group === group),
  ]);
  const runbook = resolveRunbook(alerts, context);
  const own = new Set(config.extend.alerts.filter(asksOther).map(({ name }) => name));
  const lacking = new Map(areas.map(({ group, lacks }) => [group, lacks?.(context)]));
  return {
    config,
    alerts,
    disabledAlerts: resolved.flatMap(({ disabled }) => disabled),
    recordingRules,
    ruleGroups: groupRules(
      rules.filter((rule) => !isGrafanas(rule)),
      config.evaluationInterval,
    ),
    grafanaRuleGroups: groupRulesByName(rules.filter(isGrafanas), config.evaluationInterval),
    inhibitions: resolveInhibitions(
      alerts,
      (alert) => {
        const lost = own.has(alert.name) ? lostLabels(alert, context) : (lacking.get(alert.group) ?? []);
        return context.by.filter((label) => !lost.includes(label));
      },
      Object.keys(config.alerts.labels),
    ),
    runbook,
    dashboards: profile
      .dashboards(
        config,
        areas,
        runbook,
        resolved.flatMap(({ looking }) => looking),
      )
      .map((definition) => resolveDashboard(config.dashboard, definition, alerts, (name) => runbookLink(config, name))),
    scrapeJob: createScrapeJob(config),
  };
}

/** What the generated tests need to know of a mixin: promtool tries the alerts that Prometheus evaluates. */
export function ruleTestInput({ config, alerts }: Mixin): RuleTestInput {
  const { aggregates } = profileOf(config);
  const own = new Set(ownSignals(config.extend, alerts).map(({ name }) => name));
  const { signals, alerts: givenAlerts, unlabelled } = config.extend;
  const theirProbes = new Set(givenAlerts.filter(({ probe }) => probe !== undefined).map(({ name }) => name));
  const theirSignals = new Set(signals.map(({ name }) => name));
  const theirQuestions = new Set(givenAlerts.filter(asksOther).map(({ name }) => name));
  const context = testedContext(config);
  return {
    alerts: config.alerts.evaluatedBy === 'prometheus' ? alerts : [],
    alerting: alertingSettings(config),
    context,
    evaluationInterval: config.evaluationInterval,
    aggregates: ({ condition }) => aggregates || own.has(condition.signal.name),
    probed: ({ name, condition: { signal } }) =>
      signals.length === 0 ||
      theirProbes.has(name) ||
      (!theirSignals.has(signal.name) && ask(signal, context) === ask(signal, { ...context, replaced: new Map() })),
    labelled: ({ name, labels: added, selfContained }) => {
      const labels = theirQuestions.has(name) ? resultLabels(selfContained.signalExpression) : context.by;
      return labels === undefined
        ? !unlabelled.includes(name)
        : context.by.every((label) => labels.includes(label) || Object.hasOwn(added, label));
    },
    // What a user's own expression reads, or their probe plays, is not known.
    independent: ({ name }) => signals.length === 0 && !theirQuestions.has(name) && !theirProbes.has(name),
  };
}

/**
 * Under `upstream` no rule selects anything; the tests' targets have the job that it scrapes. What the exporter of a database shares with the
 * workers, its selector has to accept too.
 */
function testedContext(config: MonitoringConfig): QueryContext {
  const context = profileOf(config).context(config);
  const shared = sharedLabels(context);
  return {
    ...context,
    targets:
      config.profile === 'upstream'
        ? [{ label: 'job', op: '=', value: config.scrape.jobName }]
        : [...context.targets, ...(config.database?.selector.filter(({ label }) => shared.includes(label)) ?? [])],
  };
}

const alertingSettings = ({ alerts, replicaSets, watchUnlisted, extend }: MonitoringConfig): AlertingSettings => ({
  ...alerts,
  overrides: fleetOverrides({ alerts, extend }),
  subjectLabel: REPLICA_SET,
  subjects: replicaSets,
  watchUnlisted,
});
