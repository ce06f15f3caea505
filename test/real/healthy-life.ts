/**
 * What else the workers of a generated case would expose. A case plays only what its own rule reads; around it, everything that it says
 * nothing about is well, so that another alert which fires does so because of what the case is about.
 */
import { METRICS, SAMPLE_SPACING, type InputSeries, type Labels } from '../../lib';
import { series, valueAt } from '../../lib/model/rule-tests/case-samples';

/** Long before the case began. */
const LONG_AGO = -36_000;

/** What a healthy worker exposes: `from`, and what each ten seconds add. */
interface Healthy {
  readonly metric: string;
  readonly labels?: Labels;
  readonly value: number;
  readonly perTenSeconds?: number;
}

/** The series of a case and those of the healthy life around them. */
export function withHealthyLife(own: readonly InputSeries[], until: number): readonly InputSeries[] {
  const ofWorkers = own.filter(({ labels }) => labels['replica_set'] !== undefined);
  const workers = new Map(ofWorkers.map(({ labels }) => [`${labels['instance']} ${labels['replica_set']}`, labels]));
  const added = [...workers.values()].flatMap(({ replica_set: replicaSet = '', ...labels }): readonly InputSeries[] => {
    const target = targetLabels(labels);
    const ofSet = ofWorkers.filter((one) => one.labels['replica_set'] === replicaSet);
    const ofWorker = ofSet.filter((one) => one.labels['instance'] === target['instance']);
    const ofTarget = own.filter((one) => one.labels['instance'] === target['instance']);
    const workersOfSet = new Set(ofSet.map((one) => one.labels['instance'])).size;
    // What the case says about one worker of a replica set, it has said about all of them.
    const exposed = exposedBy(workersOfSet, projectionsOf(ofSet)).filter(({ metric }) =>
      ofSet.every((one) => one.metric !== metric),
    );
    const scraped = SCRAPED.filter(({ metric }) => ofTarget.every((one) => one.metric !== metric));
    const whileThere = (healthy: Healthy, more: Labels): InputSeries =>
      lasting(healthy, { ...target, ...more, ...healthy.labels }, ofWorker, until);
    return [
      ...exposed.map((one) => whileThere(one, { replica_set: replicaSet })),
      ...scraped.map((one) => whileThere(one, {})),
    ];
  });
  return [...own, ...added];
}

/** What the scrape and the process add. */
const SCRAPED: readonly Healthy[] = [
  { metric: 'up', value: 1 },
  { metric: 'process_start_time_seconds', value: LONG_AGO },
];

function targetLabels({ projection: _projection, le: _le, pod: _pod, ...target }: Labels): Labels {
  return target;
}

function projectionsOf(all: readonly InputSeries[]): readonly string[] {
  const named = all.map(({ labels }) => labels['projection']).filter((name) => name !== undefined);
  return named.length === 0 ? ['orders', 'payments'] : [...new Set(named)];
}

function exposedBy(workers: number, projections: readonly string[]): readonly Healthy[] {
  const coordination = METRICS.coordinationDuration.name;
  const heartbeat = METRICS.heartbeatLatency.name;
  const handling = METRICS.eventProcessingDuration.name;
  return [
    { metric: METRICS.workersRegistered.name, value: 1 },
    { metric: METRICS.currentGenerationPartitions.name, value: workers },
    { metric: METRICS.activeWorkers.name, value: workers },
    { metric: `${coordination}_sum`, value: 1 },
    { metric: `${coordination}_count`, value: 1 },
    { metric: `${heartbeat}_count`, value: 0, perTenSeconds: 2 },
    { metric: `${heartbeat}_bucket`, labels: { le: '0.1' }, value: 0, perTenSeconds: 2 },
    { metric: `${heartbeat}_bucket`, labels: { le: '+Inf' }, value: 0, perTenSeconds: 2 },
    ...projections.flatMap((projection): readonly Healthy[] => [
      { metric: METRICS.eventsProcessed.name, labels: { projection }, value: 0, perTenSeconds: 50 },
      { metric: `${handling}_sum`, labels: { projection }, value: 0, perTenSeconds: 1 },
      { metric: `${handling}_count`, labels: { projection }, value: 0, perTenSeconds: 50 },
    ]),
  ];
}

/** A series that is there while anything is that the case says of the worker. */
function lasting(
  { metric, value, perTenSeconds = 0 }: Healthy,
  labels: Labels,
  ofWorker: readonly InputSeries[],
  until: number,
): InputSeries {
  const spacing = ofWorker[0]?.spacing ?? SAMPLE_SPACING;
  const perSample = (perTenSeconds * spacing) / 10;
  const stretches: (readonly [from: number, value: number | undefined, perSample?: number])[] = [];
  let there = false;
  for (let at = 0; at <= until; at += spacing) {
    const isThere = ofWorker.some((one) => valueAt(one, { at }) !== undefined);
    if (isThere !== there) {
      stretches.push(isThere ? [at, value + (perSample * at) / spacing, perSample] : [at, undefined]);
    }
    there = isThere;
  }
  return { ...series(metric, labels, ...stretches), spacing };
}
