/** A fleet of many replica sets, made of recordings: most of them well, every seventh in trouble. */
import { isRead, type Recording, type Series } from '../../test/scenarios/scenario';

const WHAT = ['orders', 'billing', 'stock', 'shipping', 'mail', 'search', 'returns', 'catalog', 'loyalty', 'audit'];
const EVERY = 7;

/** So many replica sets side by side in one job, all of which end at the same time. Buckets are left out, since a fleet shows none. */
export function fleetOf(well: Recording, troubled: readonly Recording[], count: number): Recording {
  const duration = Math.min(...[well, ...troubled].map((recording) => recording.duration));
  const members = Array.from({ length: count }, (_, index) => {
    const isTroubled = index % EVERY === EVERY - 1;
    const recording = isTroubled ? troubled[Math.floor(index / EVERY) % troubled.length] : undefined;
    const name = `${WHAT[index % WHAT.length] ?? ''}-${String(Math.floor(index / WHAT.length) + 1)}`;
    return member(recording ?? well, name, index, duration);
  });
  return {
    ...well,
    name: `fleet-of-${String(count)}`,
    description: `${String(count)} replica sets, made of the recordings ${[well, ...troubled].map(({ name }) => name).join(', ')}`,
    duration,
    replicaSets: members.flatMap(({ replicaSets }) => replicaSets),
    faults: [],
    events: [],
    series: members.flatMap(({ series }) => series),
  };
}

/** The first replica set of a recording under another name, with targets of its own; as much of it as there is time for, from its end. */
function member(
  recording: Recording,
  name: string,
  index: number,
  duration: number,
): Pick<Recording, 'replicaSets' | 'series'> {
  const [first] = recording.replicaSets;
  const early = recording.duration - duration;
  const series = recording.series
    .filter((one) => isRead(one) && one.labels['le'] === undefined)
    .map(({ labels, values }): Series => ({
      labels: {
        ...labels,
        ...(labels['replica_set'] === undefined ? {} : { replica_set: name }),
        instance: `${String(index)}:${labels['instance'] ?? ''}`,
      },
      values: values.flatMap(([time, value]) => (time < early ? [] : [[time - early, value] as const])),
    }));
  return { replicaSets: first === undefined ? [] : [{ ...first, name }], series };
}
