/** Rule groups in the form that `mimirtool rules load` and `cortextool` read: a rule file with the namespace that it goes into. */
import type { RuleGroup } from '../../orchestrator';
import type { JsonObject } from '../json';
import { toYaml } from '../yaml';
import { renderPrometheusRules } from './rules';

/** Namespace of the rule groups in Mimir. */
export const MIMIR_NAMESPACE = 'pupsourcing-orchestrator';

/** A Mimir namespace file. The groups are those of the Prometheus rule file, unchanged. */
export function renderMimirRules(groups: readonly RuleGroup[], namespace: string = MIMIR_NAMESPACE): JsonObject {
  return { namespace, ...renderPrometheusRules(groups) };
}

/** The same as text, from the text of the Prometheus rule file: writing many rules takes long. */
export const withMimirNamespace = (rules: string, namespace: string): string => `${toYaml({ namespace })}${rules}`;
