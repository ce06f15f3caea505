/** Situations of hours, and of several places, that no recording holds: what is scraped in them, and which alerts fire. */
import { createMixin, type MonitoringProps, renderPrometheusRules, toYaml } from '../../../lib';
import { DATABASE_METRICS, type DatabaseMetric } from '../../../lib/orchestrator/database/metrics';
import { grafanaAlertsForPrometheus } from '../../scenarios/grafana-rules';
import { notifications } from '../../scenarios/inhibition';
import { type FiringInterval, replay } from '../../scenarios/promtool-replay';
import { MINUTE } from '../../scenarios/recorded';
import { type Sample, type Series } from '../../scenarios/scenario';

// promtool replays hours.
jest.setTimeout(120_000);

export const HOUR = 3_600;
export const INTERVAL = 30;

/** What happens to a series: its value from a second on; null where it ends. */
export type Course = readonly (readonly [from: number, value: number | null | ((second: number) => number)])[];

/** Samples of a course, twice a minute. */
export function followed(course: Course, duration: number): readonly Sample[] {
  return course.flatMap(([from, value], index): readonly Sample[] => {
    const to = course[index + 1]?.[0] ?? duration + INTERVAL;
    const at = (second: number): Sample => [second, typeof value === 'function' ? value(second) : value];
    return value === null
      ? [[from, null]]
      : Array.from({ length: Math.ceil((to - from) / INTERVAL) }, (_, step) => at(from + step * INTERVAL));
  });
}

export type SeriesOf = (duration: number) => Series;

export const PREFIX = 'pupsourcing_orchestrator_';

export const series =
  (name: string, course: Course, labels: Readonly<Record<string, string>>): SeriesOf =>
  (duration) => ({
    labels: { __name__: name, job: 'projection-workers', ...labels },
    values: followed(course, duration),
  });

/** A worker that has been working with others from the beginning until it is gone, target and all. */
export function worker(
  instance: string,
  generation: number,
  gone?: number,
  place: Readonly<Record<string, string>> = {},
) {
  const until = (value: Course[number][1]): Course => [
    [0, value],
    ...(gone === undefined ? [] : [[gone, null] as const]),
  ];
  const labels = { instance, replica_set: 'orders', ...place };
  return [
    series('up', until(1), { instance, ...place }),
    series('process_start_time_seconds', until(-HOUR), { instance, ...place }),
    series(`${PREFIX}workers_registered_total`, until(1), labels),
    series(`${PREFIX}current_generation_partitions`, until(generation), labels),
  ];
}

/** The same, with another thing made of each series. */
export const eachChanged = (all: readonly SeriesOf[], change: (one: Series) => Series): readonly SeriesOf[] =>
  all.map((of) => (duration) => change(of(duration)));

/** The same, but for what says a metric: a test says it itself. */
export const without = (metric: string, all: readonly SeriesOf[]): readonly SeriesOf[] =>
  all.filter((of) => of(0).labels['__name__'] !== metric);

/** A worker as its target answers, and what it counts as long as it does. */
export const scraped = (instance: string, up: Course, counted: Course = up): readonly SeriesOf[] => [
  series('up', up, { instance }),
  ...[`${PREFIX}workers_registered_total`, `${PREFIX}current_generation_partitions`].map((name) =>
    series(name, counted, { instance, replica_set: 'orders' }),
  ),
];

/** Seconds that kubelet waits before it starts again what exits. */
export const BACKING_OFF = [10, 20, 40, 80, 160, 300] as const;

/** When a process is away that exits after so many seconds, from a first restart on; the last pause comes again and again. */
export function exiting(
  from: number,
  life: number,
  pauses: readonly number[],
): readonly (readonly [from: number, to: number])[] {
  const away = [[from, from] as const];
  for (let last = from; last < 4 * HOUR;) {
    const pause = pauses[away.length - 1] ?? pauses.at(-1) ?? 0;
    away.push([last + life, last + life + pause]);
    last += life + pause;
  }
  return away;
}

/** A worker whose process is away for some times, and starts anew. */
export function restarting(
  instance: string,
  away: readonly (readonly [from: number, to: number])[],
  generation = 1,
): readonly SeriesOf[] {
  const started = (second: number): number => away.findLast(([, to]) => to <= second)?.[1] ?? -HOUR;
  const lives = (second: number): boolean => away.every(([from, to]) => second < from || second >= to);
  const counted = (name: string, value: Course[number][1], labels: Readonly<Record<string, string>>): SeriesOf => {
    const of = series(name, [[0, value]], { instance, ...labels });
    return (duration) => {
      const { labels: all, values } = of(duration);
      return { labels: all, values: values.map(([second, at]) => [second, lives(second) ? at : null]) };
    };
  };
  return [
    series('up', [[0, (second) => Number(lives(second))]], { instance }),
    counted('process_start_time_seconds', started, {}),
    counted(`${PREFIX}workers_registered_total`, 1, { replica_set: 'orders' }),
    counted(`${PREFIX}current_generation_partitions`, generation, { replica_set: 'orders' }),
  ];
}

