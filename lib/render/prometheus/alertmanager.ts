import { requirePart, type InhibitionRule, type SeverityMatcher } from '../../orchestrator';
import type { JsonObject } from '../json';

/** `inhibit_rules` of an Alertmanager configuration. Alert names are literals in the regular expressions: they hold letters only. */
export function renderInhibitionRules(rules: readonly InhibitionRule[]): JsonObject {
  requirePart('inhibitions', rules);
  return {
    inhibit_rules: rules.map(({ source, targets, equal, ofSource, ofTargets }) => ({
      source_matchers: [`alertname="${source}"`, ...written(ofSource)],
      target_matchers: [
        targets.length === 1 ? `alertname="${targets.join('')}"` : `alertname=~"${targets.join('|')}"`,
        ...written(ofTargets),
      ],
      equal,
    })),
  };
}

const written = (matcher: SeverityMatcher | undefined): readonly string[] =>
  matcher === undefined ? [] : [`severity${matcher.op}"${matcher.severity}"`];

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
    inhibitRules: rules.map(({ source, targets, equal, ofSource, ofTargets }) => ({
      sourceMatch: [named([source]), ...matched(ofSource)],
      targetMatch: [named(targets), ...matched(ofTargets)],
      equal,
    })),
  };
}

const matched = (matcher: SeverityMatcher | undefined): readonly JsonObject[] =>
  matcher === undefined
    ? []
    : [{ name: 'severity', value: matcher.severity, matchType: matcher.op === '=' ? '=~' : '!~' }];
