/** Are the rules loaded, as they would be rendered, healthy, and evaluated in time. */
import { isDeepStrictEqual } from 'node:util';
import { quote, seconds, type Mixin, type RuleGroup } from '../../orchestrator';
import { normalize } from '../../promql/normalize';
import { renderPrometheusRules, type PrometheusRuleFields } from '../../render';
import { groupBy } from '../../model/group-by';
import type { LoadedGroup, LoadedRule } from '../http/prometheus-shape';
import { few, found, type DoctorFinding } from './finding';
import type { Facts } from './facts';

/** Evaluations that may be missed before rules count as not evaluated. */
const MISSED_EVALUATIONS = 3;

interface WantedRule {
  readonly group: RuleGroup;
  readonly name: string;
  readonly fields: PrometheusRuleFields;
}

interface FoundRule {
  readonly group: LoadedGroup;
  readonly rule: LoadedRule;
}

export function diagnoseRules({ groups, withheld, clockAhead = 0 }: Facts, mixin: Mixin): readonly DoctorFinding[] {
  if (groups === undefined) {
    // What something keeps back is said with the rest of it.
    return found({
      severity: 'note',
      code: 'no-rule-api',
      what: 'This server does not say which rules it evaluates',
      evidence: withheld.has('/api/v1/rules') ? [] : ['it has no /api/v1/rules'],
      fix: 'ask the ruler instead: give its address with --prometheus',
    });
  }
  const wanted = wantedRules(mixin);
  const names = new Set(wanted.map(({ name }) => name));
  const ours = ofThisFleet(
    wanted,
    groups.flatMap((group) => withoutExternalLabels(group).map((rule): FoundRule => ({ group, rule }))),
  );
  const loaded = ours.filter(({ rule }) => names.has(rule.name));
  if (loaded.length === 0) {
    return wanted.length === 0 ? alertsTwice(groups, mixin) : [notLoaded(wanted, groups)];
  }
  const now = Date.now() / 1_000 + clockAhead;
  return [...drift(wanted, ours, names), ...health(loaded), ...timeliness(loaded, now), ...firing(loaded)];
}

/** The rules of a group without the labels that Thanos adds to each: recording rules show them, since ours have no labels of their own. */
function withoutExternalLabels({ rules }: LoadedGroup): readonly LoadedRule[] {
  const recording = Object.entries(rules.find(({ type }) => type === 'recording')?.labels ?? {});
  const external = new Map(
    recording.filter(([label, value]) => rules.every(({ labels }) => labels?.[label] === value)),
  );
  return rules.map(({ labels = {}, ...rule }) => ({
    ...rule,
    labels: Object.fromEntries(Object.entries(labels).filter(([label]) => !external.has(label))),
  }));
}

/**
 * Another fleet's rules have the same names, in files of its own (a PrometheusRule, a namespace of Mimir): where some files hold rules as they
 * would be rendered, the others are not this fleet's.
 */
function ofThisFleet(wanted: readonly WantedRule[], loaded: readonly FoundRule[]): readonly FoundRule[] {
  const fileOf = ({ group }: FoundRule): string => group.file ?? '';
  const byName = groupBy(wanted, ({ name }) => name);
  const files = new Set(
    loaded
      .filter((one) => byName.get(one.rule.name)?.some((rule) => differences(rule, one).length === 0) === true)
      .map(fileOf),
  );
  return files.size === 0 ? loaded : loaded.filter((one) => files.has(fileOf(one)));
}

function wantedRules({ ruleGroups }: Mixin): readonly WantedRule[] {
  return ruleGroups.flatMap((group) =>
    renderPrometheusRules([group]).groups.flatMap(({ rules }) =>
      rules.map((fields) => {
        const name = fields['alert'] ?? fields['record'];
        return { group, name: typeof name === 'string' ? name : '', fields };
      }),
    ),
  );
}

function notLoaded(wanted: readonly WantedRule[], groups: readonly LoadedGroup[]): DoctorFinding {
  return {
    severity: 'error',
    code: 'rules-missing',
    what: 'No rule is loaded: no alert can fire',
    evidence: [
      `expected ${String(wanted.length)} rules, ${String(wanted.filter(({ fields }) => 'alert' in fields).length)} of them alerts`,
      groups.length === 0
        ? 'Prometheus has no rules at all'
        : `Prometheus has the groups ${few(groups.map(({ name }) => name)).join(', ')}`,
    ],
    fix: 'add prometheus/rules.yaml, which render writes, to rule_files and reload Prometheus; with the operator, give the PrometheusRule the labels that ruleSelector matches (release: <Helm release> for kube-prometheus-stack)',
  };
}

/** Alerts of the fleet that Prometheus goes on evaluating, although it should evaluate none. */
function alertsTwice(groups: readonly LoadedGroup[], { alerts, config }: Mixin): readonly DoctorFinding[] {
  const names = new Set(alerts.map(({ name }) => name));
  const pinned = config.selector.filter(({ op }) => op === '=').map(({ label, value }) => `${label}=${quote(value)}`);
  const evidence = groups.flatMap(({ name: group, file = '', rules }) =>
    rules
      .filter(
        ({ name, type, query }) => type === 'alerting' && names.has(name) && pinned.every((one) => query.includes(one)),
      )
      .map(({ name }) => `${name} (group ${group}, ${file})`),
  );
  return found({
    severity: 'warning',
    code: 'alerts-twice',
    what: 'Prometheus evaluates alerts that Grafana evaluates by this configuration: each comes twice',
    evidence,
    fix: 'take the rule file out of rule_files and reload Prometheus; with the operator, delete the PrometheusRule',
  });
}

