/** Delivery to the Helm chart kube-prometheus-stack: its operator and the sidecar of its Grafana. */
import { DEFAULT_DATASOURCE_UID, type Finding } from '../../../orchestrator';
import type { Shapes } from '../../../validation';
import { helmRelease } from '../../../validation/kubernetes-names';
import type { Delivery, DeliveryContext } from './delivery';
import { defineDelivery } from './define-delivery';
import { operatorParts, PROMETHEUS_OPERATOR_CHECKS, type PrometheusOperatorOptions } from './prometheus-operator';
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

const KUBE_PROMETHEUS_STACK_CHECKS: Shapes<KubePrometheusStackOptions> = {
  ...operatorChecks,
  ...SIDECAR_CHECKS,
  release: helmRelease,
};

/**
 * Everything for a cluster with kube-prometheus-stack: rules, scraping and inhibitions for its operator, dashboards for the sidecar of its
 * Grafana.
 *
 * @throws ConfigError when the options are wrong, with every problem
 */
export function kubePrometheusStack(options: KubePrometheusStackOptions): Delivery {
  const name = 'kubePrometheusStack';
  return defineDelivery(
    name,
    options,
    KUBE_PROMETHEUS_STACK_CHECKS,
    ({ release, ...checked }) => {
      const { datasource, ...sidecars } = sidecarParts(name, checked);
      return {
        ...sidecars,
        datasource:
          datasource &&
          ((context) => {
            const { findings = [], ...part } = datasource(context);
            return { ...part, findings: [...findings, ...findUidOfChart(name, context, checked)] };
          }),
        ...operatorParts(name, { ...checked, selectorLabels: release === false ? {} : { release } }),
      };
    },
    ['release'],
  );
}

/** The chart's own data source has the uid that alerts ask where nobody says otherwise. Whoever gives it knows that the chart brings none. */
function findUidOfChart(
  delivery: string,
  { mixin }: DeliveryContext,
  { datasource }: SidecarOptions,
): readonly Finding[] {
  const { datasourceUid } = mixin.config.alerts.grafana;
  const isTaken = mixin.grafanaRuleGroups.length > 0 && datasourceUid === DEFAULT_DATASOURCE_UID;
  return !isTaken || datasource?.uid !== undefined
    ? []
    : [
        {
          severity: 'error',
          path: `${delivery}.datasource.uid`,
          what: `found none, and alerts that ask '${datasourceUid}'`,
          why: `the chart's own data source has the uid '${datasourceUid}', and two of one uid keep Grafana from starting`,
          fix: `leave out datasource, set alerts.grafana.datasourceUid to a uid of its own, or give uid: '${datasourceUid}' here where the chart brings none`,
        },
      ];
}
