import { parse } from 'yaml';
import { createMixin, renderFiles, type MonitoringProps } from '../../../lib';
import { DATABASE_METRICS, type DatabaseExporter, type DatabaseMetric } from '../../../lib/orchestrator';
import { renderQueryFile, renderRoleSql } from '../../../lib/render';

const props = (exporter: DatabaseExporter, more: Partial<MonitoringProps> = {}): MonitoringProps => ({
  database: { exporter, selector: { job: 'database' }, interval: '30s' },
  ...more,
});
const fileOf = (exporter: DatabaseExporter) => renderQueryFile(createMixin(props(exporter)).config)!;
const dataOf = (exporter: DatabaseExporter): Record<string, unknown> =>
  parse(fileOf(exporter).content) as Record<string, unknown>;
const METRICS = Object.values<DatabaseMetric>(DATABASE_METRICS);

interface Namespace {
  readonly query: string;
  readonly metrics: readonly Record<string, { readonly usage: string; readonly description: string }>[];
}

// The fields and their values are those of the exporters' own documentation.
describe.each([
  ['postgres_exporter', ['query', 'master', 'cache_seconds', 'metrics'], { master: true, cache_seconds: 15 }],
  ['cloudnative-pg', ['query', 'primary', 'metrics'], { primary: true }],
] as const)('queries of %s', (exporter, keys, settings) => {
  const namespaces = Object.entries(dataOf(exporter)) as [string, Namespace][];

  test('each namespace has the documented fields, and asks the primary alone', () => {
    expect(fileOf(exporter).name).toBe('queries.yaml');
    for (const [, namespace] of namespaces) {
      expect(Object.keys(namespace)).toEqual(keys);
      expect(namespace).toMatchObject(settings);
    }
  });

  test('namespace and column make the names of the catalogue; every column is a label or a gauge', () => {
    const names = namespaces.flatMap(([name, { metrics }]) =>
      metrics.flatMap((metric) =>
        Object.entries(metric).flatMap(([column, { usage }]) => (usage === 'GAUGE' ? [`${name}_${column}`] : [])),
      ),
    );
    expect(names.sort()).toEqual(METRICS.map(({ name }) => name).sort());
    const usages = namespaces.flatMap(([, { metrics }]) =>
      metrics.flatMap((metric) => Object.values(metric).map(({ usage }) => usage)),
    );
    expect([...new Set(usages)].sort()).toEqual(['GAUGE', 'LABEL']);
  });
});

test('a collector file of sql_exporter: one metric a column, and each query once', () => {
  const { collector_name, min_interval, metrics, queries } = dataOf('sql_exporter') as {
    readonly collector_name: string;
    readonly min_interval: string;
    readonly metrics: readonly Record<string, unknown>[];
    readonly queries: readonly { readonly query_name: string; readonly query: string }[];
  };
  expect(fileOf('sql_exporter').name).toBe('pupsourcing_lag.collector.yml');
  expect([collector_name, min_interval]).toEqual(['pupsourcing_lag', '15s']);
  expect(metrics).toEqual(
    METRICS.map(({ name, help, labels, column, query }) => ({
      metric_name: name,
      type: 'gauge',
      help,
      ...(labels.length === 0 ? {} : { key_labels: labels }),
      values: [column],
      query_ref: query,
    })),
  );
  expect(queries.map(({ query_name }) => query_name)).toEqual([...new Set(METRICS.map(({ query }) => query))]);
});

test('rules and panels read the names under which CloudNativePG exposes them', () => {
  const texts = renderFiles(createMixin(props('cloudnative-pg')))
    .filter(({ path }) => !path.startsWith('database/'))
    .map(({ content }) => content)
    .join('\n');
  expect(texts).toMatch(/cnpg_pupsourcing_projection_lag_seconds/);
  expect(texts).not.toMatch(/[^_]pupsourcing_projection_lag_seconds/);
});

test('names of projections and replica sets are texts of SQL, whatever they hold', () => {
  const { content } = renderFiles(
    createMixin(
      props('postgres_exporter', { replicaSets: [{ name: "o'brien", projections: ["a'; DROP TABLE events; --"] }] }),
    ),
  ).find(({ path }) => path === 'database/queries.yaml')!;
  expect(content).toContain(`('a''; DROP TABLE events; --', 'o''brien')`);
});

test('the role for CloudNativePG: its exporter asks as pg_monitor', () => {
  const { config } = createMixin(
    props('cloudnative-pg', {
      database: { exporter: 'cloudnative-pg', selector: { job: 'x' }, tables: { events: 'shop.events' } },
    }),
  );
  const sql = renderRoleSql(config.database!);
  expect(sql).not.toContain('CREATE ROLE');
  expect(sql).toContain('GRANT USAGE ON SCHEMA "shop" TO pg_monitor;');
  expect(sql).toContain('GRANT SELECT (global_position, created_at) ON "shop"."events" TO pg_monitor;');
});

test('the role may read the columns that queries and the runbook read', () => {
  const sql = renderRoleSql(createMixin(props('postgres_exporter')).config.database!);

  expect(sql.match(/^GRANT SELECT .*/gm)?.map((grant) => grant.replace(/ TO .*/, ''))).toEqual([
    'GRANT SELECT (global_position, created_at) ON "events"',
    'GRANT SELECT (projection_name, last_global_position) ON "projection_checkpoints"',
    'GRANT SELECT (id, replica_set, total_partitions, created_at) ON "orchestrator_generations"',
    'GRANT SELECT (id, replica_set, generation_id, partition_key, state, last_heartbeat) ON "orchestrator_workers"',
  ]);
});

test.each<[string, MonitoringProps['replicaSets']]>([
  ['any replica sets', []],
  ['one that runs all projections', [{ name: 'main', workers: 3 }]],
  [
    'some that run their own, and one that runs the rest',
    [
      { name: 'orders', workers: 2, projections: ['orders', 'invoices'] },
      { name: 'rest', workers: 3 },
    ],
  ],
])('what is asked of the database, for %s', (_what, replicaSets) => {
  const mixin = createMixin(props('postgres_exporter', { replicaSets: replicaSets ?? [] }));

  expect(renderQueryFile(mixin.config)?.content).toMatchSnapshot();
});

test.each([
  ['1s', '5s'],
  ['5s', '5s'],
  ['1m', '1m'],
] as const)('where the workers are scraped every %s, the database is asked every %s', (scrapeInterval, interval) => {
  const { config } = createMixin({
    scrapeInterval,
    database: { exporter: 'postgres_exporter', selector: { job: 'database' } },
  });

  expect(config.database?.interval).toBe(interval);
});
