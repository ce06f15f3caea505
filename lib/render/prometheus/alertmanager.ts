/** Inhibition rules for Alertmanager, as a part of its own configuration. */
import { requirePart, type InhibitionRule } from '../../orchestrator';
import type { JsonObject } from '../json';

/** `inhibit_rules` of an Alertmanager configuration. Alert names are literals in the regular expressions: they hold letters only. */
export function renderInhibitionRules(rules: readonly InhibitionRule[]): JsonObject {
  requirePart('inhibitions', rules);
  return {
    inhibit_rules: rules.map(({ source, targets, equal, exceptInfo }) => ({
      source_matchers: [`alertname="${source}"`, ...(exceptInfo ? ['severity!="info"'] : [])],
      target_matchers: [targets.length === 1 ? `alertname="${targets.join('')}"` : `alertname=~"${targets.join('|')}"`],
      equal,
    })),
  };
}

/**
 * The same as `spec.inhibitRules` of an AlertmanagerConfig object (monitoring.coreos.com/v1alpha1). Every matcher is a regular expression: a lone `=`
 * means something to readers of YAML 1.1, and not all who write YAML put it in quotes.
 */
export function renderInhibitionRulesForOperator(rules: readonly InhibitionRule[]): JsonObject {
  const named = (names: readonly string[]): JsonObject => ({
    name: 'alertname',
    value: names.join('|'),
    matchType: '=~',
  });
  return {
    inhibitRules: rules.map(({ source, targets, equal, exceptInfo }) => ({
      sourceMatch: [named([source]), ...(exceptInfo ? [{ name: 'severity', value: 'info', matchType: '!~' }] : [])],
      targetMatch: [named(targets)],
      equal,
    })),
  };
}