/** The workers that a Deployment wants, as kube-state-metrics tells them. */
export const wanted = (course: Course, place: Readonly<Record<string, string>> = {}): SeriesOf =>
  series('kube_deployment_spec_replicas', course, {
    job: 'kube-state-metrics',
    deployment: 'orders',
    namespace: 'shop',
    ...place,
  });

/** What an exporter of the database tells of the replica set. */
export const ofDatabase = (
  { name }: DatabaseMetric,
  course: Course,
  labels: Readonly<Record<string, string>> = {},
): SeriesOf => series(name, course, { job: 'database', instance: 'exporter', replica_set: 'orders', ...labels });

/** The tables of a replica set with a projection, as the exporter tells them. */
export interface Tables {
  /** Position of the newest event. @default - one a second */
  readonly head?: Course;
  readonly passed: Course;
  readonly lag: Course;
  readonly live: Course;
  readonly owned: Course;
}

export const databaseOf = ({
  head = [[0, (second) => second]],
  passed,
  lag,
  live,
  owned,
}: Tables): readonly SeriesOf[] => [
  ofDatabase(DATABASE_METRICS.headPosition, head, { replica_set: '' }),
  ofDatabase(DATABASE_METRICS.partitions, [[0, 1]]),
  ofDatabase(DATABASE_METRICS.ownedPartitions, owned),
  ofDatabase(DATABASE_METRICS.liveGenerations, live),
  ofDatabase(DATABASE_METRICS.liveWorkers, live, { state: 'running' }),
  ...[
    [DATABASE_METRICS.position, passed] as const,
    [DATABASE_METRICS.lagEvents, lag] as const,
    [DATABASE_METRICS.lagSeconds, lag] as const,
  ].map(([metric, course]) => ofDatabase(metric, course, { projection: 'p', partition: '0' })),
];

export const DATABASE = { exporter: 'postgres_exporter', selector: { job: 'database' } } as const;

export interface Situation {
  readonly props: MonitoringProps;
  readonly duration: number;
  readonly has: readonly SeriesOf[];
}

export async function alertsIn({ props, duration, has }: Situation) {
  const mixin = createMixin(props);
  const recording = { ...MINUTE, t0: 0, scrapeInterval: INTERVAL, duration, series: has.map((of) => of(duration)) };
  const { groups } = renderPrometheusRules(mixin.ruleGroups);
  const byGrafana = mixin.config.alerts.evaluatedBy === 'grafana' ? grafanaAlertsForPrometheus(mixin) : [];
  const replayed = await replay(recording, toYaml({ groups: [...groups, ...byGrafana] }), INTERVAL);
  return { fired: replayed.firing, told: notifications(replayed, mixin.inhibitions) };
}

export const named = (name: string, firing: readonly FiringInterval[]): readonly FiringInterval[] =>
  firing.filter(({ alert }) => alert === name);

export const ORDERS = { name: 'orders', workers: 3 } as const;

/** Nobody works for two hours from the tenth minute on; then a worker comes within a minute, and catches up. */
export const PAUSE: Tables = {
  passed: [
    [0, (second) => second],
    [600, 600],
    [2 * HOUR + 120, (second) => Math.min(second, 600 + (second - 2 * HOUR - 120) * 10)],
  ],
  lag: [
    [0, 0],
    [600, (second) => second - 600],
    [2 * HOUR + 120, (second) => Math.max(0, second - 600 - (second - 2 * HOUR - 120) * 10)],
  ],
  live: [
    [0, 1],
    [630, 0],
    [2 * HOUR + 60, 1],
  ],
  owned: [
    [0, 1],
    [630, 0],
    [2 * HOUR + 90, 1],
  ],
};

/** The same, where nothing comes after it. */
export const ENDED: Tables = {
  passed: PAUSE.passed.slice(0, 2),
  lag: PAUSE.lag.slice(0, 2),
  live: PAUSE.live.slice(0, 2),
  owned: PAUSE.owned.slice(0, 2),
};

/** A workload that is scaled to zero at 570 s, has a database, and is told what it wants once more. */
export const scaledToZero = (duration: number, next: Course[number]) =>
  alertsIn({
    props: {
      replicaSets: [{ name: 'orders', workers: { deployment: 'orders', namespace: 'shop' } }],
      database: DATABASE,
    },
    duration,
    has: [...worker('w1', 1, 600), wanted([[0, 1], [570, 0], next]), ...databaseOf(ENDED)],
  });

/** There but for four minutes. */
export const AWAY: Course = [
  [0, 1],
  [600, 0],
  [840, 1],
];

/** What a worker says of a projection: events that it handled, and seconds that its handler took. */
export const handled = (
  projection: string,
  events: Course,
  busy: Course,
  labels: Readonly<Record<string, string>> = {},
): readonly SeriesOf[] =>
  [
    [`${PREFIX}events_processed_total`, events] as const,
    [`${PREFIX}event_processing_duration_seconds_sum`, busy] as const,
  ].map(([name, course]) => series(name, course, { instance: 'w1', replica_set: 'orders', projection, ...labels }));

/** Grows by so much a second, from a second on. */
export const growth =
  (perSecond: number, since = 0, from = 0) =>
  (second: number): number =>
    from + perSecond * (second - since);
