/** Rule groups as Prometheus, Thanos Ruler and Mimir read them. */
import { requirePart, type Alert, type RuleGroup } from '../../orchestrator';
import { defined, type JsonObject } from '../json';
import { toYaml } from '../yaml';

/** One rule, in the form of a rule file. Values are strings throughout, as Prometheus wants them. */
export interface PrometheusRuleFields extends JsonObject {
  readonly expr: string;
}

export interface PrometheusRuleGroup extends JsonObject {
  readonly name: string;
  readonly interval: string;
  readonly rules: readonly PrometheusRuleFields[];
}

/** A rule file: also the `spec` of a PrometheusRule object. */
export interface PrometheusRuleFile extends JsonObject {
  readonly groups: readonly PrometheusRuleGroup[];
}

/** Rule groups as the content of a rule file. */
export function renderPrometheusRules(groups: readonly RuleGroup[]): PrometheusRuleFile {
  requirePart('ruleGroups', groups);
  return {
    groups: groups.map(({ name, interval, rules }) => ({
      name,
      interval,
      rules: rules.map((rule) =>
        rule.kind === 'alert' ? renderAlert(rule) : { record: rule.record, expr: rule.expression },
      ),
    })),
  };
}

function renderAlert(alert: Alert): PrometheusRuleFields {
  return defined({
    alert: alert.name,
    expr: alert.expression,
    for: alert.for,
    keep_firing_for: alert.keepFiringFor,
    labels: alert.labels,
    annotations: alert.annotations,
  }) as PrometheusRuleFields;
}

export const MIMIR_NAMESPACE = 'pupsourcing-orchestrator';

/** A Mimir namespace file. The groups are those of the Prometheus rule file, unchanged. */
export function renderMimirRules(groups: readonly RuleGroup[], namespace: string = MIMIR_NAMESPACE): JsonObject {
  return { namespace, ...renderPrometheusRules(groups) };
}

/** The same as text, from the text of the Prometheus rule file: writing many rules takes long. */
export const withMimirNamespace = (rules: string, namespace: string): string => `${toYaml({ namespace })}${rules}`;
