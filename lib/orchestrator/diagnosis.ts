/**
 * Questions to a running Prometheus: which of our series exist, do replica sets converge right now, would a panel show anything. Signals like
 * all others.
 */
import { groupBy } from '../model/group-by';
import { expressionsOf } from './check/check';
import type { MonitoringConfig } from './fleet/config';
import { fleetContext, pinnedLabels } from './fleet/identity';
import { isWorkload, replicasOf } from './fleet/workers';
import type { Dashboard } from '../model/dashboards/dashboard';
import { fleetOverrides } from './fleet/overrides';
import { BEHIND_SECONDS } from './hardened/lag/alerts';
import { databaseOf, hasDatabase, told } from './hardened/lag/database-series';
import { catchUpTime, lag, lagNotFalling, stuckPartitions, WITNESSES } from './hardened/lag/signals';
import { workersApartWithin } from './hardened/coordination/signals';
import { sharedWithOtherJobs } from './hardened/workers/expected';
import { METRICS, METRIC_PREFIX, seriesNames, type Metric } from './metrics';
import { profileOf, type Mixin } from './mixin';
import { formatDuration, seconds, type Duration } from '../promql/duration';
import { readingsIn } from '../promql/never-meet';
import { aggregate, compare, is, oneOf, select, type LabelMatcher } from '../promql/write';
import { ask, RULE_WINDOW } from '../model/signal';

/** The one series of a metric that tells whether it is there: a histogram's count. */
export function representativeOf({ name, type }: Metric): string {
  return type === 'histogram' ? `${name}_count` : name;
}

const REPRESENTATIVES: readonly string[] = Object.values<Metric>(METRICS).map(representativeOf);

/** Names that have a series only where Prometheus makes a native histogram of what workers expose. */
export const HISTOGRAMS: readonly string[] = Object.values<Metric>(METRICS).flatMap(({ name, type }) =>
  type === 'histogram' ? [name] : [],
);

/** Label that Prometheus makes of the workers' `replica_set` where the target has a label of that name itself. */
export const EXPORTED_REPLICA_SET = 'exported_replica_set';

/** The replica set that a worker reports, under whichever name Prometheus stores it; undefined where it reports none. */
export function reportedReplicaSet(labels: Readonly<Record<string, string>>): string | undefined {
  return labels[EXPORTED_REPLICA_SET] ?? labels['replica_set'];
}

const INVENTORY_LABELS = ['__name__', 'job', 'instance', 'replica_set', EXPORTED_REPLICA_SET, 'projection', 'state'];

export function diagnosisQueries(config: MonitoringConfig) {
  // Without a selector every target of Prometheus would be taken for a worker.
  const context = { ...profileOf(config).context(config), targets: config.selector };
  const buckets = HISTOGRAMS.map((name) => `${name}_bucket`);
  return {
    /** 1 or 0 for each target of the workers. */
    targets: select('up', context.targets),
    /** One series for each worker and replica set, with every label that the scrape and the storage give it. */
    workers: select(METRICS.workersRegistered.name, context.workers),
    /** One series for each metric, worker and set of labels, `worker_id` aside; a histogram is there by its `_count`, a native one by its name. */
    inventory: aggregate(
      'group',
      [...new Set([...INVENTORY_LABELS, ...context.by])],
      select('', [oneOf('__name__', [...REPRESENTATIVES, ...HISTOGRAMS]), ...context.workers]),
    ),
    /** Jobs and replica sets of the orchestrator's series, and the labels that the selector asks for, whether or not it finds them. */
    anywhere: aggregate(
      'group',
      [...new Set(['job', 'replica_set', EXPORTED_REPLICA_SET, ...config.selector.map(({ label }) => label)])],
      select('', [oneOf('__name__', REPRESENTATIVES)]),
    ),
    buckets: aggregate('group', ['__name__', 'le'], select('', [oneOf('__name__', buckets), ...context.workers])),
    /** Workers outside of a common generation, by replica set; 0 where all is well. */
    workersBeyondPartitions: workersApartWithin(context, lookBackOf(config)),
    /** Seconds that the clock of a worker is ahead of Prometheus's, where its process seems to start in the future. */
    workerClockAhead: compare(`(${select('process_start_time_seconds', context.targets)} - time())`, '>', 5),
  };
}