function drift(
  wanted: readonly WantedRule[],
  loaded: readonly FoundRule[],
  names: ReadonlySet<string>,
): readonly DoctorFinding[] {
  const unmatched = new Set(loaded.filter(({ rule, group }) => names.has(rule.name) || isOurs(rule, group, wanted)));
  const evidence: string[] = [];
  const rest = wanted.filter((rule) => {
    const [same, ...others] = [...unmatched].filter((candidate) => differences(rule, candidate).length === 0);
    if (same === undefined) {
      return true;
    }
    unmatched.delete(same);
    // A group that is there again, in a file of this name, is another server's.
    others
      .filter(({ group: { file, name } }) => file === same.group.file && name === same.group.name)
      .filter(({ group }) => group !== same.group)
      .forEach((other) => unmatched.delete(other));
    return false;
  });
  for (const rule of rest) {
    const nearest = [...unmatched]
      .filter((candidate) => candidate.rule.name === rule.name)
      .sort((a, b) => differences(rule, a).length - differences(rule, b).length)[0];
    if (nearest === undefined) {
      evidence.push(`${rule.name} is not loaded`);
    } else {
      unmatched.delete(nearest);
      evidence.push(`${rule.name}: ${differences(rule, nearest).join('; ')}`);
    }
  }
  evidence.push(
    ...[...unmatched].map(({ rule, group }) => `${rule.name} (group ${group.name}) is loaded, but not rendered`),
  );
  return found({
    severity: 'warning',
    code: 'rules-drifted',
    what: 'The loaded rules differ from what this configuration renders',
    evidence,
    fix: 'render again with this configuration and reload Prometheus; or pass the configuration that the rules were rendered from (--config)',
  });
}

/** A rule of another version of this package: named as ours are, in a group of ours. */
function isOurs({ name, type }: LoadedRule, group: LoadedGroup, wanted: readonly WantedRule[]): boolean {
  return (
    type === 'alerting' && name.startsWith('Orchestrator') && wanted.some((rule) => rule.group.name === group.name)
  );
}

function differences({ name, fields, group }: WantedRule, { rule, group: loaded }: FoundRule): readonly string[] {
  if (rule.name !== name) {
    return ['different rule'];
  }
  const different: string[] = [];
  if (normalize(rule.query) !== normalize(fields.expr)) {
    different.push('the expression differs');
  }
  const duration = (field: string, value: number | undefined): void => {
    const text = fields[field];
    const expected = typeof text === 'string' ? seconds(text) : 0;
    if (value !== undefined && value !== expected) {
      different.push(`${field} is ${String(value)}s, not ${String(expected)}s`);
    }
  };
  duration('for', rule.duration);
  duration('keep_firing_for', rule.keepFiringFor);
  for (const field of ['labels', 'annotations'] as const) {
    if (!isDeepStrictEqual(fields[field] ?? {}, rule[field] ?? {})) {
      different.push(`${field} differ`);
    }
  }
  if (loaded.interval !== undefined && loaded.interval !== seconds(group.interval)) {
    different.push(`evaluated every ${String(loaded.interval)}s, not ${group.interval}`);
  }
  return different;
}

function health(rules: readonly FoundRule[]): readonly DoctorFinding[] {
  const failing = rules.filter(({ rule }) => rule.health === 'err');
  return found({
    severity: 'error',
    code: 'rules-failing',
    what: `${String(failing.length)} rules cannot be evaluated`,
    evidence: failing.map(({ rule }) => `${rule.name}: ${rule.lastError ?? 'no reason given'}`),
    fix: '"many-to-many" or "duplicate series" means that a worker has several series, for instance from two scrape jobs: narrow the selector; "query timed out" means that Prometheus is overloaded',
  });
}

function timeliness(rules: readonly FoundRule[], now: number): readonly DoctorFinding[] {
  const late = [...new Set(rules.map(({ group }) => group))].flatMap(
    ({ name, interval = 60, evaluationTime = 0, lastEvaluation = '' }) => {
      const age = now - Date.parse(lastEvaluation) / 1_000;
      return [
        ...(evaluationTime > interval
          ? [`group ${name} takes ${evaluationTime.toFixed(1)} s, but runs every ${String(interval)} s`]
          : []),
        // Never evaluated is the year 1.
        ...(age > MISSED_EVALUATIONS * interval + 10
          ? [`group ${name} was ${age > 1e9 ? 'never evaluated' : `last evaluated ${age.toFixed(0)} s ago`}`]
          : []),
      ];
    },
  );
  return found({
    severity: 'warning',
    code: 'rules-late',
    what: 'Rules are not evaluated in time: alerts fire late, or never',
    evidence: late,
    fix: 'if Prometheus has just started, wait for one interval; otherwise give it more CPU, or set a longer evaluationInterval',
  });
}

function firing(rules: readonly FoundRule[]): readonly DoctorFinding[] {
  const alerts = rules.flatMap(({ rule }) =>
    (rule.alerts ?? []).filter(({ state }) => state === 'firing').map((alert) => ({ name: rule.name, ...alert })),
  );
  return found({
    severity: 'warning',
    code: 'alerts-firing',
    what: `${String(alerts.length)} ${alerts.length === 1 ? 'alert is' : 'alerts are'} firing`,
    evidence: alerts.map(({ name, annotations }) => `${name}: ${annotations['description'] ?? ''}`),
    fix: 'follow RUNBOOK.md, which render writes',
  });
}
