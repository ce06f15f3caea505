import { Testing } from 'cdk8s';
import {
  expectAlert,
  expectDelivered,
  expectNoAlert,
  monitoringSerializer,
  summaryOf,
} from 'pupsourcing-orchestrator-monitoring/testing';

import { MonitoringChart } from '../lib/monitoring-chart';

expect.addSnapshotSerializer(monitoringSerializer);

const chart = new MonitoringChart(Testing.app(), 'monitoring');

test('what we promised the people on call', () => {
  expectDelivered(chart, 'alerts', 'recordingRules', 'dashboards', 'scraping');
  expectAlert(chart, 'OrchestratorNoWorkers', { severity: 'critical', labels: { team: 'orders' } });
  expectAlert(chart, 'OrchestratorProjectionErrors', { threshold: 0.05, for: '5m' });
  expectNoAlert(chart, 'OrchestratorDiskFull');
});

test('a change of the monitoring is seen in review', () => {
  expect(summaryOf(chart)).toMatchSnapshot();
});

test('nothing changes but what was meant to', () => {
  expect(Testing.synth(chart)).toMatchSnapshot();
});
