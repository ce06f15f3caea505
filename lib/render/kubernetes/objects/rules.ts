/** Rules for a Prometheus, Thanos Ruler or Mimir, and inhibition rules for an Alertmanager, as Kubernetes objects. */
import type { RuleGroup, InhibitionRule } from '../../../orchestrator';
import { LIMITS } from '../../../validation';
import type { JsonObject } from '../../json';
import { renderPrometheusRules } from '../../prometheus/rules';
import { toYaml } from '../../yaml';
import { configMapOf, manifestOf, type KubernetesManifest, type ObjectMetadata } from './manifest';
import { bytesOf } from './object-size';
import { renderInhibitionRulesForOperator } from '../../prometheus/alertmanager';

/** What Thanos Ruler does when one of the stores that it asks does not answer: evaluate with the rest, or not at all. */
export type PartialResponse = 'warn' | 'abort';

/** A PrometheusRule (`monitoring.coreos.com/v1`): for a Prometheus or a Thanos Ruler that the operator runs. */
export function renderPrometheusRuleObject(groups: readonly RuleGroup[], metadata: ObjectMetadata): KubernetesManifest {
  return prometheusRule(renderPrometheusRules(groups).groups, metadata);
}

/**
 * The same, spread over as many objects as it takes for each to be small enough for the operator; nearly always that is one. The first has
 * the name that is given, the others a number behind it.
 *
 * @param partialResponse `partial_response_strategy` of every group; only Thanos Ruler reads it
 */
export function renderPrometheusRuleObjects(
  groups: readonly RuleGroup[],
  metadata: ObjectMetadata,
  partialResponse?: PartialResponse,
): readonly KubernetesManifest[] {
  const parts: JsonObject[][] = [];
  let room = 0;
  for (const rendered of renderPrometheusRules(groups).groups) {
    const group =
      partialResponse === undefined ? rendered : { ...rendered, partial_response_strategy: partialResponse };
    const bytes = bytesOf({ groups: [group] });
    const last = parts.at(-1);
    if (last === undefined || bytes > room) {
      parts.push([group]);
      room = LIMITS.prometheusRule.maximum - bytes;
    } else {
      last.push(group);
      room -= bytes;
    }
  }
  return parts.map((part, index) =>
    prometheusRule(part, index === 0 ? metadata : { ...metadata, name: `${metadata.name}-${String(index + 1)}` }),
  );
}

function prometheusRule(groups: readonly JsonObject[], metadata: ObjectMetadata): KubernetesManifest {
  return manifestOf({ apiVersion: 'monitoring.coreos.com/v1', kind: 'PrometheusRule' }, metadata, {
    spec: { groups },
  });
}

/** A rule file in a ConfigMap, for a Prometheus (or Thanos Ruler) without operator that mounts it. */
export function renderRuleConfigMap(
  groups: readonly RuleGroup[],
  metadata: ObjectMetadata,
  key: string,
): KubernetesManifest {
  return configMapOf(metadata, { [key]: toYaml(renderPrometheusRules(groups)) });
}

/** An AlertmanagerConfig (`monitoring.coreos.com/v1alpha1`) that inhibits and routes nothing. */
export function renderAlertmanagerConfig(
  inhibitions: readonly InhibitionRule[],
  metadata: ObjectMetadata,
): KubernetesManifest {
  return manifestOf({ apiVersion: 'monitoring.coreos.com/v1alpha1', kind: 'AlertmanagerConfig' }, metadata, {
    spec: renderInhibitionRulesForOperator(inhibitions),
  });
}
