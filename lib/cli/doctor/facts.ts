/** Prometheus's answers, gathered before they are interpreted. */
import { METRIC_PREFIX, type Dashboard, type Mixin, type Panel } from '../../orchestrator';
import {
  askable,
  diagnosisQueries,
  EXPORTED_REPLICA_SET,
  presenceQuery,
  workloadQueries,
  type WorkloadQuery,
} from '../../orchestrator/diagnosis';
import { parsePromql } from '../../promql/parse';
import { RefusedError } from '../exit-codes';
import type { PrometheusApi, Sample } from '../http/prometheus-api';
import type { Labels } from '../http/prometheus-shape';

export interface WorkerTarget {
  readonly job: string;
  readonly instance: string;
  /** All labels of its series. */
  readonly labels: Labels;
  readonly up: boolean;
  /** Empty where the last scrape succeeded, undefined where the server does not tell. */
  readonly lastError: string | undefined;
  /** As Prometheus writes durations; undefined where the server does not tell. */
  readonly scrapeInterval: string | undefined;
}

/** A panel, and how many series its queries give. */
export interface PanelAnswer {
  readonly dashboard: Dashboard;
  readonly panel: Panel;
  readonly series: number;
  /** Names of the series that its queries read. */
  readonly reads: readonly string[];
  /** Of its queries, those that Prometheus refuses, and why, in its own words. */
  readonly refusals: readonly { readonly expression: string; readonly words: string }[];
}

/** A workload, and what kube-state-metrics says of those with its name. */
export interface WorkloadAnswer extends WorkloadQuery {
  readonly series: readonly Sample[];
}

export type Facts = Awaited<ReturnType<typeof gatherFacts>>;

/** Seconds over which a replica set must never have converged. */
export const CONVERGENCE_WINDOW = 120;

/** Seconds between two looks at it. */
export const CONVERGENCE_STEP = 5;

/** Asks everything. Throws an UnreachableError where the server does not answer. */
export async function gatherFacts(api: PrometheusApi, mixin: Mixin, say: (what: string) => void) {
  const queries = diagnosisQueries(mixin.config);
  say('asking Prometheus for its targets');
  const version = await api.version();
  const targets = await workerTargets(api, queries.targets);
  say('asking Prometheus for the metrics of the workers');
  const labels = async (expression: string): Promise<readonly Labels[]> =>
    (await api.query(expression)).map(({ metric }) => metric);
  const workers = await labels(queries.workers);
  const workloads: WorkloadAnswer[] = [];
  for (const workload of workloadQueries(mixin.config)) {
    workloads.push({ ...workload, series: await api.query(workload.expression) });
  }
  const inventory = await labels(queries.inventory);
  const anywhere = await labels(queries.anywhere);
  const buckets = await labels(queries.buckets);
  const beyondPartitions = await api.queryRange(queries.workersBeyondPartitions, CONVERGENCE_WINDOW, CONVERGENCE_STEP);
  const workerClocksAhead = await api.query(queries.workerClockAhead);
  say('asking Prometheus for its rules');
  const groups = await api.rules();
  const configuredAt = await api.configuredAt();
  const others = [...new Set([...otherNames(mixin), ...workloads.map(({ metric }) => metric)])];
  const otherSeries = new Set(
    others.length === 0 ? [] : (await labels(presenceQuery(others, mixin))).map(({ __name__ = '' }) => __name__),
  );
  say('asking every question of the dashboard');
  const panels: PanelAnswer[] = [];
  for (const dashboard of mixin.dashboards) {
    for (const panel of dashboard.panels.filter(({ queries }) => queries.length > 0)) {
      panels.push(await askPanel(api, dashboard, panel));
    }
  }
  return {
    version,
    targets,
    /** Labels of each worker and replica set, all of them. */
    workers,
    workloads,
    /** Labels of the workers' series, `worker_id` aside; a histogram is there by its `_count`. */
    inventory,
    /** Jobs and replica sets of the orchestrator’s series, and the labels of the selector, whether or not it finds them. */
    anywhere,
    /** Labels `__name__` and `le`. */
    buckets,
    /** Workers outside of a common generation over the last two minutes, by replica set. */
    beyondPartitions,
    workerClocksAhead,
    /** Seconds that Prometheus's clock is ahead of ours; undefined where it does not tell. */
    clockAhead: api.clockAhead,
    /** Undefined where the server evaluates no rules itself, or does not let them be seen. */
    groups,
    /** When Prometheus read its configuration last, in seconds since 1970; undefined where it does not tell. */
    configuredAt,
    /** What was not let through, by its path, and what was answered instead. */
    withheld: api.withheld,
    /** Of the series that are not the workers' own but that rules or panels read, those that exist. */
    otherSeries,
    panels,
  };
}

async function workerTargets(api: PrometheusApi, expression: string): Promise<readonly WorkerTarget[]> {
  const [samples, active = []] = [await api.query(expression), await api.targets()];
  return samples.map(({ metric, value }) => {
    const { job = '', instance = '' } = metric;
    const known = active.find(({ labels }) => labels['job'] === job && labels['instance'] === instance);
    const { lastError, scrapeInterval } = known ?? {};
    return { job, instance, labels: metric, up: value === 1, lastError, scrapeInterval };
  });
}

async function askPanel(api: PrometheusApi, dashboard: Dashboard, panel: Panel): Promise<PanelAnswer> {
  const expressions = panel.queries.map(({ expression }) => askable(expression, dashboard));
  let series = 0;
  const refusals: PanelAnswer['refusals'][number][] = [];
  for (const expression of expressions) {
    try {
      series += (await api.query(expression)).length;
    } catch (error) {
      if (!(error instanceof RefusedError)) {
        throw error;
      }
      refusals.push({ expression, words: error.words });
    }
  }
  return { dashboard, panel, series, reads: [...new Set(expressions.flatMap(seriesRead))], refusals };
}

export function seriesRead(expression: string): readonly string[] {
  const names = parsePromql(expression).selectors.map(({ metric }) => metric);
  return [...new Set(names.filter((name) => name !== undefined))];
}

/** Series that rules and panels read, and that no worker exposes as the orchestrator's. */
function otherNames({ ruleGroups, dashboards }: Mixin): readonly string[] {
  const expressions = [
    ...ruleGroups.flatMap(({ rules }) => rules.map(({ expression }) => expression)),
    ...dashboards.flatMap(({ panels }) => panels.flatMap(({ queries }) => queries.map(({ expression }) => expression))),
  ];
  return [...new Set(expressions.flatMap(seriesRead))].filter((name) => !name.startsWith(METRIC_PREFIX));
}

/** The replica set that a worker reports, under whichever name Prometheus stores it; empty where it reports none. */
export function replicaSetOf(labels: Labels): string {
  return labels[EXPORTED_REPLICA_SET] ?? labels['replica_set'] ?? '';
}

export const replicaSetsOf = ({ inventory }: Facts): readonly string[] => namesOf(inventory);

/** The replica sets that some series are of. */
export function namesOf(series: readonly Labels[]): readonly string[] {
  return [...new Set(series.map(replicaSetOf))].filter((name) => name !== '').sort();
}
