/** Rules that somebody evaluates who should not. */
import { groupBy, type ManifestCheck } from './app-objects';
import {
  found,
  listAt,
  listInYaml,
  placeOf,
  reported,
  textsAt,
  valueAt,
  type LocatedManifest,
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
export const findRulesTwice: ManifestCheck = (objects) =>
  [...groupBy(objects.all.filter(mayHaveRules), ({ chart }) => chart).values()]
    // Reading them takes long, and one alone has nothing to be compared with.
    .filter((located) => located.length > 1 && located.some(({ own }) => own))
    .flatMap((located) => findSharedRules(located.map(sourceOf)));

/** A pair of objects, the later one first asked for what it shares with the earlier one. */
interface Shared {
  readonly first: RuleSource;
  readonly second: RuleSource;
  rules: number;
  /** Alerts of Prometheus in the first that Grafana evaluates by the second, and the other way round. */
  readonly grafanaAlerts: { readonly inSecond: string[]; readonly inFirst: string[] };
}

function findSharedRules(sources: readonly RuleSource[]): readonly ManifestFinding[] {
  const pairs = new Map<string, Shared>();
  const [rules, alerts, grafanaAlerts] = [new Holders(), new Holders(), new Holders()];
  sources.forEach((second, index) => {
    const sharedWith = (other: number): Shared => {
      const key = `${String(index)} ${String(other)}`;
      const first = sources[other] ?? second;
      const shared = pairs.get(key) ?? { first, second, rules: 0, grafanaAlerts: { inSecond: [], inFirst: [] } };
      pairs.set(key, shared);
      return shared;
    };
    second.rules.forEach((rule) => {
      rules.of(rule).forEach((other) => (sharedWith(other).rules += 1));
    });
    second.grafanaAlerts.forEach((alert) => {
      alerts.of(alert).forEach((other) => sharedWith(other).grafanaAlerts.inSecond.push(alert));
    });
    second.alerts.forEach((alert) => {
      grafanaAlerts.of(alert).forEach((other) => sharedWith(other).grafanaAlerts.inFirst.push(alert));
    });
    rules.add(second.rules, index);
    alerts.add(second.alerts, index);
    grafanaAlerts.add(second.grafanaAlerts, index);
  });
  return [...pairs.values()].flatMap((shared) => [...sharedRules(shared), ...sharedAlerts(shared)]);
}

/** Which sources have a rule, by their index. */
class Holders {
  private readonly indexes = new Map<string, number[]>();

  of(rule: string): readonly number[] {
    return this.indexes.get(rule) ?? [];
  }

  add(rules: Iterable<string>, index: number): void {
    for (const rule of rules) {
      this.indexes.set(rule, [...this.of(rule), index]);
    }
  }
}

function sharedRules({ first, second, rules }: Shared): readonly ManifestFinding[] {
  const pair = reported({ first: first.located, second: second.located });
  return pair === undefined || rules === 0
    ? []
    : [
        found(pair.second, 'rules-twice', {
          severity: 'warning',
          what: `found ${rules === 1 ? '1 rule' : `${String(rules)} rules`} that ${placeOf(pair.first)} has too`,
          why: 'a Prometheus that reads both evaluates every rule twice, and notifies twice',
          fix: 'leave out one of the two',
        }),
      ];
}

function sharedAlerts({ first, second, grafanaAlerts: { inSecond, inFirst } }: Shared): readonly ManifestFinding[] {
  return [
    { shared: inSecond, prometheus: first.located, grafana: second.located },
    { shared: inFirst, prometheus: second.located, grafana: first.located },
  ].flatMap(({ shared, prometheus, grafana }) => {
    const pair = reported({ first: prometheus, second: grafana });
    return pair === undefined || shared.length === 0
      ? []
      : [
          found(pair.second, 'alerts-twice', {
            severity: 'warning',
            what: `found ${shared.slice(0, 3).join(', ')}${shared.length > 3 ? ` and ${String(shared.length - 3)} more` : ''}, which ${placeOf(pair.first)} has for ${pair.first === prometheus ? 'Prometheus' : 'Grafana'} to evaluate`,
            why: 'both evaluate them, and both notify',
            fix: 'leave out one of the two: alerts.evaluatedBy says who evaluates them',
          }),
        ];
  });
}

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

/** The quick half of the question: rule files are found by their first words. */
function mayHaveRules({ manifest }: LocatedManifest): boolean {
  return manifest.kind === 'ConfigMap'
    ? Object.values(textsAt(manifest, 'data')).some(isRuleFile)
    : manifest.kind === 'PrometheusRule' || manifest.kind === 'GrafanaAlertRuleGroup';
}

const isRuleFile = (text: string): boolean => text.startsWith('groups:') || text.includes('\ngroups:');

function groupsIn({ manifest }: LocatedManifest): readonly unknown[] {
  switch (manifest.kind) {
    case 'PrometheusRule':
      return listAt(manifest, 'spec', 'groups');
    case 'GrafanaAlertRuleGroup':
      return [valueAt(manifest, 'spec')];
    default:
      return Object.values(textsAt(manifest, 'data'))
        .filter(isRuleFile)
        .flatMap((text) => listInYaml(text, 'groups'));
  }
}
