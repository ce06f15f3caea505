import { ApiObject, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  combineDeliveries,
  createMixin,
  grafanaOperator,
  prometheusOperator,
  type MonitoringProps,
} from 'pupsourcing-orchestrator-monitoring';
import { OrchestratorMonitoring } from 'pupsourcing-orchestrator-monitoring/cdk8s';

import { fleet, MONITORING_NAMESPACE } from './fleet';
import { Workers } from './workers';

/** Who evaluates the alerts. */
export interface GrafanaOperatorChartProps {
  /** Prometheus with Alertmanager, or Grafana's own alerting. */
  readonly evaluatedBy: 'prometheus' | 'grafana';
}

/** A cluster with both operators: Grafana and Prometheus as objects of their own. */
export class GrafanaOperatorChart extends Chart {
  readonly monitoring: OrchestratorMonitoring;

  constructor(scope: Construct, id: string, { evaluatedBy }: GrafanaOperatorChartProps) {
    super(scope, id, { namespace: MONITORING_NAMESPACE });
    const props: MonitoringProps = { ...fleet, alerts: { evaluatedBy, grafana: { folder: 'Projections' } } };
    const mixin = createMixin(props);
    this.monitoring = new OrchestratorMonitoring(this, 'orchestrator', {
      mixin,
      delivery: combineDeliveries({
        dashboards: grafanaOperator({
          instanceSelector: { dashboards: 'projections' },
          folder: 'Projections',
          json: 'gzip',
          datasource: { url: 'http://prometheus-operated:9090' },
        }),
        rules: prometheusOperator({
          selectorLabels: { prometheus: 'projections' },
          discoveredBy: { name: 'prometheus', namespace: MONITORING_NAMESPACE },
        }),
      }),
    });
    new ApiObject(this, 'grafana', {
      apiVersion: 'grafana.integreatly.org/v1beta1',
      kind: 'Grafana',
      metadata: { name: 'projections', labels: { dashboards: 'projections' } },
      spec: { config: { 'auth.anonymous': { enabled: 'true', org_role: 'Viewer' } } },
    });
    const selector = { matchLabels: { prometheus: 'projections' } };
    new ApiObject(this, 'prometheus', {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'Prometheus',
      metadata: { name: 'projections' },
      spec: {
        version: 'v3.5.0',
        replicas: 1,
        serviceAccountName: 'prometheus',
        ruleSelector: selector,
        podMonitorSelector: selector,
        resources: { requests: { cpu: '100m', memory: '400Mi' }, limits: { memory: '1Gi' } },
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 1000,
          fsGroup: 2000,
          seccompProfile: { type: 'RuntimeDefault' },
        },
      },
    });
    new ApiObject(this, 'service-account', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'prometheus' },
    });
    new Workers(this, 'workers', mixin);
  }
}
