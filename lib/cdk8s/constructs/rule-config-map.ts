import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { Mixin } from '../../orchestrator';
import { renderRuleConfigMap } from '../../render';
import type { Checks } from '../../render/kubernetes/objects/field-checks';
import { dataKey } from '../../render/kubernetes/objects/manifest';
import { markRules } from '../findings/app-checks';
import { addObject, KUBERNETES_OBJECT_CHECKS, type KubernetesObjectProps } from './kubernetes-object';
import { mixinOf, type MixinProps } from './mixin-props';

/** How the ConfigMap is made, whatever the rules are. */
export interface RuleConfigMapOptions extends KubernetesObjectProps {
  /** Key of the rule file, which is its file name where the ConfigMap is mounted. @default 'orchestrator.rules.yaml' */
  readonly key?: string;
}

/** Props of a RuleConfigMap. Its name is `orchestrator-rules` unless told. */
export interface RuleConfigMapProps extends MixinProps, RuleConfigMapOptions {}

/** Checks of RuleConfigMapOptions. */
export const RULE_CONFIG_MAP_CHECKS: Checks<RuleConfigMapOptions> = { ...KUBERNETES_OBJECT_CHECKS, key: dataKey };

/**
 * The alerts and recording rules as a rule file in a ConfigMap, for a Prometheus (or Thanos Ruler) without operator: mount it, and name its
 * directory in `rule_files`. Where the operator runs Prometheus, OrchestratorPrometheusRule is the way; both together evaluate every rule
 * twice.
 *
 * @example
 * import { App, Chart } from 'cdk8s';
 * import { RuleConfigMap } from 'pupsourcing-orchestrator-monitoring/cdk8s';
 *
 * const chart = new Chart(new App(), 'monitoring');
 * new RuleConfigMap(chart, 'rules', { replicaSets: [{ name: 'main', workers: 3 }] });
 */
export class RuleConfigMap extends Construct {
  /** Whose rules they are. */
  readonly mixin: Mixin;
  /** The ConfigMap, for patches. */
  readonly apiObject: ApiObject;
  /** Name of the ConfigMap. */
  readonly name: string;
  /** Key of the rule file. */
  readonly key: string;

  /** @throws ConfigError when the props are wrong, or the rules too large for a ConfigMap */
  constructor(scope: Construct, id: string, props: RuleConfigMapProps = {}) {
    super(scope, id);
    this.mixin = mixinOf(this, props, RULE_CONFIG_MAP_CHECKS);
    this.key = props.key ?? 'orchestrator.rules.yaml';
    const { mixin, key } = this;
    this.apiObject = addObject(this, props, {
      defaultName: 'orchestrator-rules',
      render: (metadata) => renderRuleConfigMap(mixin.ruleGroups, metadata, key),
      smaller: 'spread the replica sets over several constructs',
    });
    markRules(this, mixin);
    this.name = this.apiObject.name;
  }
}
