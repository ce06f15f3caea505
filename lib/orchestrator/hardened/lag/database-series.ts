/**
 * How the series of the database are asked for, and made for a test. An exporter is scraped under a job of its own, so they carry none of the labels that tell the
 * workers apart but those of `aggregateBy` that name no job; what comes out is given those that the selector pins, for alerts to be routed and
 * compared by.
 */
import type { InputSeries, Labels, Probe, ProbeTarget } from '../../../model/probe';
import { findTargetLabels } from '../../../model/rule-tests/target-labels';
import type { QueryContext, Signal } from '../../../model/signal';
import { formatDuration, seconds, type Duration } from '../../../promql/duration';
import { labelled, over, select } from '../../../promql/write';
import { by, sharedLabels } from '../asking';
import { exposedName, type DatabaseMetric } from '../../database/metrics';
import { quotedTables, type Tables } from '../../database/tables';
import type { DatabaseConfig, DescribedDatabase } from '../../fleet/database-config';

/** Whether a configuration has a database to ask. */
export const hasDatabase = ({ system }: QueryContext): boolean =>
  (system as DescribedDatabase | undefined)?.database !== undefined;

/** Whether it has none: then the workers' own metrics have to do, which can only guess at lag. */
export const lacksDatabase = (context: QueryContext): boolean => !hasDatabase(context);

/** The database of a context. Whoever asks about lag has one: see `hasDatabase`. */
export function databaseOf({ system }: QueryContext): DatabaseConfig {
  const database = (system as DescribedDatabase | undefined)?.database;
  if (database === undefined) {
    throw new Error('a signal of the database was asked for without a database');
  }
  return database;
}

/** The tables of a context's database, as SQL names them. */
export const tablesOf = (context: QueryContext): Tables => quotedTables(databaseOf(context));

/** Labels of the fleet that what is asked of the database does not have: those by which jobs of the workers are told apart. */
export function labelsOfJobs(context: QueryContext): readonly string[] {
  const had = [...Object.keys(context.pinned), ...sharedLabels(context)];
  return context.by.filter((label) => !had.includes(label));
}

/** A metric of the database, now or over a window. */
export function ofDatabase(context: QueryContext, metric: DatabaseMetric, window?: string): string {
  const { exporter, selector } = databaseOf(context);
  const { workers, extraMatchers = [] } = context;
  const labels = [...sharedLabels(context), ...(metric.labels.includes('replica_set') ? ['replica_set'] : [])];
  const selected = select(exposedName(metric, exporter), [
    ...workers.filter(({ label }) => labels.includes(label)),
    ...(metric.labels.includes('projection') ? extraMatchers : []),
    ...selector,
  ]);
  return window === undefined ? selected : over(selected, window);
}

/**
 * What the exporter told last, now or so long ago, within two scrapes and no less than a minute: a scrape that fails ends all of its series,
 * and whatever waits would begin anew. A second less than that, since Prometheus 2 counts the beginning of a range in.
 */
export function told(context: QueryContext, metric: DatabaseMetric, ago?: Duration): string {
  const window = formatDuration(Math.max(60, 2 * seconds(databaseOf(context).interval)) - 1);
  return `last_over_time(${ofDatabase(context, metric, window)}${ago === undefined ? '' : ` offset ${ago}`})`;
}

/** An expression that keeps the labels of the fleet: `write` asks with those that the exporter's series have. */
export function ofFleet(context: QueryContext, write: (asked: QueryContext) => string): string {
  return Object.entries(context.pinned)
    .filter(([label]) => context.by.includes(label))
    .reduce(
      (expression, [label, value]) => labelled(expression, label, value),
      write({ ...context, by: sharedLabels(context) }),
    );
}

/** A question of the database, asked with those of the fleet's labels that its series have; `whole` has all of them. */
export type DatabaseQuestion = (asked: QueryContext, whole: QueryContext) => string;

/** A signal that only a configuration with a database gives anything to ask. */
export const ofTheDatabase = (
  signal: Omit<Signal, 'expression'> & { readonly expression: DatabaseQuestion },
): Signal => ({
  ...signal,
  applies: hasDatabase,
  expression: (context) => ofFleet(context, (asked) => signal.expression(asked, context)),
});

export const largest =
  (metric: DatabaseMetric, labels: readonly string[]): DatabaseQuestion =>
  (context) =>
    `${by('max', labels, context)} (${told(context, metric)})`;

/** Makes a series of the database that has labels of its own and a sample at each second. */
type MakeSeries = (metric: DatabaseMetric, own: Labels, sample: InputSeries['sample']) => InputSeries;

/** Series of the database, with labels that its selector finds and those that the exporter shares with the fleet; none without such labels. */
export function seriesOfDatabase(
  write: (value: number, at: ProbeTarget, make: MakeSeries) => readonly InputSeries[],
): Probe['series'] {
  return (value, at) => {
    const { exporter } = databaseOf(at.context);
    const labels = labelsOfDatabase(at);
    return (
      labels &&
      write(value, at, (metric, own, sample) => ({
        metric: exposedName(metric, exporter),
        labels: { ...labels, ...own },
        sample,
      }))
    );
  };
}

function labelsOfDatabase({ context, fleet }: ProbeTarget): Labels | undefined {
  const { selector } = databaseOf(context);
  const labels = sharedLabels(context);
  const shared = Object.fromEntries(Object.entries(fleet).filter(([label]) => labels.includes(label)));
  const found = findTargetLabels(selector, Object.keys(shared), shared, 1);
  const ofExporter = Object.fromEntries(labelsOfJobs(context).map((label) => [label, 'exporter']));
  const isOfInstance = selector.some(({ label }) => label === 'instance');
  return (
    found && {
      ...ofExporter,
      ...found.shared,
      ...shared,
      ...(isOfInstance ? { instance: found.instances[0] ?? '' } : {}),
    }
  );
}
