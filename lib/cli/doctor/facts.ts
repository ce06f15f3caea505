/** Prometheus's answers, gathered before they are interpreted. */
import { expressionsOf, METRIC_PREFIX, type Dashboard, type Mixin, type Panel } from '../../orchestrator';
import {
  askable,
  diagnosisQueries,
  presenceQuery,
  reportedReplicaSet,
  workloadQueries,
  type WorkloadQuery,
} from '../../orchestrator/diagnosis';
import { parsePromql } from '../../promql/parse';
import { said } from '../http/http';
import { RefusedError, type PrometheusApi, type Sample } from '../http/prometheus-api';
import type { Labels } from '../http/prometheus-api';
import { askOrWithhold, STATUS, type Withheld } from './finding';

/** A workload, and what kube-state-metrics says of those with its name. */
export interface WorkloadAnswer extends WorkloadQuery {
  readonly series: readonly Sample[];
}

/**
 * Answers to what `diagnosisQueries` explains, and to further questions. One that was withheld, or that the server does not have, is undefined,
 * or empty where that finds nothing.
 */
export type Facts = Awaited<ReturnType<typeof gatherFacts>>;

/** What is withheld where the rules are. */
export const RULES = 'whether the rules are loaded, healthy and as rendered (/api/v1/rules)';

/** Seconds over which a replica set must never have converged, and those between two looks at it. */
export const CONVERGENCE_WINDOW = 120;
export const CONVERGENCE_STEP = 5;

/** Asks everything. Throws an UnreachableError where the first question has no answer; what is without one later is withheld. */
export async function gatherFacts(api: PrometheusApi, mixin: Mixin, say: (what: string) => void) {
  const queries = diagnosisQueries(mixin.config);
  const withheld: Withheld = new Map();
  say('asking Prometheus for its targets');
  const samples = await api.query(queries.targets);
  const version = await askOrWithhold(withheld, `the version (${STATUS}buildinfo)`, () => api.version());
  const configuredAt = await askOrWithhold(withheld, `the start (${STATUS}runtimeinfo)`, () => api.configuredAt());
  const active = await askOrWithhold(
    withheld,
    'why targets are down, and how often they are scraped (/api/v1/targets)',
    () => api.targets(),
  );
  const query = (what: string, expression: string) => askOrWithhold(withheld, what, () => api.query(expression));
  const labels = async (what: string, expression: string): Promise<readonly Labels[] | undefined> =>
    (await query(what, expression))?.map(({ metric }) => metric);
  say('asking Prometheus for the metrics of the workers');
  const workers = await labels('the labels of the workers', queries.workers);
  const workloads: WorkloadAnswer[] = [];
  for (const workload of workloadQueries(mixin.config)) {
    const series = await query(`the replicas of ${workload.workload}`, workload.expression);
    workloads.push(...(series === undefined ? [] : [{ ...workload, series }]));
  }
  const inventory = await labels('the metrics of the workers', queries.inventory);
  const anywhere = await labels('metrics of workers that the selector does not match', queries.anywhere);
  const buckets = await labels('the buckets of histograms', queries.buckets);
  const beyondPartitions = await askOrWithhold(withheld, 'whether replica sets converge', () =>
    api.queryRange(queries.workersBeyondPartitions, CONVERGENCE_WINDOW, CONVERGENCE_STEP),
  );
  const workerClocksAhead = await query('the clocks of the workers', queries.workerClockAhead);
  say('asking Prometheus for its rules');
  const groups = await askOrWithhold(withheld, RULES, () => api.rules());
  const others = [...new Set([...otherNames(mixin), ...workloads.map(({ metric }) => metric)])];
  const otherSeries =
    others.length === 0 ? [] : await labels('series that rules record or read', presenceQuery(others, mixin));
  say('asking every question of the dashboard');
  const panels: Awaited<ReturnType<typeof askPanel>>[] = [];
  // There are dozens: whoever leaves one unanswered is not asked for the others.
  await askOrWithhold(withheld, 'what panels ask', async () => {
    for (const dashboard of mixin.dashboards) {
      for (const panel of dashboard.panels.filter(({ queries }) => queries.length > 0)) {
        panels.push(await askPanel(api, dashboard, panel));
      }
    }
  });
  return {
    version,
    targets: samples.map((sample) => workerTarget(sample, active)),
    workers,
    workloads,
    inventory,
    anywhere,
    buckets,
    beyondPartitions: beyondPartitions ?? [],
    workerClocksAhead: workerClocksAhead ?? [],
    /** Seconds that Prometheus's clock is ahead of ours; undefined where it does not tell. */
    clockAhead: api.clockAhead,
    /** Undefined where the server evaluates no rules itself, or does not let them be seen. */
    groups,
    /** When Prometheus read its configuration last, in seconds since 1970; undefined where it does not tell. */
    configuredAt,
    withheld,
    /** Of the series that are not the workers' own but that rules or panels read, those that exist. */
    otherSeries: otherSeries && new Set(otherSeries.map(({ __name__ = '' }) => __name__)),
    panels,
  };
}

function workerTarget({ metric, value }: Sample, active: Awaited<ReturnType<PrometheusApi['targets']>> = []) {
  const { job = '', instance = '' } = metric;
  const known = active.find(({ labels }) => labels['job'] === job && labels['instance'] === instance);
  // Empty where the last scrape succeeded; both are undefined where the server does not tell.
  const { lastError, scrapeInterval } = known ?? {};
  return { job, instance, labels: metric, up: value === 1, lastError: lastError && said(lastError), scrapeInterval };
}

/** How many series the queries of a panel give; of those that Prometheus refuses, why. */
async function askPanel(api: PrometheusApi, dashboard: Dashboard, panel: Panel) {
  const expressions = panel.queries.map(({ expression }) => askable(expression, dashboard));
  let series = 0;
  const refusals: Withheld = new Map();
  for (const expression of expressions) {
    series += (await askOrWithhold(refusals, expression, () => api.query(expression), RefusedError))?.length ?? 0;
  }
  return { dashboard, panel, series, expressions, refusals };
}

export function seriesRead(expression: string): readonly string[] {
  const names = parsePromql(expression).selectors.map(({ metric }) => metric);
  return [...new Set(names.filter((name) => name !== undefined))];
}

/** Series that rules and panels read, and that no worker exposes as the orchestrator's. */
export function otherNames(mixin: Mixin): readonly string[] {
  const names = new Set(expressionsOf(mixin).flatMap(({ expression }) => seriesRead(expression)));
  return [...names].filter((name) => !name.startsWith(METRIC_PREFIX));
}

/** The replica set that a worker reports, for people. */
export function replicaSetOf(labels: Labels): string {
  return reportedReplicaSet(labels) ?? '(unnamed)';
}

export function replicaSetsOf(series: readonly Labels[]): readonly string[] {
  return [...new Set(series.map(replicaSetOf))].sort();
}
