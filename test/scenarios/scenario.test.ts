import { MINUTE, samples, series } from './recorded';
import { extend, isRead, libraryOnly, loadRecordings, thin } from './scenario';

const UP = samples([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);

describe('thinned out', () => {
  test('a recording at its own interval stays as it is', () => {
    expect(thin(MINUTE, 5)).toBe(MINUTE);
  });

  test('nothing can be scraped more often than it was', () => {
    expect(() => thin(MINUTE, 4)).toThrow(new RangeError('minute was scraped every 5 s, not every 4 s'));
  });

  test('one scrape an interval is left, each with what was there at that time', () => {
    const counted = series('a', samples([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]));
    const { scrapeInterval, series: thinned } = thin({ ...MINUTE, series: [counted] }, 20);
    const values = thinned[0]!.values;

    expect(scrapeInterval).toBe(20);
    expect(values).toHaveLength(3);
    for (const [time, value] of values) {
      expect(value).toBe(Math.floor(time / 5));
    }
  });

  test('all series of a target share their scrapes, those of another target have their own', () => {
    const three = [series('a', UP), series('b', UP), series('a', UP, { instance: 'w2' })];
    const [a, b, other] = thin({ ...MINUTE, series: three }, 20).series.map(({ values }) =>
      values.map(([time]) => time),
    );

    expect(a).toEqual(b);
    expect(a).not.toEqual(other);
  });

  test('a phase moves the scrapes', () => {
    const times = (phase: number): number[] =>
      thin({ ...MINUTE, series: [series('a', UP)] }, 20, phase).series[0]!.values.map(([time]) => time);
    const [first = 0] = times(0);

    expect(times(3)[0]).toBeCloseTo((first + 3) % 20, 5);
    expect(times(20)).toEqual(times(0));
  });

  test('a series that ended between two scrapes is stale at the second, once', () => {
    const ended = series('a', samples([1, 1, 1, 1, 1, null]));
    const values = thin({ ...MINUTE, series: [ended] }, 15).series[0]!.values.map(([, value]) => value);

    expect(values.filter((value) => value === null)).toHaveLength(1);
    expect(values.at(-1)).toBeNull();
  });

  test('so is one whose target was not scraped any more', () => {
    const gone = series('a', samples([1, 1, 1, 1]));
    const values = thin({ ...MINUTE, series: [gone] }, 15).series[0]!.values.map(([, value]) => value);

    expect(values).toContain(null);
    expect(values.indexOf(null)).toBe(values.length - 1);
  });

  test('one that was not scraped for a while, since Prometheus itself was down, did not end', () => {
    const gap = series('a', samples([1, 1, 1, 1, ...Array.from({ length: 6 }, () => undefined), 1, 1]));
    const values = thin({ ...MINUTE, series: [gap] }, 15).series[0]!.values.map(([, value]) => value);

    expect(values.length).toBeLessThan(4);
    expect(values).not.toContain(null);
  });

  test('a target that is down for a moment is seen only if a scrape falls on it', () => {
    const flicker = series('up', samples([1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1]));
    const zeros = [0, 5, 10].map(
      (phase) =>
        thin({ ...MINUTE, series: [flicker] }, 15, phase).series[0]!.values.filter(([, value]) => value === 0).length,
    );

    expect(zeros.sort()).toEqual([0, 0, 1]);
  });
});

describe('extended', () => {
  const values = (name: string, recorded: Parameters<typeof samples>[0]) =>
    extend({ ...MINUTE, series: [series(name, samples(recorded))] }, 10).series[0]!.values;

  test('a gauge stays, a fault that lasted until the end lasts on, and one that was over does not', () => {
    const over = { ...MINUTE.faults[0]!, to: 50 };
    const extended = extend({ ...MINUTE, faults: [...MINUTE.faults, over] }, 10);

    expect(values('up', [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0]).slice(-3)).toEqual([
      [60, 0],
      [65, 0],
      [70, 0],
    ]);
    expect(extended.duration).toBe(70);
    expect(extended.faults.map(({ to }) => to)).toEqual([70, 50]);
  });

  test('a counter goes on as it did two minutes before', () => {
    const steady = Array.from({ length: 40 }, (_, index) => index * 3);
    const { series: extended } = extend({ ...MINUTE, duration: 200, series: [series('a_total', samples(steady))] }, 10);

    expect(extended[0]!.values.slice(-3)).toEqual([
      [200, 117],
      [205, 120],
      [210, 123],
    ]);
  });

  test('what was gone stays gone', () => {
    expect(values('up', [1, 1, 1])).toHaveLength(3);
    expect(values('up', [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, null]).at(-1)).toEqual([60, null]);
  });
});

describe('stripped', () => {
  test('to what the library exposes by itself, and what the scrape and the process add', () => {
    const names = [
      'up',
      'process_start_time_seconds',
      'pupsourcing_orchestrator_reconfiguration_total',
      'pupsourcing_orchestrator_coordination_duration_seconds_bucket',
      'pupsourcing_orchestrator_active_workers',
      'pupsourcing_orchestrator_heartbeat_latency_seconds_count',
    ];
    const stripped = libraryOnly({ ...MINUTE, series: names.map((name) => series(name, UP)) });

    expect(stripped.series.map(({ labels }) => labels['__name__'])).toEqual(names.slice(0, 4));
  });

  test('of what neither rules nor panels read', () => {
    const kept = [
      'up',
      'pupsourcing_orchestrator_worker_state',
      'pupsourcing_orchestrator_heartbeat_latency_seconds_sum',
    ];

    expect([...kept, 'go_goroutines', 'up_sum_of_something'].filter((name) => isRead(series(name, UP)))).toEqual(kept);
  });
});

test('the recordings that are kept hold what their names promise', () => {
  const recordings = loadRecordings();

  expect(recordings.length).toBeGreaterThanOrEqual(14);
  for (const recording of recordings) {
    expect(recording.series.every(isRead)).toBe(true);
    expect(recording.series.some(({ labels }) => labels['__name__'] === 'up')).toBe(true);
    expect(recording.series.flatMap(({ values }) => values).length).toBeGreaterThan(500);
  }
});
