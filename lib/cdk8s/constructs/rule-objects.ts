import type { Construct } from 'constructs';
import { renderAlertmanagerConfig, renderPrometheusRuleObject, renderRuleConfigMap } from '../../render';
import { dataKey } from '../../validation/kubernetes-names';
import { FleetObject, type KubernetesObjectProps } from './fleet-object';
import type { MixinProps } from './mixin-props';

/** Props of an OrchestratorPrometheusRule. Its name is that of the fleet and `-rules` unless told: `orchestrator-rules`, or `orchestrator-<dashboard.uid>-rules`. */
export interface OrchestratorPrometheusRuleProps extends MixinProps, KubernetesObjectProps {
  /**
   * Labels of the object. The operator takes only the rules that its Prometheus object selects: kube-prometheus-stack, with the values
   * that it comes with, wants `release` with the name of its Helm release. @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;
}

/**
 * The alerts and recording rules as a PrometheusRule (`monitoring.coreos.com/v1`), for a Prometheus that the operator runs. Rules that are too
 * many for one object are a delivery's to spread over several.
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
export class OrchestratorPrometheusRule extends FleetObject {
  /** @throws ConfigError when the props are wrong, or the rules too large for the operator */
  constructor(scope: Construct, id: string, props: OrchestratorPrometheusRuleProps = {}) {
    super(scope, id, props, {
      suffix: 'rules',
      part: 'rules',
      render: ({ ruleGroups }, metadata) => renderPrometheusRuleObject(ruleGroups, metadata),
      smaller: 'use delivery: prometheusOperator(), which makes several of it',
    });
  }
}

const RULE_FILE_KEY = 'orchestrator.rules.yaml';

/** Props of a RuleConfigMap. Its name is that of the fleet and `-rules` unless told: `orchestrator-rules`, or `orchestrator-<dashboard.uid>-rules`. */
export interface RuleConfigMapProps extends MixinProps, KubernetesObjectProps {
  /** Key of the rule file, which is its file name where the ConfigMap is mounted. @default 'orchestrator.rules.yaml' */
  readonly key?: string;
}

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
export class RuleConfigMap extends FleetObject {
  /** Key of the rule file. */
  readonly key: string;

  /** @throws ConfigError when the props are wrong, or the rules too large for a ConfigMap */
  constructor(scope: Construct, id: string, props: RuleConfigMapProps = {}) {
    super(scope, id, props, {
      suffix: 'rules',
      part: 'rules',
      checks: { key: dataKey },
      render: ({ ruleGroups }, metadata) => renderRuleConfigMap(ruleGroups, metadata, props.key ?? RULE_FILE_KEY),
      smaller: 'spread the replica sets over several constructs',
    });
    this.key = props.key ?? RULE_FILE_KEY;
  }
}

/** Props of an OrchestratorAlertmanagerConfig. Its name is that of the fleet and `-inhibitions` unless told: `orchestrator-inhibitions`, or `orchestrator-<dashboard.uid>-inhibitions`. */
export interface OrchestratorAlertmanagerConfigProps extends MixinProps, KubernetesObjectProps {}

/**
 * The inhibition rules as an AlertmanagerConfig (`monitoring.coreos.com/v1alpha1`): one fault, one page. It routes nothing.
 *
 * The operator adds a matcher on the object's own namespace to every inhibition, unless the Alertmanager object says
 * `alertmanagerConfigMatcherStrategy: { type: None }`. With the matcher, only alerts with that `namespace` label are inhibited: put the
 * object into the namespace of the workers and keep `namespace` in `aggregateBy`, or choose the strategy.
 *
 * @example
 * import { App, Chart } from 'cdk8s';
 * import { OrchestratorAlertmanagerConfig } from 'pupsourcing-orchestrator-monitoring/cdk8s';
 *
 * const chart = new Chart(new App(), 'monitoring');
 * new OrchestratorAlertmanagerConfig(chart, 'inhibitions', { aggregateBy: ['namespace'], namespace: 'projections' });
 */
export class OrchestratorAlertmanagerConfig extends FleetObject {
  /** @throws ConfigError when the props are wrong */
  constructor(scope: Construct, id: string, props: OrchestratorAlertmanagerConfigProps = {}) {
    super(scope, id, props, {
      suffix: 'inhibitions',
      part: 'inhibitions',
      render: ({ inhibitions }, metadata) => renderAlertmanagerConfig(inhibitions, metadata),
      smaller: 'disable the alerts that nobody needs',
    });
  }
}
