/**
 * How the series of the database are asked for. An exporter is scraped under a job of its own, so they carry none of the labels that tell the
 * workers apart but those of `aggregateBy`; what comes out carries the fleet's labels all the same, for alerts to be routed and compared by.
 */
import type { QueryContext } from '../../../model/signal';
import { labelled, over, select } from '../../../promql/write';
import { exposedName, type DatabaseMetric } from '../../database/metrics';
import { quotedTables, type Tables } from '../../database/tables';
import type { DatabaseConfig, DescribedDatabase } from '../../fleet/database-config';

/** Whether a configuration has a database to ask. */
export const hasDatabase = ({ system }: QueryContext): boolean =>
  (system as DescribedDatabase | undefined)?.database !== undefined;

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

/** Labels of the fleet that the exporter's series have: the others are pinned by the selector of the workers. */
export const sharedLabels = ({ by, pinned }: QueryContext): readonly string[] =>
  by.filter((label) => !Object.hasOwn(pinned, label));

/** A selector of a metric of the database. */
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

/** An expression that keeps the labels of the fleet: `write` asks with those that the exporter's series have. */
export function ofFleet(context: QueryContext, write: (asked: QueryContext) => string): string {
  return Object.entries(context.pinned)
    .filter(([label]) => context.by.includes(label))
    .reduce(
      (expression, [label, value]) => labelled(expression, label, value),
      write({ ...context, by: sharedLabels(context) }),
    );
}
