/** Delivery to the Helm chart kube-prometheus-stack: its operator and the sidecar of its Grafana. */
import type { Delivery } from './delivery';
import { checkOptions } from './delivery-options';
import { either, text, type Checks } from '../objects/field-checks';
import { operatorParts, PROMETHEUS_OPERATOR_CHECKS, type PrometheusOperatorOptions } from './prometheus-operator';
import { sidecar, SIDECAR_CHECKS, type SidecarOptions } from './sidecar';

/** How the chart was installed, and what it is given. */
export interface KubePrometheusStackOptions
  extends Omit<PrometheusOperatorOptions, 'selectorLabels'>, Omit<SidecarOptions, 'namespace'> {
  /**
   * Name of the Helm release: with the values that the chart comes with, its Prometheus takes only objects with the label `release` of that name.
   * False where the values `*SelectorNilUsesHelmValues` are false, so that it takes all.
   */
  readonly release: string | false;
}

const { selectorLabels: _selectorLabels, ...operatorChecks } = PROMETHEUS_OPERATOR_CHECKS;
const { namespace: _namespace, ...sidecarChecks } = SIDECAR_CHECKS;

const CHECKS: Checks<KubePrometheusStackOptions> = {
  ...operatorChecks,
  ...sidecarChecks,
  release: either(
    (value) => value === false,
    text('the name of a Helm release, or false', /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, 53),
  ),
};

/**
 * Everything for a cluster with kube-prometheus-stack: rules, scraping and inhibitions for its operator, dashboards for the sidecar of its
 * Grafana.
 *
 * @throws ConfigError when the options are wrong, with every problem
 */
export function kubePrometheusStack(given: KubePrometheusStackOptions): Delivery {
  const options = checkOptions('kubePrometheusStack', given, CHECKS, ['release']);
  const { release } = options;
  const grafana = sidecar(pick(options, SIDECAR_CHECKS));
  return {
    ...grafana,
    ...operatorParts('kubePrometheusStack', {
      ...pick(options, PROMETHEUS_OPERATOR_CHECKS),
      selectorLabels: release === false ? {} : { release },
    }),
  };
}

/** The options that one of the two knows. */
function pick<TOptions extends object>(options: object, checks: Checks<TOptions>): Partial<TOptions> {
  return Object.fromEntries(
    Object.entries(options).filter(([key, value]) => Object.hasOwn(checks, key) && value !== undefined),
  ) as Partial<TOptions>;
}
