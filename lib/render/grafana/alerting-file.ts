/** The alerting provisioning file of Grafana: rules to have, and rules to delete. */
import { CORE_ALERT_NAMES, requireMixin, type Mixin } from '../../orchestrator';
import {
  grafanaAlertUid,
  renderGrafanaRules,
  type GrafanaAlertRule,
  type GrafanaRecordingRule,
  type GrafanaRuleGroup,
} from './alerting';
import { literal } from './provisioning';
import { grafanaRuleUid, placedRule } from './rule-identity';
import { defined, unlessEmpty, type JsonObject, type JsonObjectDraft } from '../json';
import { toYaml } from '../yaml';

/**
 * An alerting provisioning file, `apiVersion: 1`, as an object. Grafana keeps rules that a file no longer has, so that the file names those
 * to delete: alerts that are switched off, alerts of the other profile, all of them where Prometheus evaluates them, and what
 * `alerts.grafana.deleteRules` lists.
 *
 * @throws ConfigError for anything but a mixin, and where a text of the user's own cannot be said in Grafana's templates; `check` finds it beforehand
 */
export function renderGrafanaAlerting(mixin: Mixin): JsonObject {
  requireMixin(mixin);
  const groups = renderGrafanaRules(mixin);
  return defined({
    apiVersion: 1,
    groups: unlessEmpty(groups.map((group) => renderGroup(group, mixin))),
    deleteRules: unlessEmpty(deletedRules(mixin, groups)),
  });
}

/** The same as a file, which begins with who evaluates the alerts. */
export function renderGrafanaAlertingFile(mixin: Mixin): string {
  const words =
    mixin.config.alerts.evaluatedBy === 'grafana'
      ? [
          'Grafana evaluates the alerts (alerts.evaluatedBy: grafana): the Prometheus rules do not hold them.',
          'Grafana 12.1.2 or newer; older ones pass over keepFiringFor and missing_series_evals_to_resolve.',
          ...(mixin.config.objectives.length === 0 || mixin.ruleGroups.length === 0
            ? []
            : ['The alerts of objectives read series that Prometheus records: load the Prometheus rules, too.']),
        ]
      : [
          'Prometheus evaluates the alerts, so that Grafana must not: it deletes those that an earlier configuration gave it.',
          'To have them here, and no longer in the Prometheus rules, set alerts.evaluatedBy to grafana.',
        ];
  return `${words.map((line) => `# ${line}\n`).join('')}${toYaml(renderGrafanaAlerting(mixin))}`;
}

function deletedRules(mixin: Mixin, groups: readonly GrafanaRuleGroup[]): readonly JsonObject[] {
  const { config, alerts, disabledAlerts, recordingRules } = mixin;
  // What render remembers has the organization that it was given to in front.
  const placed = (uid: string): string => (uid.includes('/') ? uid : placedRule(mixin, uid));
  const there = new Set(groups.flatMap(({ rules }) => rules.map(({ uid }) => placed(uid))));
  const known = [...alerts, ...disabledAlerts];
  const possible = [
    ...known.map((alert) => grafanaAlertUid(mixin, alert)),
    // The other profile's, which has no more than these names in common with this one.
    ...CORE_ALERT_NAMES.filter((name) => known.every((alert) => alert.name !== name)).map((name) =>
      grafanaAlertUid(mixin, { name, key: '' }),
    ),
    ...recordingRules.map(({ record }) => grafanaRuleUid(config.dashboard.uid, record)),
    ...config.alerts.grafana.deleteRules,
  ];
  return [...new Set(possible.map(placed))]
    .filter((rule) => !there.has(rule))
    .map((rule) => ({ orgId: parseInt(rule), uid: rule.replace(/.*\//, '') }));
}

function renderGroup({ name, interval, rules }: GrafanaRuleGroup, { config }: Mixin): JsonObjectDraft {
  const { orgId, folder } = config.alerts.grafana;
  return { orgId, name, folder: literal(folder), interval, rules: rules.map((rule) => renderRule(rule)) };
}

function renderRule(rule: GrafanaAlertRule | GrafanaRecordingRule): JsonObjectDraft {
  const title = literal(rule.title);
  // Grafana reads queries as they stand. Everything else it searches for variables of its environment.
  if ('record' in rule) {
    return { ...rule, title };
  }
  return {
    uid: rule.uid,
    title,
    condition: rule.condition,
    data: rule.data,
    dashboardUid: rule.annotations['__dashboardUid__'],
    panelId: Number(rule.annotations['__panelId__']),
    noDataState: rule.noDataState,
    execErrState: rule.execErrState,
    for: rule.for,
    keepFiringFor: rule.keepFiringFor,
    missing_series_evals_to_resolve: rule.missingSeriesEvalsToResolve,
    annotations: changed(rule.annotations, withoutVariables),
    labels: changed(rule.labels, literal),
    isPaused: rule.isPaused,
  };
}

const changed = (texts: Readonly<Record<string, string>>, change: (text: string) => string): JsonObjectDraft =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, change(text)]));

/** An annotation: versions after 13 take `${NAME}` in it for a variable, and none takes anything for a dollar sign but a template. */
const withoutVariables = (text: string): string =>
  text.replace(/\{\{.*?\}\}|\$(?=\{)/gs, (part) => (part === '$' ? '{{ "$" }}' : part));
