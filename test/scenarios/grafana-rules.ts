/** Grafana's rules as Prometheus would evaluate them: the same expressions, held against the same numbers, for as long. */
import type { Mixin } from '../../lib';
import type { Comparison } from '../../lib/orchestrator';
import { grafanaAlertUid, renderGrafanaRules, type GrafanaAlertRule, type GrafanaEvaluator } from '../../lib/render';

const COMPARISONS: Readonly<Record<GrafanaEvaluator, Comparison>> = {
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
  eq: '==',
  ne: '!=',
};

/** A rule group of Prometheus, as plain data. */
export interface PlainRuleGroup {
  readonly name: string;
  readonly interval: string;
  readonly rules: readonly Readonly<Record<string, unknown>>[];
}

/** The alerts that a mixin leaves to Grafana. */
export function grafanaAlertsForPrometheus(mixin: Mixin): readonly PlainRuleGroup[] {
  const names = new Map(mixin.alerts.map((alert) => [grafanaAlertUid(mixin, alert), alert.name]));
  return renderGrafanaRules(mixin)
    .map(({ name, interval, rules }) => ({
      name,
      interval,
      rules: rules.flatMap((rule) =>
        'condition' in rule ? [asPrometheus(rule, names.get(rule.uid) ?? rule.title)] : [],
      ),
    }))
    .filter(({ rules }) => rules.length > 0);
}

function asPrometheus(rule: GrafanaAlertRule, alert: string): PlainRuleGroup['rules'][number] {
  const models = rule.data.map(({ model }) => model);
  const question = models.flatMap((model) => ('expr' in model ? [model.expr] : []));
  const held = models.flatMap((model) => ('conditions' in model ? model.conditions : []));
  const [expr, condition] = [question[0], held[0]?.evaluator];
  if (expr === undefined || condition === undefined) {
    throw new Error(`${rule.title} asks nothing, or holds it against nothing`);
  }
  return {
    alert,
    expr: `(${expr}) ${COMPARISONS[condition.type]} ${String(condition.params[0])}`,
    for: rule.for,
    ...(rule.keepFiringFor === undefined ? {} : { keep_firing_for: rule.keepFiringFor }),
    labels: { severity: rule.labels['severity'] },
  };
}
