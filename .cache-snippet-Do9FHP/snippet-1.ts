import * as pulumi from '@pulumi/pulumi';
import { OrchestratorMonitoring } from 'pupsourcing-orchestrator-monitoring/pulumi';

const monitoring = new OrchestratorMonitoring('orders', {
  datasourceUid: 'prometheus',
  replicaSets: [
    { name: 'orders', workers: 3 },
    { name: 'billing', workers: { min: 2, max: 10 } },
  ],
  contactPoints: { 'On duty': { webhooks: [{ url: new pulumi.Config().requireSecret('webhook') }] } },
  notificationsBySeverity: { critical: { contactPoint: 'On duty' } },
});

export const dashboard = monitoring.dashboardUrl;

export {};
