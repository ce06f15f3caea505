import { DEFAULT_DATASOURCE_UID } from '../../../orchestrator';
import { fields, type Shapes } from '../../../validation';
import { helmRelease } from '../../../validation/kubernetes-names';
import type { Delivery } from './delivery';
import { defineDelivery } from './define-delivery';
import {
  operatorParts,
  PROMETHEUS_OPERATOR_CHECKS,
  withoutIdleOptions,
  type PrometheusOperatorOptions,
} from './prometheus-operator';
import { SIDECAR_CHECKS, sidecarParts, type SidecarOptions } from './sidecar';

/** How the chart was installed, and what it is given. */
export interface KubePrometheusStackOptions extends Omit<PrometheusOperatorOptions, 'selectorLabels'>, SidecarOptions {
  /**
   * Name of the Helm release: with the values that the chart comes with, its Prometheus takes only objects with the label `release` of that name.
   * False where the values `*SelectorNilUsesHelmValues` are false, so that it takes all.
   */
  readonly release: string | false;
}

const { selectorLabels: _selectorLabels, ...operatorChecks } = PROMETHEUS_OPERATOR_CHECKS;

const KUBE_PROMETHEUS_STACK_CHECKS = {
  ...operatorChecks,
  ...SIDECAR_CHECKS,
  release: helmRelease,
} satisfies Shapes<KubePrometheusStackOptions>;

/**
 * Everything for a cluster with kube-prometheus-stack: rules, scraping and inhibitions for its operator, dashboards for the sidecar of its
 * Grafana.
 *
 * @throws ConfigError when the options are wrong, with every problem
 */
export function kubePrometheusStack(options: KubePrometheusStackOptions): Delivery {
  const name = 'kubePrometheusStack';
  const shape = withoutIdleOptions(fields(KUBE_PROMETHEUS_STACK_CHECKS, ['release']));
  return defineDelivery(name, options, shape, ({ release, ...checked }) => ({
    // The chart brings a data source of this uid.
    ...sidecarParts(name, checked, DEFAULT_DATASOURCE_UID),
    ...operatorParts(name, { ...checked, selectorLabels: release === false ? {} : { release } }),
  }));
}
