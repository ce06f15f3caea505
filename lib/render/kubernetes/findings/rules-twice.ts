/** Rules that somebody evaluates who should not. */
import { parse } from 'yaml';
import {
  found,
  listAt,
  placeOf,
  textsAt,
  valueAt,
  type LocatedManifest,
  type ManifestCheck,
  type ManifestFinding,
} from './located-manifest';

interface RuleSource {
  readonly located: LocatedManifest;
  /** Rules for Prometheus: name, expression and labels of each. */
  readonly rules: ReadonlySet<string>;
  /** Names of alerts that Prometheus evaluates. */
  readonly alerts: ReadonlySet<string>;
  /** Names of alerts that Grafana evaluates. */
  readonly grafanaAlerts: ReadonlySet<string>;
}

/** One rule in two objects of a chart, and one alert for Prometheus and for Grafana. */
export const findRulesTwice: ManifestCheck = (manifests) => {
  const sources = manifests.map(sourceOf).filter(({ rules, grafanaAlerts }) => rules.size + grafanaAlerts.size > 0);
  return sources.flatMap((second, index) =>
    sources
      .slice(0, index)
      .filter(({ located }) => located.chart === second.located.chart && (located.own || second.located.own))
      .flatMap((first): readonly ManifestFinding[] => [
        ...sharedRules(first, second),
        ...sharedAlerts(first, second),
        ...sharedAlerts(second, first),
      ]),
  );
};

function sharedRules(first: RuleSource, second: RuleSource): readonly ManifestFinding[] {
  const shared = [...second.rules].filter((rule) => first.rules.has(rule)).length;
  return shared === 0
    ? []
    : [
        found(reportedOf(first, second), 'rules-twice', {
          severity: 'warning',
          what: `found ${shared === 1 ? '1 rule' : `${String(shared)} rules`} that ${placeOf(otherOf(first, second))} has too`,
          why: 'a Prometheus that reads both evaluates every rule twice, and notifies twice',
          mend: 'leave out one of the two',
        }),
      ];
}

/** Alerts of Prometheus in the first that Grafana evaluates by the second. */
function sharedAlerts(first: RuleSource, second: RuleSource): readonly ManifestFinding[] {
  const shared = [...second.grafanaAlerts].filter((alert) => first.alerts.has(alert));
  return shared.length === 0
    ? []
    : [
        found(reportedOf(first, second), 'alerts-twice', {
          severity: 'warning',
          what: `found ${shared.slice(0, 3).join(', ')}${shared.length > 3 ? ` and ${String(shared.length - 3)} more` : ''}, which ${placeOf(otherOf(first, second))} has for ${otherOf(first, second) === first.located ? 'Prometheus' : 'Grafana'} to evaluate`,
          why: 'both evaluate them, and both notify',
          mend: 'leave out one of the two: alerts.evaluatedBy says whose they are',
        }),
      ];
}

const reportedOf = (first: RuleSource, second: RuleSource): LocatedManifest =>
  second.located.own ? second.located : first.located;
const otherOf = (first: RuleSource, second: RuleSource): LocatedManifest =>
  second.located.own ? first.located : second.located;

function sourceOf(located: LocatedManifest): RuleSource {
  const groups = groupsIn(located);
  const rules = groups.flatMap((group) => listAt(group, 'rules')).filter((rule) => valueAt(rule, 'expr') !== undefined);
  const grafanaRules = groups
    .flatMap((group) => listAt(group, 'rules'))
    .filter((rule) => valueAt(rule, 'title') !== undefined);
  return {
    located,
    rules: new Set(
      rules.map((rule) => JSON.stringify([nameOfRule(rule), valueAt(rule, 'expr'), valueAt(rule, 'labels')])),
    ),
    alerts: new Set(rules.map((rule) => textsAt(rule)['alert'] ?? '').filter((name) => name !== '')),
    // Where several rules have one alert's name, Grafana's titles say behind it which they are for.
    grafanaAlerts: new Set(grafanaRules.map((rule) => (textsAt(rule)['title'] ?? '').split(' ')[0] ?? '')),
  };
}

function nameOfRule(rule: unknown): string {
  const { alert, record } = textsAt(rule);
  return alert ?? record ?? '';
}

function groupsIn({ manifest }: LocatedManifest): readonly unknown[] {
  switch (manifest.kind) {
    case 'PrometheusRule':
      return listAt(manifest, 'spec', 'groups');
    case 'GrafanaAlertRuleGroup':
      return [valueAt(manifest, 'spec')];
    case 'ConfigMap':
      return Object.values(textsAt(manifest, 'data')).flatMap(groupsInText);
    default:
      return [];
  }
}

/** What cannot be read is somebody else's, and not for us to complain about. */
function groupsInText(text: string): readonly unknown[] {
  if (!/^groups:/m.test(text)) {
    return [];
  }
  try {
    return listAt(parse(text), 'groups');
  } catch {
    return [];
  }
}
