import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { createMixin, kubePrometheusStack, type OperatorScraping } from 'pupsourcing-orchestrator-monitoring';
import { OrchestratorMonitoring } from 'pupsourcing-orchestrator-monitoring/cdk8s';

import { fleet, MONITORING_NAMESPACE } from './fleet';
import { Workers } from './workers';

/** What there is to choose when the Helm chart kube-prometheus-stack runs Prometheus and Grafana. */
export interface KubePrometheusStackChartProps {
  /** By which object of the operator the workers are found. */
  readonly scraping: OperatorScraping;
}

/** A cluster with kube-prometheus-stack, installed as the Helm release `monitoring`. */
export class KubePrometheusStackChart extends Chart {
  readonly monitoring: OrchestratorMonitoring;

  constructor(scope: Construct, id: string, { scraping }: KubePrometheusStackChartProps) {
    super(scope, id, { namespace: MONITORING_NAMESPACE });
    const mixin = createMixin(fleet);
    this.monitoring = new OrchestratorMonitoring(this, 'orchestrator', {
      mixin,
      delivery: kubePrometheusStack({
        release: 'monitoring',
        scraping,
        // Helm values: sidecar.dashboards.folderAnnotation and sidecar.dashboards.provider.foldersFromFilesStructure.
        folder: 'Projections',
        folderAnnotation: 'grafana_folder',
        // Helm value: alertmanager.alertmanagerSpec.alertmanagerConfigMatcherStrategy: { type: None }.
        inhibitions: { matcherStrategy: 'None' },
        discoveredBy: { name: 'monitoring-kube-prometheus-prometheus', namespace: MONITORING_NAMESPACE },
        networkPolicy: { prometheusNamespace: MONITORING_NAMESPACE },
      }),
    });
    new Workers(this, 'workers', mixin);
  }
}
