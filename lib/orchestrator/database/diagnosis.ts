/** What a doctor asks about the database, at this moment. */
import { ask } from '../../model/signal';
import { select } from '../../promql/write';
import { fleetOverrides } from '../fleet/overrides';
import { BEHIND_SECONDS } from '../hardened/lag/alerts';
import { databaseOf, hasDatabase, told } from '../hardened/lag/database-series';
import { catchUpTime, lag, lagNotFalling, stuckPartitions, WITNESSES } from '../hardened/lag/signals';
import { profileOf, type Mixin } from '../mixin';

export type LagQuestions = NonNullable<ReturnType<typeof createLagQuestions>>;

/** Questions about a mixin's database, each an expression; undefined without one. Nothing that is recorded is read: rules may not be loaded. */
export function createLagQuestions({ config }: Pick<Mixin, 'config'>) {
  const asked = profileOf(config).context(config);
  if (!hasDatabase(asked)) {
    return undefined;
  }
  const { exporter, selector } = databaseOf(asked);
  const complaints: Readonly<Record<typeof exporter, string | undefined>> = {
    postgres_exporter: 'pg_exporter_user_queries_load_error',
    'cloudnative-pg': 'cnpg_last_error',
    sql_exporter: undefined,
  };
  const metric = complaints[exporter];
  return {
    /** The exporter's target: 1 or 0 where there is one. */
    exporter: select('up', selector),
    /** A metric of each query: nothing where it has no answer. */
    answers: WITNESSES.map((witness) => ({ query: witness.query, expression: told(asked, witness) })),
    /** What the exporter says of its own troubles; undefined where it has no metric of that. */
    complaints: metric === undefined ? undefined : `${select(metric, selector)} > 0`,
    stuck: ask(stuckPartitions, asked),
    behind: ask(lagNotFalling, asked),
    lag: ask(lag, asked),
    catchUp: ask(catchUpTime, asked),
  };
}

/** Seconds from which a projection counts as behind: what the fleet's alert is set to. */
export function lagThreshold({ config }: Pick<Mixin, 'config'>): number {
  return fleetOverrides(config)['OrchestratorProjectionBehind']?.threshold ?? BEHIND_SECONDS;
}
