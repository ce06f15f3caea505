import { App, Chart, Testing } from 'cdk8s';

import { LagExporter, type LagExporterProps } from '../../../lib/cdk8s';
import { problemsOf } from '../problems-of';

const PROPS: LagExporterProps = {
  database: { exporter: 'postgres_exporter', selector: { job: 'pupsourcing-database' } },
  connection: { name: 'lag-exporter' },
};

test('the queries, the Deployment and its PodMonitor, under one name', () => {
  const chart = Testing.chart();
  const { name } = new LagExporter(chart, 'lag', { ...PROPS, name: 'lag' });

  const objects = Testing.synth(chart) as readonly { kind: string; metadata: { name: string } }[];
  expect(name).toBe('lag');
  expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
    'ConfigMap lag-queries',
    'Deployment lag',
    'PodMonitor lag',
  ]);
});

test('without a connection, it says what is missing', () => {
  const { connection: _connection, ...without } = PROPS;

  expect(problemsOf(() => new LagExporter(Testing.chart(), 'lag', without as LagExporterProps))).toEqual([
    expect.stringMatching(/^\[test\/lag\] connection: missing; allowed: an object with name, key$/) as string,
  ]);
});

test('two of one name are found at synth', () => {
  const chart = new Chart(new App(), 'chart', { namespace: 'monitoring' });
  new LagExporter(chart, 'one', PROPS);
  new LagExporter(chart, 'two', PROPS);

  expect(chart.node.findAll().flatMap((construct) => construct.node.validate())).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/Deployment monitoring\/orchestrator-lag-exporter: found another of this kind and name/),
    ]),
  );
});
