import { createMixin, type Comparison, type Panel, type PanelThreshold, type Severity } from '../../lib';
import { jsonOf } from './dashboard-json';

const [dashboard] = createMixin({ profile: 'hardened' }).dashboards;
const [sample] = dashboard!.panels;

/** The JSON of the sample panel with some fields changed. */
function panelOf(changes: Partial<Panel>) {
  return jsonOf({ ...dashboard!, panels: [{ ...sample!, ...changes }] }).panels[0]!;
}

const at = (value: number, comparison: Comparison, severity: Severity = 'warning'): PanelThreshold => ({
  value,
  comparison,
  severity,
});

/** Steps in short: from where on, and which colour. */
function steps(...thresholds: readonly PanelThreshold[]): readonly (readonly [number | null, string])[] {
  const { fieldConfig } = panelOf({ kind: 'timeseries', thresholds });
  return (fieldConfig.defaults.thresholds?.steps ?? []).map(({ value, color }) => [value, color] as const);
}

describe('thresholds', () => {
  test.each<[string, readonly PanelThreshold[], ReturnType<typeof steps>]>([
    ['none', [], []],
    [
      'above a number',
      [at(5, '>')],
      [
        [null, 'green'],
        [5, 'orange'],
      ],
    ],
    [
      'at or above a number',
      [at(5, '>=', 'critical')],
      [
        [null, 'green'],
        [5, 'red'],
      ],
    ],
    [
      'below a number',
      [at(5, '<', 'info')],
      [
        [null, 'blue'],
        [5, 'green'],
      ],
    ],
    [
      'two above: the more urgent one wins',
      [at(5, '>'), at(9, '>', 'critical')],
      [
        [null, 'green'],
        [5, 'orange'],
        [9, 'red'],
      ],
    ],
    [
      'the less urgent one higher',
      [at(5, '>', 'critical'), at(9, '>')],
      [
        [null, 'green'],
        [5, 'red'],
        [9, 'red'],
      ],
    ],
    [
      'a range',
      [at(2, '<'), at(10, '>')],
      [
        [null, 'orange'],
        [2, 'green'],
        [10, 'orange'],
      ],
    ],
    [
      'a range of one number',
      [at(3, '<'), at(3, '>', 'info')],
      [
        [null, 'orange'],
        [3, 'blue'],
      ],
    ],
    [
      'ranges of two replica sets that do not meet: where one of them fires, the colour says so',
      [at(2, '<'), at(3, '>'), at(5, '<', 'critical'), at(8, '>')],
      [
        [null, 'red'],
        [2, 'red'],
        [3, 'red'],
        [5, 'orange'],
        [8, 'orange'],
      ],
    ],
    ['unequal to a number, which has no side', [at(3, '!=')], [[null, 'green']]],
  ])('%s', (_what, thresholds, expected) => {
    expect(steps(...thresholds)).toEqual(expected);
  });

  test('steps ascend, as Grafana expects them', () => {
    const values = steps(at(9, '>'), at(1, '<'), at(5, '>'), at(3, '<'), at(-1, '<')).map(([value]) => value);

    expect(values).toEqual([null, -1, 1, 3, 5, 9]);
  });

  test('they are drawn as lines where there is a time axis', () => {
    const custom = (thresholds: readonly PanelThreshold[]) =>
      panelOf({ kind: 'timeseries', thresholds }).fieldConfig.defaults.custom;

    expect(custom([at(5, '>')])).toMatchObject({ thresholdsStyle: { mode: 'dashed' } });
    expect(custom([])).not.toHaveProperty('thresholdsStyle');
  });
});

describe('kinds', () => {
  test('stat: the newest value', () => {
    expect(panelOf({ kind: 'stat' })).toMatchObject({
      type: 'stat',
      options: { reduceOptions: { calcs: ['lastNotNull'] } },
      targets: [{ format: 'time_series' }],
    });
  });

  test('timeseries: with a legend', () => {
    expect(panelOf({ kind: 'timeseries' })).toMatchObject({
      type: 'timeseries',
      options: { legend: { showLegend: true, placement: 'bottom', displayMode: 'list' } },
      targets: [{ format: 'time_series' }],
    });
  });

  test('heatmap: of buckets that Prometheus has counted', () => {
    expect(panelOf({ kind: 'heatmap', unit: 'seconds' })).toMatchObject({
      type: 'heatmap',
      options: { calculate: false, yAxis: { unit: 's' } },
      targets: [{ format: 'heatmap' }],
    });
  });

  test('table: columns hidden and renamed', () => {
    const columns = { hidden: ['Time'], renamed: { worker_id: 'Worker ID' } };

    expect(panelOf({ kind: 'table', columns })).toMatchObject({
      type: 'table',
      transformations: [
        { id: 'organize', options: { excludeByName: { Time: true }, renameByName: { worker_id: 'Worker ID' } } },
      ],
      targets: [{ format: 'table' }],
    });
  });
});

test.each([
  ['workers', 'short'],
  ['partitions', 'short'],
  ['seconds', 's'],
  ['ratio', 'percentunit'],
  ['reconfigurations/s', 'ops'],
  ['events/s', 'ops'],
  ['count', 'short'],
] as const)('the unit %s is called %s by Grafana', (unit, expected) => {
  expect(panelOf({ unit }).fieldConfig.defaults.unit).toBe(expected);
});

test('a description, where there is one', () => {
  expect(panelOf({ description: 'What is normal.' }).description).toBe('What is normal.');
  expect(panelOf({ description: '' })).not.toHaveProperty('description');
});

test('a legend, where there is one; queries for now, or over the time range', () => {
  const query = { refId: 'A', expression: 'up', legend: '{{job}}', instant: false };

  expect(panelOf({ queries: [query, { ...query, refId: 'B', legend: undefined, instant: true }] }).targets).toEqual([
    { refId: 'A', expr: 'up', legendFormat: '{{job}}', format: 'time_series', range: true, instant: false },
    { refId: 'B', expr: 'up', format: 'time_series', range: false, instant: true },
  ]);
});
