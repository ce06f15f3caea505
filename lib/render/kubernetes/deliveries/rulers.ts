/** Deliveries of rules to those who evaluate them in Prometheus's place. */
import type { Delivery } from './delivery';
import { defineDelivery, OBJECT_PLACE_CHECKS, type ObjectPlace } from './define-delivery';
import { fields, oneLine, oneOf, type Shapes } from '../../../validation';
import { dataKey, labels } from '../../../validation/kubernetes-names';
import { renderMimirRules } from '../../prometheus/rules';
import { toYaml } from '../../yaml';
import { configMapOf } from '../objects/manifest';
import { renderPrometheusRuleObjects, type PartialResponse } from '../objects/rules';

/** What a Thanos Ruler of the Prometheus operator is given. */
export interface ThanosRulerOptions extends ObjectPlace {
  /** Labels that `ruleSelector` of the ThanosRuler object asks for. @default - none */
  readonly selectorLabels?: Readonly<Record<string, string>>;
  /** What happens to a rule when a store does not answer; Thanos's own default is to abort. @default 'abort' */
  readonly partialResponse?: PartialResponse;
}

const THANOS_CHECKS = fields({
  ...OBJECT_PLACE_CHECKS,
  selectorLabels: labels,
  partialResponse: oneOf('warn', 'abort'),
} satisfies Shapes<ThanosRulerOptions>);

/**
 * Rules for a Thanos Ruler that the Prometheus operator runs, and nothing else. Its labels must be those that no Prometheus selects, or both
 * evaluate them.
 *
 * @throws ConfigError when the options are wrong, with every problem
 */
export function thanosRuler(options: ThanosRulerOptions = {}): Delivery {
  return defineDelivery(
    'thanosRuler',
    options,
    THANOS_CHECKS,
    ({ selectorLabels = {}, partialResponse = 'abort' }) => ({
      rules: ({ metadata, mixin }) => ({
        objects: renderPrometheusRuleObjects(
          mixin.ruleGroups,
          metadata('rules', { labels: selectorLabels }),
          partialResponse,
        ),
      }),
    }),
  );
}

/** What Mimir (or Cortex) is given. */
export interface MimirOptions extends ObjectPlace {
  /** Namespace of the rules in Mimir, which two fleets of a tenant may not share. @default - the fleet's ruleNamespace */
  readonly ruleNamespace?: string;
  /** File name of the rules in the ConfigMap. @default - the name and `.mimir.yaml` */
  readonly ruleFile?: string;
}

const MIMIR_CHECKS = fields({
  ...OBJECT_PLACE_CHECKS,
  ruleNamespace: oneLine,
  ruleFile: dataKey,
} satisfies Shapes<MimirOptions>);

/**
 * Rules for Mimir's ruler, and nothing else: a ConfigMap with the file that `mimirtool rules sync` loads, from a Job or a pipeline. Alloy
 * reads PrometheusRules instead (`mimir.rules.kubernetes`): for it take prometheusOperator.
 *
 * @throws ConfigError when the options are wrong, with every problem
 */
export function mimir(options: MimirOptions = {}): Delivery {
  return defineDelivery('mimir', options, MIMIR_CHECKS, ({ ruleFile, ruleNamespace }) => ({
    rules: ({ metadata, name, mixin }) => ({
      objects: [
        configMapOf(metadata('rules'), {
          [ruleFile ?? `${name}.mimir.yaml`]: toYaml(
            renderMimirRules(mixin.ruleGroups, ruleNamespace ?? mixin.config.ruleNamespace),
          ),
        }),
      ],
    }),
  }));
}
