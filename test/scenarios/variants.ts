/**
 * Other recordings of the same kinds, made from those that there are: an alert that finds a fault only in the recording that it was written
 * for, at the moment at which it was scraped there, has been fitted to a file. What is true of the original is true of its variants.
 */
import { startOf } from './promtool-replay';
import { CUMULATIVE, extend, metricOf, type Recording, type Sample, type Series } from './scenario';

/** Seconds of life before something happens that are played again and again: those before them saw the workers start. */
const SETTLED = 60;

/** The same recording with a longer quiet life before something happens at `at`: what was there then goes on for some seconds more. */
export function prolong(recording: Recording, at: number, seconds: number): Recording {
  const before = extend(
    {
      ...recording,
      duration: at,
      series: recording.series.map((one) => ({ ...one, values: one.values.filter(([time]) => time <= at) })),
    },
    seconds,
    SETTLED,
  );
  const epoch = startOf(recording);
  const series = recording.series.map((one, index): Series => {
    const earlier = one.values.filter(([time]) => time <= at);
    const prolonged = before.series[index]?.values ?? [];
    let grown = CUMULATIVE.test(metricOf(one)) ? numberOf(prolonged.at(-1)) - numberOf(earlier.at(-1)) : 0;
    let previous = earlier.at(-1);
    const later = one.values
      .filter(([time]) => time > at)
      .map((sample): Sample => {
        const [time, value] = sample;
        // A counter that starts anew has not grown meanwhile.
        if (typeof value !== 'number' || numberOf(previous) > value) {
          grown = 0;
        }
        previous = sample;
        const startsLater =
          metricOf(one) === 'process_start_time_seconds' && typeof value === 'number' && value - epoch > at;
        return [time + seconds, typeof value === 'number' ? value + grown + (startsLater ? seconds : 0) : value];
      });
    return { ...one, values: [...prolonged, ...later] };
  });
  const moved = (time: number): number => (time > at ? time + seconds : time);
  return {
    ...recording,
    duration: recording.duration + seconds,
    series,
    faults: recording.faults.map((fault) => ({ ...fault, from: moved(fault.from), to: moved(fault.to) })),
    events: recording.events.map(([time, what]) => [moved(time), what]),
  };
}

function numberOf(sample: Sample | undefined): number {
  return typeof sample?.[1] === 'number' ? sample[1] : 0;
}

/** The same recording with other names of replica sets, on other addresses. */
export function rename(recording: Recording, names: (replicaSet: string) => string, host: string): Recording {
  return {
    ...recording,
    replicaSets: recording.replicaSets.map((one) => ({ ...one, name: names(one.name) })),
    faults: recording.faults.map((fault) => ({ ...fault, replicaSet: names(fault.replicaSet) })),
    series: recording.series.map(({ labels, values }) => ({
      labels: {
        ...labels,
        ...(labels['replica_set'] === undefined ? {} : { replica_set: names(labels['replica_set']) }),
        ...(labels['instance'] === undefined ? {} : { instance: labels['instance'].replace(/^[^:]*/, host) }),
      },
      values,
    })),
  };
}

/** The same recording in a cluster of its own, on other addresses. */
export function inCluster(recording: Recording, cluster: string, host: string): Recording {
  const moved = rename(recording, (name) => name, host);
  return { ...moved, series: moved.series.map((one) => ({ ...one, labels: { ...one.labels, cluster } })) };
}

/** Two recordings side by side in one job; the shorter one goes on as it ended. They must not share addresses, nor, in one cluster, replica sets. */
export function together(some: Recording, others: Recording): Recording {
  const duration = Math.max(some.duration, others.duration);
  const both = [some, others].map((recording) => {
    const lasting = recording.duration < duration ? extend(recording, duration - recording.duration) : recording;
    const epoch = startOf(lasting);
    // Both begin at 0.
    const series = lasting.series.map((one): Series =>
      metricOf(one) === 'process_start_time_seconds'
        ? {
            ...one,
            values: one.values.map(([time, value]) => [time, typeof value === 'number' ? value - epoch : value]),
          }
        : one,
    );
    return { ...lasting, series };
  });
  return {
    ...some,
    name: `${some.name}+${others.name}`,
    t0: 0,
    scrapeInterval: Math.max(some.scrapeInterval, others.scrapeInterval),
    duration,
    replicaSets: both
      .flatMap(({ replicaSets }) => replicaSets)
      .filter(({ name }, index, all) => all.findIndex((one) => one.name === name) === index),
    faults: both.flatMap(({ faults }) => faults),
    events: both.flatMap(({ events }) => events),
    series: both.flatMap(({ series }) => series),
  };
}

