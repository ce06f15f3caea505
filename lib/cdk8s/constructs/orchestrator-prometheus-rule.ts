import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { Mixin } from '../../orchestrator';
import { renderPrometheusRuleObject } from '../../render';
import { markRules } from '../findings/app-checks';
import { addObject, KUBERNETES_OBJECT_CHECKS, type KubernetesObjectProps } from './kubernetes-object';
import { mixinOf, type MixinProps } from './mixin-props';

/** Props of an OrchestratorPrometheusRule. Its name is `orchestrator-rules` unless told. */
export interface OrchestratorPrometheusRuleProps extends MixinProps, KubernetesObjectProps {
  /**
   * Labels of the object. The operator takes only the rules that its Prometheus object selects: kube-prometheus-stack, with the values
   * that it comes with, wants `release` with the name of its Helm release. @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;
}

/**
 * The alerts and recording rules as a PrometheusRule (`monitoring.coreos.com/v1`), for a Prometheus that the operator runs.
 *
 * @example
 * import { App, Chart } from 'cdk8s';
 * import { OrchestratorPrometheusRule } from 'pupsourcing-orchestrator-monitoring/cdk8s';
 *
 * const chart = new Chart(new App(), 'monitoring');
 * new OrchestratorPrometheusRule(chart, 'rules', {
 *   replicaSets: [{ name: 'main', workers: 3 }],
 *   labels: { release: 'kube-prometheus-stack' },
 * });
 */
export class OrchestratorPrometheusRule extends Construct {
  /** Whose rules they are. */
  readonly mixin: Mixin;
  /** The PrometheusRule, for patches. */
  readonly apiObject: ApiObject;
  /** Name of the PrometheusRule. */
  readonly name: string;

  /** @throws ConfigError when the props are wrong, or the rules too large for the operator */
  constructor(scope: Construct, id: string, props: OrchestratorPrometheusRuleProps = {}) {
    super(scope, id);
    this.mixin = mixinOf(this, props, KUBERNETES_OBJECT_CHECKS);
    const { mixin } = this;
    this.apiObject = addObject(this, props, {
      defaultName: 'orchestrator-rules',
      render: (metadata) => renderPrometheusRuleObject(mixin.ruleGroups, metadata),
      smaller: 'spread the replica sets over several constructs',
    });
    markRules(this, mixin);
    this.name = this.apiObject.name;
  }
}
