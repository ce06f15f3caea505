/** The replay itself: what promtool is given, and what is read back from it. */
import { replay } from '../scenarios/promtool-replay';
import { MINUTE, samples, series } from '../scenarios/recorded';
import { requireTool } from './tools';

const rulesFor = (expr: string, more = ''): string =>
  `groups: [{name: test, interval: 5s, rules: [{alert: Test, expr: '${expr}', labels: {severity: warning}${more}}]}]`;

requireTool('promtool')('a replay', () => {
  const up = series('up', samples([1, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1]));

  test('reads back when an alert fired, with its labels', async () => {
    const { firing, pendingAtEnd } = await replay({ ...MINUTE, series: [up] }, rulesFor('up == 0'), 5);

    expect(firing).toEqual([
      {
        alert: 'Test',
        severity: 'warning',
        labels: { alertname: 'Test', instance: 'w1', job: 'projection-workers', severity: 'warning' },
        from: 15,
        to: 30,
      },
    ]);
    expect(pendingAtEnd).toEqual([]);
  });

  test('tells each stretch of an alert from the next', async () => {
    const flicker = series('up', samples([0, 1, 1, 0, 0, 1, 1, 1, 1, 1, 1, 0]));
    const { firing } = await replay({ ...MINUTE, series: [flicker] }, rulesFor('up == 0'), 5);

    expect(firing.map(({ from, to }) => [from, to])).toEqual([
      [5, 10],
      [20, 30],
      [60, 65],
    ]);
  });

  test('evaluates a group that waits longer than the others no more often than it says', async () => {
    const group = (name: string, interval: string): string =>
      `{name: ${name}, interval: ${interval}, rules: [{alert: ${name}, expr: 'up == 0', labels: {severity: warning}}]}`;
    const rules = `groups: [${group('Often', '5s')}, ${group('Seldom', '20s')}]`;
    const { firing } = await replay({ ...MINUTE, series: [up] }, rules, 5);

    expect(firing.map(({ alert, from, to }) => [alert, from, to])).toEqual([
      ['Often', 15, 30],
      ['Seldom', 20, 40],
    ]);
  });

  test('tells a day from an hour', async () => {
    const { firing } = await replay({ ...MINUTE, duration: 90_000, series: [] }, rulesFor('vector(1)'), 3_600);

    expect(firing.map(({ from, to }) => [from, to])).toEqual([[0, 93_600]]);
  });

  test('says which alerts were pending at the end', async () => {
    const down = series('up', samples([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0]));
    const { firing, pendingAtEnd } = await replay({ ...MINUTE, series: [down] }, rulesFor('up == 0', ', for: 1m'), 5);

    expect(firing).toEqual([]);
    expect(pendingAtEnd).toEqual([expect.objectContaining({ alertname: 'Test', instance: 'w1' })]);
  });

  test('a series that went stale is gone at once, one that was merely not scraped is not', async () => {
    const ended = series('a', samples([1, 1, null]));
    const missed = series('b', samples([1, 1]));
    const both = { ...MINUTE, series: [up, ended, missed] };
    const firstWithout = async (metric: string) =>
      (await replay(both, rulesFor(`up unless ${metric}`), 5)).firing.find(({ from }) => from > 5)?.from;

    expect(await firstWithout('a')).toBe(15);
    expect(await firstWithout('b')).toBeUndefined();
  });

  test('labels keep whatever is in them', async () => {
    const odd = 'a "quoted" \\ {name}, with = and ünïcode';
    const { firing } = await replay(
      { ...MINUTE, series: [series('up', samples([0]), { replica_set: odd })] },
      rulesFor('up == 0'),
      5,
    );

    expect(firing.map(({ labels }) => labels['replica_set'])).toEqual([odd]);
  });

  test('start times of processes fit to the clock of the replay, which begins at 0', async () => {
    const started = series('process_start_time_seconds', samples(Array.from({ length: 12 }, () => 1_795_354_720)));
    const recording = { ...MINUTE, events: [[2, 'start w1']] as const, series: [started] };
    // Started at 2 s: older than 40 s from 42 s on.
    const { firing } = await replay(recording, rulesFor('time() - process_start_time_seconds > 40'), 5);

    expect(firing.map(({ from }) => from)).toEqual([45]);
  });

  test('rules that promtool refuses are an error with its words', async () => {
    await expect(replay({ ...MINUTE, series: [up] }, rulesFor('up =='), 5)).rejects.toThrow(/parse error/);
  });

  test('a recording in which nothing fires is no error', async () => {
    expect((await replay({ ...MINUTE, series: [up] }, rulesFor('up == 2'), 5)).firing).toEqual([]);
  });
});
