import type { FoundSeries } from '../real/recorded-prometheus';
import { framesOf, type Answered, type Target } from '../../tools/pictures/picture-frames';

const target: Target = { refId: 'A', expr: 'up', format: 'time_series', legendFormat: '{{ instance }} is up' };
const series = (metric: Readonly<Record<string, string>>, ...values: readonly string[]): FoundSeries => ({
  metric,
  values: values.map((value, index) => [100 + 15 * index, value]),
});
const answered = (found: readonly FoundSeries[], changes: Partial<Target> = {}): Answered => ({
  target: { ...target, ...changes },
  found,
  step: 15_000,
});
const a = series({ instance: 'a' }, '1', '0');

/** Columns by name. */
const columns = (...answers: readonly Answered[]) =>
  framesOf(answers).map(({ fields }) => Object.fromEntries(fields.map(({ name, values }) => [name, values])));

const namesOf = (...answers: readonly Answered[]) => framesOf(answers).map(({ name }) => name);

describe('series', () => {
  test('one frame each, with times in milliseconds and the step between them', () => {
    expect(framesOf([answered([a])])).toEqual([
      {
        refId: 'A',
        name: 'a is up',
        fields: [
          { name: 'Time', type: 'time', values: [100_000, 115_000], config: { interval: 15_000 } },
          {
            name: 'Value',
            type: 'number',
            values: [1, 0],
            labels: { instance: 'a' },
            config: { displayNameFromDS: 'a is up' },
          },
        ],
      },
    ]);
  });

  test('of one moment', () => {
    expect(columns(answered([{ metric: {}, value: [100.5, '3'] }]))).toEqual([{ Time: [100_500], Value: [3] }]);
  });

  test('none: a frame without fields, by which a panel knows that it was answered', () => {
    expect(framesOf([answered([])])).toEqual([{ refId: 'A', fields: [] }]);
  });

  test('what is no finite number', () => {
    expect(columns(answered([series({}, 'NaN', '+Inf', '-Inf')]))[0]).toMatchObject({
      Value: [NaN, Infinity, -Infinity],
    });
  });

  test.each([
    ['its labels', '', { __name__: 'up', job: 'b', instance: 'a' }, 'up{instance="a", job="b"}'],
    ['its metric, where there are no labels', '', { __name__: 'up' }, 'up'],
    ['its query, where there is neither', '', {}, 'up'],
    ['nothing, where the legend names a label that it has not', '{{pod}}', { instance: 'a' }, ''],
  ])('is called by %s', (_what, legendFormat, metric, name) => {
    expect(namesOf(answered([series(metric, '1')], { legendFormat }))).toEqual([name]);
  });
});

describe('tables', () => {
  const table = { format: 'table' } as const;

  test('one frame, a row for each series, a column for each label; what a series lacks is empty', () => {
    const found = [series({ instance: 'a', job: 'x' }, '1'), series({ cluster: 'c', instance: 'b' }, '2')];

    expect(columns(answered(found, table))).toEqual([
      { Time: [100_000, 100_000], instance: ['a', 'b'], job: ['x', ''], cluster: ['', 'c'], Value: [1, 2] },
    ]);
  });

  test('of several queries: each value carries the name of its own, also of one that found nothing', () => {
    const state = answered([series({ instance: 'a' }, '1')], { ...table, refId: 'state' });

    expect(columns(state, answered([], { ...table, refId: 'errors' }))).toEqual([
      { Time: [100_000], instance: ['a'], 'Value #state': [1] },
      { Time: [], 'Value #errors': [] },
    ]);
  });
});

describe('buckets', () => {
  const bucket = (le: string, ...counts: readonly string[]) => series({ le }, ...counts);
  const heatmap = (...found: readonly FoundSeries[]) => framesOf([answered(found, { format: 'heatmap' })]);

  test('one frame with a column each, lowest first, that counts what is in none below', () => {
    const [frame] = heatmap(bucket('+Inf', '4', '3'), bucket('10', '4', '1'), bucket('2.5', '1', '1'));

    expect(frame?.meta).toEqual({ type: 'heatmap-rows' });
    expect(frame?.fields.map(({ name, values }) => [name, values])).toEqual([
      ['Time', [100_000, 115_000]],
      ['2.5', [1, 1]],
      ['10', [3, 0]],
      ['+Inf', [0, 2]],
    ]);
  });

  test('a difference that is but a rounding error is none', () => {
    const [frame] = heatmap(bucket('1', '3.0000000001'), bucket('2', '3'));

    expect(frame?.fields[2]?.values).toEqual([0]);
  });

  test('none: no frame', () => {
    expect(heatmap()).toEqual([]);
  });
});
