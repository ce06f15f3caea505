/** Situations that no recording holds: replica sets that are reconfigured for an hour, and when that is told. */
import { requireTool } from '../../real/tools';
import { alertsIn, eachChanged, HOUR, named, ORDERS, PREFIX, series, type SeriesOf, worker } from './situation';

/** What the two workers count that stay. */
const reconfigured = (times: readonly number[]): readonly SeriesOf[] =>
  ['w1', 'w2'].map((instance) =>
    series(`${PREFIX}reconfiguration_total`, [[0, (second) => 1 + times.filter((at) => at <= second).length]], {
      instance,
      replica_set: 'orders',
    }),
  );

const every = (seconds: number, from: number, to: number): readonly number[] =>
  Array.from({ length: Math.ceil((to - from) / seconds) }, (_, index) => from + index * seconds);

requireTool('promtool')('a replica set that is reconfigured throughout an hour', () => {
  test.each([
    [300, 0],
    [300, 100],
    [600, 0],
    [600, 100],
  ])('is told of: every %d s, %d s behind what the clock makes of it', async (seconds, behind) => {
    const { fired } = await alertsIn({
      props: { replicaSets: [ORDERS], scrapeInterval: '30s' },
      duration: 3 * HOUR,
      has: [
        ...['w1', 'w2', 'w3'].flatMap((instance) => worker(instance, 3)),
        // Five seconds behind the clock it is scraped: windows of five minutes begin before that, and end behind it.
        ...eachChanged(reconfigured(every(seconds, HOUR + behind - 5, 3 * HOUR)), (one) => ({
          ...one,
          values: one.values.map(([second, value]) => [second + 5, value]),
        })),
      ],
    });

    const [first, ...others] = named('OrchestratorFrequentReconfigurations', fired);
    expect(others).toEqual([]);
    expect(first?.from).toBeLessThan(2 * HOUR);
    expect(first?.to).toBeGreaterThanOrEqual(3 * HOUR);
  });

  test.each([660, 690])(
    'it is told once where it is every %d s, and an hour holds now five of them, now six',
    async (seconds) => {
      const { fired } = await alertsIn({
        props: { replicaSets: [ORDERS], scrapeInterval: '30s' },
        duration: 4 * HOUR,
        has: [
          ...['w1', 'w2', 'w3'].flatMap((instance) => worker(instance, 3)),
          ...reconfigured(every(seconds, HOUR, 4 * HOUR)),
        ],
      });

      expect(named('OrchestratorFrequentReconfigurations', fired)).toHaveLength(1);
    },
  );
});