/** Metrics by which every worker says how many there are, and how many it works with: of the latter there are no more where it works alone. */
const totalsOf = ({ faults }: Recording): readonly string[] => [
  'pupsourcing_orchestrator_active_workers',
  ...(faults.some(({ kind }) => kind === 'never-converges')
    ? []
    : ['pupsourcing_orchestrator_current_generation_partitions']),
];

/**
 * The same recording with more workers, each a double of one that nothing happened to. Undefined where something happened to all of them, or
 * where the recording has several replica sets.
 */
export function withMoreWorkers(recording: Recording, more: number): Recording | undefined {
  const instances = new Set(recording.series.map(({ labels }) => labels['instance'] ?? ''));
  const model = [...instances].find((instance) =>
    recording.series.every(
      (one) =>
        one.labels['instance'] !== instance ||
        (metricOf(one) === 'up' && one.values.every(([, value]) => value === 1)) ||
        (metricOf(one) === 'process_start_time_seconds' && new Set(one.values.map(([, value]) => value)).size === 1) ||
        !['up', 'process_start_time_seconds'].includes(metricOf(one)),
    ),
  );
  if (model === undefined || recording.replicaSets.length > 1) {
    return undefined;
  }
  const totals = totalsOf(recording);
  const series = recording.series.map((one): Series => {
    if (!totals.includes(metricOf(one))) {
      return one;
    }
    return {
      ...one,
      values: one.values.map(([time, value]) => [time, typeof value === 'number' ? value + more : value]),
    };
  });
  const doubles = Array.from({ length: more }, (_, index) =>
    series
      .filter(({ labels }) => labels['instance'] === model)
      .map((one) => ({ ...one, labels: { ...one.labels, instance: `double-${String(index)}:9090` } })),
  );
  return {
    ...recording,
    replicaSets: recording.replicaSets.map(({ name, workers: { min, max } }) => ({
      name,
      workers: { min: min + more, max: max + more },
    })),
    series: [...series, ...doubles.flat()],
  };
}

/** The same recording with every n-th scrape of each target failing, as scrapes do now and then. */
export function withFailingScrapes(recording: Recording, every: number): Recording {
  const instances = [...new Set(recording.series.map(({ labels }) => labels['instance'] ?? ''))];
  const series = recording.series.map((one): Series => {
    // Each target fails at another time.
    const turn = instances.indexOf(one.labels['instance'] ?? '') * 7;
    const fails = (time: number): boolean => (Math.round(time / recording.scrapeInterval) + turn) % every === 0;
    const failed = metricOf(one) === 'up' ? 0 : null;
    return {
      ...one,
      values: one.values.map(([time, value]) => [time, fails(time) && value !== null ? failed : value]),
    };
  });
  return { ...recording, series };
}

/** The same recording where the scrape job gives targets the label `replica_set`, and honours the one that metrics have: see replicaSetPodLabel. */
export function withReplicaSetOnTargets(recording: Recording): Recording {
  const owners = new Map(
    recording.series.flatMap(({ labels: { instance = '', replica_set: replicaSet } }): (readonly [string, string])[] =>
      replicaSet === undefined ? [] : [[instance, replicaSet]],
    ),
  );
  return {
    ...recording,
    series: recording.series.map((one) => {
      const owner = owners.get(one.labels['instance'] ?? '') ?? recording.replicaSets[0]?.name;
      return one.labels['replica_set'] !== undefined || owner === undefined
        ? one
        : { ...one, labels: { ...one.labels, replica_set: owner } };
    }),
  };
}
