import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { Mixin } from '../../orchestrator';
import { renderAlertmanagerConfig } from '../../render';
import { addObject, KUBERNETES_OBJECT_CHECKS, type KubernetesObjectProps } from './kubernetes-object';
import { mixinOf, type MixinProps } from './mixin-props';

/** Props of an OrchestratorAlertmanagerConfig. Its name is `orchestrator-inhibitions` unless told. */
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
export class OrchestratorAlertmanagerConfig extends Construct {
  /** Whose inhibitions they are. */
  readonly mixin: Mixin;
  /** The AlertmanagerConfig, for patches. */
  readonly apiObject: ApiObject;
  /** Name of the AlertmanagerConfig. */
  readonly name: string;

  /** @throws ConfigError when the props are wrong */
  constructor(scope: Construct, id: string, props: OrchestratorAlertmanagerConfigProps = {}) {
    super(scope, id);
    this.mixin = mixinOf(this, props, KUBERNETES_OBJECT_CHECKS);
    const { mixin } = this;
    this.apiObject = addObject(this, props, {
      defaultName: 'orchestrator-inhibitions',
      render: (metadata) => renderAlertmanagerConfig(mixin.inhibitions, metadata),
      smaller: 'disable the alerts that nobody needs',
    });
    this.name = this.apiObject.name;
  }
}
