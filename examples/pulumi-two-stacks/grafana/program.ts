/** What Grafana holds: the cluster's Prometheus as a data source, dashboards, and the alerts, which Grafana evaluates. */
import * as pulumi from '@pulumi/pulumi';
import { DataSource } from '@pulumiverse/grafana/oss/dataSource';
import { OrchestratorMonitoring } from 'pupsourcing-orchestrator-monitoring/pulumi';
import { fleet } from '../fleet';

/** Declares everything; what it returns are the outputs of the stack. */
export function program(): Readonly<Record<string, pulumi.Output<unknown>>> {
  const cluster = new pulumi.StackReference(new pulumi.Config().require('cluster'));
  const prometheus = new DataSource('prometheus', {
    type: 'prometheus',
    name: 'Prometheus of the cluster',
    uid: 'cluster-prometheus',
    url: cluster.requireOutput('prometheusUrl').apply(String),
    jsonDataEncoded: JSON.stringify({ httpMethod: 'POST', timeInterval: '15s' }),
  });
  const monitoring = new OrchestratorMonitoring('orders', { ...fleet, datasourceUid: prometheus.uid });
  return { dashboard: monitoring.dashboardUrl };
}
