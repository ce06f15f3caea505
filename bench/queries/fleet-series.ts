/**
 * The series of a large fleet at work, as functions of time: what each worker would expose if its application used the whole of the metrics'
 * public interface. Nothing in it is random, so that two runs measure the same.
 */
import { METRICS } from '../../lib';
import { HISTOGRAM_BUCKETS, WORKER_STATES } from '../../lib/orchestrator';

/** How large the fleet is. */
export interface FleetSize {
  readonly replicaSets: number;
  /** Of each replica set. */
  readonly workers: number;
  /** Of each replica set; every worker handles its share of all of them. */
  readonly projections: number;
}

/** A series: what stands before a sample, and the sample at a time (seconds since the fleet began). Undefined where there is none. */
export interface FleetSeries {
  readonly selector: string;
  readonly valueAt: (time: number) => number | undefined;
}

/** Every so many seconds the workers of a replica set coordinate anew: a deployment, or a node that was drained. */
const BETWEEN_RECONFIGURATIONS = 3_600;

/** Every so many seconds a projection fails once on a worker, and retries. */
const BETWEEN_ERRORS = 86_400;

/** How long the processes had been running when the data begins, and so how large the counters are. */
const RUNNING_FOR = 2 * BETWEEN_ERRORS;

/** One projection in so many fails for good. */
const FAILING = 100;

/** The part of the observations that is not above a bound, of latencies around a median. */
const share = (bound: number, median: number): number => bound / (bound + median);

/** Spreads whole numbers evenly over 0 to 1. */
const spread = (number: number): number => (number * 0.618033988749895) % 1;

/** All series of a fleet, one after the other. */
export function* fleetSeries({ replicaSets, workers, projections }: FleetSize): Generator<FleetSeries> {
  for (let set = 0; set < replicaSets; set += 1) {
    for (let worker = 0; worker < workers; worker += 1) {
      yield* workerSeries(set, worker, workers);
      for (let projection = 0; projection < projections; projection += 1) {
        yield* projectionSeries(set, worker, projection, projections);
      }
    }
  }
}

const two = (number: number): string => String(number + 1).padStart(2, '0');

function labelsOf(set: number, worker: number): string {
  return `job="projection-workers",instance="10.0.${String(set)}.${String(worker + 1)}:9090"`;
}

function* workerSeries(set: number, worker: number, workers: number): Generator<FleetSeries> {
  const target = labelsOf(set, worker);
  const own = `${target},replica_set="set-${two(set)}"`;
  const phase = spread(set) * BETWEEN_RECONFIGURATIONS;
  const reconfigurations = (time: number): number => Math.floor((time + phase) / BETWEEN_RECONFIGURATIONS);
  const plain = (name: string, valueAt: FleetSeries['valueAt'], labels = own): FleetSeries => ({
    selector: `${name}{${labels}}`,
    valueAt,
  });
  yield plain('up', () => 1, target);
  yield plain('process_start_time_seconds', () => -RUNNING_FOR, target);
  yield plain(METRICS.activeWorkers.name, () => workers);
  yield plain(METRICS.currentGenerationPartitions.name, () => workers);
  yield plain(METRICS.reconfigurations.name, (time) => 40 + reconfigurations(time));
  yield plain(METRICS.workersRegistered.name, (time) => 41 + reconfigurations(time));
  yield plain(METRICS.partitionAssignments.name, (time) => 3 + Math.floor(reconfigurations(time) / workers));
  yield plain(METRICS.generations.name, (time) => 3 + Math.floor((reconfigurations(time) + worker) / workers));
  yield plain(METRICS.staleWorkersCleaned.name, () => 1);
  yield* histogram(METRICS.coordinationDuration.name, own, (time) => 41 + reconfigurations(time), 1 + spread(set));
  yield* histogram(METRICS.heartbeatLatency.name, own, (time) => Math.floor((time + RUNNING_FOR) / 5), 0.004);
  // Each registration has an id of its own; the states of the ones before stay.
  for (let registration = 0; registration <= 6; registration += 1) {
    for (const state of WORKER_STATES) {
      yield plain(
        METRICS.workerState.name,
        (time) => {
          const current = reconfigurations(time);
          return current < registration
            ? undefined
            : Number(state === (current === registration ? 'running' : 'stopped'));
        },
        `${own},worker_id="worker-${two(set)}-${two(worker)}-${two(registration)}",state="${state}"`,
      );
    }
  }
}

function* projectionSeries(
  set: number,
  worker: number,
  projection: number,
  projections: number,
): Generator<FleetSeries> {
  const labels = `${labelsOf(set, worker)},replica_set="set-${two(set)}",projection="projection-${two(projection)}"`;
  const number = set * projections + projection;
  const perSecond = 0.5 + 4 * spread(number);
  const events = (time: number): number => Math.floor((time + RUNNING_FOR) * perSecond);
  const phase = spread(number * 17 + worker) * BETWEEN_ERRORS;
  const errorsEvery = number % FAILING === 0 ? 150 : BETWEEN_ERRORS;
  yield { selector: `${METRICS.eventsProcessed.name}{${labels}}`, valueAt: events };
  yield {
    selector: `${METRICS.projectionErrors.name}{${labels}}`,
    valueAt: (time) => Math.floor((time + RUNNING_FOR + phase) / errorsEvery),
  };
  yield* histogram(METRICS.eventProcessingDuration.name, labels, events, 0.002 + 0.08 * spread(number + 1));
}

function* histogram(
  name: string,
  labels: string,
  count: (time: number) => number,
  median: number,
): Generator<FleetSeries> {
  for (const bound of HISTOGRAM_BUCKETS) {
    const part = share(bound, median);
    yield {
      selector: `${name}_bucket{${labels},le="${String(bound)}"}`,
      valueAt: (time) => Math.floor(count(time) * part),
    };
  }
  yield { selector: `${name}_bucket{${labels},le="+Inf"}`, valueAt: count };
  yield { selector: `${name}_sum{${labels}}`, valueAt: (time) => Math.floor(count(time) * median * 1200) / 1000 };
  yield { selector: `${name}_count{${labels}}`, valueAt: count };
}