/** How long a worker counts that misses a scrape: two may fail, and a stutter of a few seconds. */
function lookBackOf({ scrapeInterval }: MonitoringConfig): Duration {
  return formatDuration(Math.max(15, 3 * seconds(scrapeInterval)));
}

/** Where the number of workers that a replica set should have is read from. */
export interface WorkloadQuery {
  readonly replicaSet: string;
  /** For people, for instance `deployment production/orders`. */
  readonly workload: string;
  readonly namespace: string;
  readonly metric: string;
  /** Its series of a workload of this name in any namespace, whichever label has it. */
  readonly expression: string;
  /** What of the fleet's selector its series match, too. */
  readonly matchers: readonly LabelMatcher[];
  /** Labels of the fleet by which each of its series is another workload. */
  readonly labels: readonly string[];
}

/** The workloads of a configuration, each asked for without what may be wrong about it. */
export function workloadQueries(config: MonitoringConfig): readonly WorkloadQuery[] {
  const { matchers: shared, kept } = sharedWithOtherJobs(fleetContext(config));
  return config.replicaSets.flatMap(({ name, workers }): WorkloadQuery[] => {
    // Upstream's rules compare with numbers only.
    if (config.profile === 'upstream' || !isWorkload(workers)) {
      return [];
    }
    const { metric, matchers: own } = replicasOf(workers);
    const named = own.filter(({ label }) => label !== 'namespace');
    const isOpen = (label: string): boolean => !own.some((matcher) => matcher.label === label);
    const [matchers, labels] = [shared.filter(({ label }) => isOpen(label)), kept.filter(isOpen)];
    const { namespace } = workers;
    const workload = named.map(({ label, value }) => `${label} ${namespace}/${value}`).join();
    return [{ replicaSet: name, workload, namespace, metric, expression: select(metric, named), matchers, labels }];
  });
}

/** What tells which fleet there is, before anything is configured. */
export const DISCOVERY_QUERIES = {
  /** One series for each worker and replica set, with every label that the scrape gives it. */
  workers: select(METRICS.workersRegistered.name),
  /** One series for each projection of each replica set, where the application counts events. */
  projections: aggregate(
    'group',
    ['replica_set', EXPORTED_REPLICA_SET, 'projection'],
    select(METRICS.eventsProcessed.name),
  ),
} as const;

/**
 * Which of some series there are. Of those that are read by the fleet's selector wherever they are, as what targets expose, or by the labels
 * that it pins, as what the fleet's rules record, only the fleet's count.
 */
export function presenceQuery(names: readonly string[], mixin: Mixin): string {
  const { selector } = mixin.config;
  const pinned = Object.entries(pinnedLabels(mixin.config)).map(([label, value]) => is(label, value));
  const readings = groupBy(
    expressionsOf(mixin).flatMap(({ expression }) => readingsIn(expression)),
    ({ metric }) => metric,
  );
  const matchersOf = (name: string): readonly LabelMatcher[] =>
    [selector, pinned].find((matchers) =>
      readings.get(name)?.every((reading) => matchers.every((one) => includes(reading.matchers, one))),
    ) ?? [];
  const asked = groupBy(names, (name) => JSON.stringify(matchersOf(name)));
  const parts = [...asked.values()].map((some) => select('', [oneOf('__name__', some), ...matchersOf(some[0])]));
  // Without `on`, series of other names with the same labels would be left out.
  return aggregate('group', ['__name__'], parts.join('\nor on (__name__) '));
}

const includes = (matchers: readonly LabelMatcher[], { label, op, value }: LabelMatcher): boolean =>
  matchers.some((other) => other.label === label && other.op === op && other.value === value);

/** A panel's expression as it can be asked without Grafana: every variable matches everything, macros have a value. */
export function askable(expression: string, { variables }: Dashboard): string {
  return variables
    .reduce(
      (text, { name }) => text.replaceAll(new RegExp(`=~?"\\$(?:${name}|\\{${name}(?::\\w+)?\\})\\|?"`, 'g'), '=~".*"'),
      expression,
    )
    .replace(/\$__(?:rate_interval|interval|range)\b|\$\{__(?:rate_interval|interval|range)\}/g, RULE_WINDOW);
}

/** Name of a metric of the catalogue from the name of one of its series, without the prefix that all share; undefined for others. */
export function shortName(series: string): string | undefined {
  const metric = Object.values<Metric>(METRICS).find((one) => [one.name, ...seriesNames(one)].includes(series));
  return metric?.name.slice(METRIC_PREFIX.length);
}

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
