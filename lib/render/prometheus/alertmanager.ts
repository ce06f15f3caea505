/** Inhibition rules for Alertmanager, as a part of its own configuration. */
import type { InhibitionRule } from '../../orchestrator';
import type { JsonObject } from '../json';

/** `inhibit_rules` of an Alertmanager configuration. Alert names are literals in the regular expressions: they hold letters only. */
export function renderInhibitionRules(rules: readonly InhibitionRule[]): JsonObject {
  return {
    inhibit_rules: rules.map(({ source, targets, equal }) => ({
      source_matchers: [`alertname="${source}"`],
      target_matchers: [targets.length === 1 ? `alertname="${targets.join('')}"` : `alertname=~"${targets.join('|')}"`],
      equal,
    })),
  };
}

/** The same as `spec.inhibitRules` of an AlertmanagerConfig object (monitoring.coreos.com/v1alpha1). */
export function renderInhibitionRulesForOperator(rules: readonly InhibitionRule[]): JsonObject {
  return {
    inhibitRules: rules.map(({ source, targets, equal }) => ({
      sourceMatch: [{ name: 'alertname', value: source, matchType: '=' }],
      targetMatch: [{ name: 'alertname', value: targets.join('|'), matchType: targets.length === 1 ? '=' : '=~' }],
      equal,
    })),
  };
}
