/** Grafana, ready for one fleet: a folder, a data source, dashboards, alert rules, and a contact point that gets the urgent ones. */
import * as pulumi from '@pulumi/pulumi';
import { DataSource } from '@pulumiverse/grafana/oss/dataSource';
import { Folder } from '@pulumiverse/grafana/oss/folder';
import { OrchestratorMonitoring } from 'pupsourcing-orchestrator-monitoring/pulumi';
import { fleet } from './fleet';

/** Declares everything; what it returns are the outputs of the stack. */
export function program(): Readonly<Record<string, pulumi.Output<unknown>>> {
  const config = new pulumi.Config();
  const folder = new Folder('shop', { title: 'Shop', uid: 'shop' });
  const prometheus = new DataSource('prometheus', {
    type: 'prometheus',
    name: 'Prometheus of the shop',
    uid: 'shop-prometheus',
    url: config.require('prometheusUrl'),
    jsonDataEncoded: JSON.stringify({ httpMethod: 'POST', timeInterval: '15s' }),
  });
  const monitoring = new OrchestratorMonitoring('orders', {
    ...fleet,
    datasourceUid: prometheus.uid,
    folderUid: folder.uid,
    contactPoints: { 'Shop on duty': { webhooks: [{ url: config.requireSecret('webhook') }] } },
    notificationsBySeverity: { critical: { contactPoint: 'Shop on duty', groupBys: ['replica_set'] } },
  });
  return { dashboard: monitoring.dashboardUrl, rules: monitoring.ruleUids };
}
