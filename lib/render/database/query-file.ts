/** The queries as an exporter reads them. */
import {
  databaseQueries,
  exposedName,
  warningAt,
  type DatabaseConfig,
  type DatabaseQuery,
  type Finding,
  type LocatedFleet,
  type MonitoringConfig,
} from '../../orchestrator';
import { seconds } from '../../promql/duration';
import { braces } from '../../promql/write';
import { toYaml } from '../yaml';

/** The file of queries of one exporter: its usual name, and what it holds. */
export interface QueryFile {
  readonly name: string;
  /** YAML. */
  readonly content: string;
}

export const SQL_EXPORTER_COLLECTOR = 'pupsourcing_lag';

/** The queries in the form of the configured exporter; undefined without `database`. */
export function renderQueryFile(config: MonitoringConfig): QueryFile | undefined {
  const { database } = config;
  if (database === undefined) {
    return undefined;
  }
  const queries = databaseQueries(config);
  return database.exporter === 'sql_exporter'
    ? { name: 'pupsourcing_lag.collector.yml', content: toYaml(collector(queries, database)) }
    : { name: 'queries.yaml', content: toYaml(namespaces(queries, database)) };
}

/** Whether two descriptions ask the same targets: exporters of one database. */
export function asksSameTargets(config: MonitoringConfig, other: MonitoringConfig): boolean {
  const matchersOf = ({ database }: MonitoringConfig): string | undefined =>
    database && inAnyOrder(database.selector.map((matcher) => braces([matcher]))).join();
  return matchersOf(config) === matchersOf(other);
}

/** A list whose order means nothing, in one that nobody chose. */
const inAnyOrder = (texts: readonly string[]): readonly string[] => [...texts].sort();

/** The queries of a description. In whatever order it lists replica sets and projections, they ask the same. */
function questionsOf(config: MonitoringConfig): string | undefined {
  const { database, replicaSets } = config;
  const sorted = <T extends { readonly projections?: readonly string[] }>(listing: T): T =>
    listing.projections === undefined ? listing : { ...listing, projections: inAnyOrder(listing.projections) };
  return renderQueryFile({
    ...config,
    database: database && sorted(database),
    replicaSets: replicaSets.map(sorted).sort((one, other) => (one.name < other.name ? -1 : 1)),
  })?.content;
}

/** Whether the queries of a description are others than those of all who ask the same targets: the rules beside an exporter, or the exporters beside rules. */
export function* findOtherQueries(config: MonitoringConfig, asking: readonly LocatedFleet[]): Generator<Finding> {
  const [first] = asking;
  const questions = first && questionsOf(config);
  if (first !== undefined && !asking.some(({ mixin }) => questionsOf(mixin.config) === questions)) {
    yield warningAt('database', {
      what: `found other queries than those of ${first.where}`,
      why: 'the rules expect what the exporter does not tell: projections would be missing, or counted for another replica set',
      fix: 'give both the same description: one mixin, or the same replicaSets, watchUnlisted, scrapeInterval and database',
    });
  }
}

/**
 * Whether the targets of a description are asked for, or answered, by nobody, while others miss theirs: an exporter beside rules, whose selectors
 * differ by mistake.
 *
 * @param others rules beside an exporter, or exporters beside rules
 * @param alike the exporters, or the rules, that the description is one of
 */
export function* findOtherTargets(
  config: MonitoringConfig,
  others: readonly LocatedFleet[],
  alike: readonly LocatedFleet[],
): Generator<Finding> {
  const meets = (fleets: readonly LocatedFleet[], described: MonitoringConfig): boolean =>
    fleets.some(({ mixin }) => asksSameTargets(mixin.config, described));
  const missing = others.find(({ mixin }) => mixin.config.database !== undefined && !meets(alike, mixin.config));
  if (missing !== undefined && config.database !== undefined && !meets(others, config)) {
    yield warningAt('database.selector', {
      what: `found ${braces(config.database.selector)}, and ${braces(missing.mixin.config.database?.selector ?? [])} of ${missing.where}`,
      why: 'the rules find the exporter by database.selector, and would see no lag',
      fix: 'give both the same description: one mixin, or the same database.selector',
    });
  }
}

/** postgres_exporter's `--extend.query-path`, Alloy's `custom_queries_config_path`; CloudNativePG has the same shape, but for its words. */
function namespaces(queries: readonly DatabaseQuery[], { exporter, interval }: DatabaseConfig): unknown {
  const once =
    exporter === 'cloudnative-pg'
      ? { primary: true }
      : // `master` is the database of the connection string, where the exporter finds others by itself. Half of the interval: several Prometheus servers share an answer, and none gets that of its own last scrape.
        { master: true, cache_seconds: Math.floor(seconds(interval) / 2) };
  return Object.fromEntries(
    queries.map(({ name, sql, labels, metrics }) => [
      name,
      {
        query: `${sql}\n`,
        ...once,
        metrics: [
          ...labels.map((label) => ({ [label]: { usage: 'LABEL', description: LABEL_TEXTS[label] ?? label } })),
          ...metrics.map(({ column, help }) => ({ [column]: { usage: 'GAUGE', description: help } })),
        ],
      },
    ]),
  );
}

const LABEL_TEXTS: Readonly<Record<string, string>> = {
  replica_set: 'Name of the replica set.',
  projection: 'Name of the projection.',
  partition: 'Number of the partition, from 0 on.',
  state: 'State of the workers.',
};

/** A collector file of sql_exporter: one metric for each column, all of a query's metrics with one execution. */
function collector(queries: readonly DatabaseQuery[], { exporter, interval }: DatabaseConfig): unknown {
  return {
    collector_name: SQL_EXPORTER_COLLECTOR,
    min_interval: `${String(Math.floor(seconds(interval) / 2))}s`,
    metrics: queries.flatMap(({ name, labels, metrics }) =>
      metrics.map((metric) => ({
        metric_name: exposedName(metric, exporter),
        type: 'gauge',
        help: metric.help,
        ...(labels.length === 0 ? {} : { key_labels: labels }),
        values: [metric.column],
        query_ref: name,
      })),
    ),
    queries: queries.map(({ name, sql }) => ({ query_name: name, query: `${sql}\n` })),
  };
}
