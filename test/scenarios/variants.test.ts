import { MINUTE, samples, series } from './recorded';
import type { Recording } from './scenario';
import { prolong, rename, together, withFailingScrapes, withMoreWorkers } from './variants';

const STARTED = 1_795_354_720;

/** A worker that restarts at 30 s, and one that does not. */
const RECORDING: Recording = {
  ...MINUTE,
  replicaSets: [{ name: 'main', workers: { min: 2, max: 2 } }],
  faults: [{ kind: 'worker-down', replicaSet: 'main', from: 30, to: 60 }],
  events: [
    [0, 'start w1'],
    [30, 'exit w1'],
  ],
  series: [
    series('a_total', samples([1, 2, 3, 4, 5, null, 0, 1, 2, 3, 4, 5]), { replica_set: 'main' }),
    series('process_start_time_seconds', samples(Array.from({ length: 12 }, (_, i) => STARTED + (i < 6 ? 0 : 33)))),
    series('up', samples([1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1])),
    series('up', samples(Array.from({ length: 12 }, () => 1)), { instance: 'w2:9' }),
    series('pupsourcing_orchestrator_active_workers', samples(Array.from({ length: 12 }, () => 2)), {
      instance: 'w2:9',
      replica_set: 'main',
    }),
  ],
};

const values = (recording: Recording, index: number) => recording.series[index]!.values.map(([, value]) => value);
const times = (recording: Recording, index: number) => recording.series[index]!.values.map(([time]) => time);

test('a longer quiet life before something happens: time, faults and later start times move along', () => {
  const longer = prolong(RECORDING, 20, 17);

  expect(longer.duration).toBe(RECORDING.duration + 17);
  expect(longer.faults).toEqual([{ kind: 'worker-down', replicaSet: 'main', from: 47, to: 77 }]);
  expect(longer.events).toEqual([
    [0, 'start w1'],
    [47, 'exit w1'],
  ]);
  expect(times(longer, 2)).toEqual([5, 10, 15, 20, 25, 30, 35, 42, 47, 52, 57, 62, 67, 72, 77]);
  expect(values(longer, 2)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1]);
  expect(values(longer, 1).at(-1)).toBe(STARTED + 33 + 17);
  expect(values(longer, 1).at(5)).toBe(STARTED);
});

test('a counter that starts anew has forgotten what it had counted meanwhile', () => {
  const counting: Recording = {
    ...MINUTE,
    duration: 200,
    series: [series('a_total', samples([...Array.from({ length: 30 }, (_, i) => i + 1), 0, 1, 2, 3]))],
  };
  const longer = prolong(counting, 145, 20);

  expect(values(longer, 0).slice(27)).toEqual([28, 29, 30, 31, 32, 33, 34, 0, 1, 2, 3]);
});

test('other names and addresses', () => {
  const renamed = rename(RECORDING, (name) => `x-${name}`, 'host');

  expect(renamed.replicaSets[0]!.name).toBe('x-main');
  expect(renamed.faults[0]!.replicaSet).toBe('x-main');
  expect(renamed.series[0]!.labels['replica_set']).toBe('x-main');
  expect(renamed.series[3]!.labels['instance']).toBe('host:9');
});

test('two recordings in one job begin at the same time, and the shorter one goes on as it ended', () => {
  const other = prolong(
    rename(RECORDING, () => 'other', 'host'),
    20,
    30,
  );
  const both = together(RECORDING, other);

  expect(both.duration).toBe(other.duration);
  expect(both.replicaSets.map(({ name }) => name)).toEqual(['main', 'other']);
  expect(both.faults.map(({ replicaSet, to }) => [replicaSet, to])).toEqual([
    ['main', 90],
    ['other', 90],
  ]);
  expect(values(both, 1).slice(0, 2)).toEqual([0, 0]);
  expect(times(both, 2).at(-1)).toBe(90);
});

test('more workers, each a double of one that nothing happened to', () => {
  const more = withMoreWorkers(RECORDING, 2)!;

  expect(more.replicaSets[0]!.workers).toEqual({ min: 4, max: 4 });
  expect(new Set(more.series.map(({ labels }) => labels['instance']))).toEqual(
    new Set(['w1', 'w2:9', 'double-0:9090', 'double-1:9090']),
  );
  expect(values(more, 4)[0]).toBe(4);
  const alone = { ...RECORDING, series: RECORDING.series.filter(({ labels }) => labels['instance'] === 'w1') };
  expect(withMoreWorkers(alone, 2)).toBeUndefined();
});

test('scrapes that fail: the target is down, and its series end', () => {
  const failing = withFailingScrapes(RECORDING, 4);

  expect(values(failing, 2).filter((value) => value === 0).length).toBeGreaterThan(2);
  expect(values(failing, 3)).not.toEqual(values(failing, 2));
  failing.series[2]!.values.forEach(([, value], index) => {
    expect(value === 0).toBe(values(failing, 0)[index] === null);
  });
});
