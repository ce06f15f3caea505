import { Chart, Testing } from 'cdk8s';
import { monitoringSerializer } from 'pupsourcing-orchestrator-monitoring/testing';

expect.addSnapshotSerializer(monitoringSerializer);

const chart = new Chart(Testing.app(), 'monitoring');

test('nothing changes but what was meant to', () => {
  expect(Testing.synth(chart)).toMatchSnapshot();
});

export {};
