import { createMixin } from '../../../lib';
import type { Severity } from '../../../lib/orchestrator';
import { type Comparison, type Panel, type PanelThreshold } from '../../../lib/orchestrator';
import { jsonOf } from './dashboard-json';

const [dashboard] = createMixin({ profile: 'hardened' }).dashboards;

/** As little as a panel can be. */
const sample: Panel = {
  name: 'sample',
  id: 1,
  title: 'Sample',
  description: '',
  kind: 'stat',
  unit: 'seconds',
  width: 12,
  height: 8,
  queries: [
    {
      refId: 'A',
      signal: 'up',
      expression: 'up',
      legend: undefined,
      instant: false,
      dashed: false,
      minimumStep: undefined,
    },
  ],
  thresholds: [],
  links: [],
};

/** The JSON of the sample panel with some fields changed. */
function panelOf(changes: Partial<Panel>) {
  return jsonOf({ ...dashboard!, rows: [], panels: [{ ...sample, ...changes }] }).panels[0]!;
}

const at = (value: number, comparison: Comparison, severity: Severity = 'warning'): PanelThreshold => ({
  value,
  comparison,
  severity,
});

/** Steps in short: from where on, and which colour. */
function steps(...thresholds: readonly PanelThreshold[]): readonly (readonly [number | null, string])[] {
  return stepsOf({ thresholds });
}

function stepsOf(changes: Partial<Panel>): readonly (readonly [number | null, string])[] {
  const { fieldConfig } = panelOf({ kind: 'timeseries', ...changes });
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

  test.each(['workers', 'partitions', 'count'] as const)(
    'what is counted lies on a threshold more often than not: %s that may be there are green',
    (unit) => {
      expect(stepsOf({ unit, thresholds: [at(0, '>', 'critical')] })).toEqual([
        [null, 'green'],
        [0.001, 'red'],
      ]);
      expect(stepsOf({ unit, thresholds: [at(3, '<')] })).toEqual([
        [null, 'orange'],
        [3, 'green'],
      ]);
    },
  );

  test('steps ascend, as Grafana expects them', () => {
    const values = steps(at(9, '>'), at(1, '<'), at(5, '>'), at(3, '<'), at(-1, '<')).map(([value]) => value);

    expect(values).toEqual([null, -1, 1, 3, 5, 9]);
  });

  test('they are drawn as lines where there is a time axis', () => {
    const custom = (thresholds: readonly PanelThreshold[]) =>
      panelOf({ kind: 'timeseries', thresholds }).fieldConfig.defaults.custom;

    expect(custom([at(5, '>')])).toMatchObject({ thresholdsStyle: { mode: 'dashed' } });
    expect(custom([])).toBeUndefined();
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

  test('text: Markdown, and nothing that is asked', () => {
    const panel = panelOf({ kind: 'text', description: '', content: '**Fix.**', queries: [] });

    expect(panel).toMatchObject({ type: 'text', title: 'Sample', options: { mode: 'markdown', content: '**Fix.**' } });
    expect(Object.keys(panel)).toEqual(['id', 'type', 'title', 'gridPos', 'options']);
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
  const query = { ...sample.queries[0]!, legend: '{{job}}' };
  const datasource = { type: 'prometheus', uid: '${datasource}' };

  expect(panelOf({ queries: [query, { ...query, refId: 'B', legend: undefined, instant: true }] }).targets).toEqual([
    { refId: 'A', expr: 'up', legendFormat: '{{job}}', format: 'time_series', range: true, instant: false, datasource },
    { refId: 'B', expr: 'up', format: 'time_series', range: false, instant: true, datasource },
  ]);
});

test.each([
  [30, '30s'],
  [1.5, '1.5s'],
])('a step of %p seconds at least: %s', (minimumStep, interval) => {
  const [query] = sample.queries;

  expect(panelOf({ queries: [{ ...query!, minimumStep }] }).targets).toMatchObject([{ interval }]);
});

describe('how a panel is to be read', () => {
  test('unit, digits, ends of the axis, and what stands where nothing is', () => {
    const { fieldConfig } = panelOf({ decimals: 1, minimum: 0, maximum: 60, noValue: 'None' });

    expect(fieldConfig.defaults).toMatchObject({ unit: 's', decimals: 1, min: 0, max: 60, noValue: 'None' });
  });

  test('a panel that says so has colours of its own, and none that Grafana would invent', () => {
    expect(panelOf({ noValue: 'None' })).toMatchObject({
      fieldConfig: { defaults: { thresholds: { steps: [{ value: null, color: 'transparent' }] } } },
      options: { colorMode: 'background_solid', graphMode: 'none' },
    });
    expect(panelOf({}).fieldConfig.defaults).not.toHaveProperty('thresholds');
  });

  test('a stat calls its values by their legends; without one Grafana would call them by the query', () => {
    const textMode = (legend: string | undefined) =>
      panelOf({ noValue: 'None', queries: [{ ...sample.queries[0]!, legend }] }).options['textMode'];

    expect(textMode('{{replica_set}}')).toBe('value_and_name');
    expect(textMode(undefined)).toBe('value');
  });

  test('values that stand one above the other stand below their names', () => {
    const options = (changes: Partial<Panel>) => panelOf({ noValue: 'None', ...changes }).options;

    expect(options({ stacked: true })).toMatchObject({
      orientation: 'horizontal',
      wideLayout: false,
    });
    expect(options({})).not.toHaveProperty('orientation');
    expect(options({})).not.toHaveProperty('wideLayout');
  });

  test('where a stat has no value it has no colour either: green would say that all is well', () => {
    const thresholds = [at(0, '>', 'critical')];

    expect(panelOf({ noValue: 'No workers reported', thresholds }).fieldConfig.defaults.mappings).toEqual([
      {
        type: 'special',
        options: { match: 'null', result: { text: 'No workers reported', color: 'transparent', index: 0 } },
      },
    ]);
  });

  test.each([
    ['what is counted has an axis to 1 at least, where Grafana would draw it to 100', {}, 1],
    ['the axis reaches above every threshold, so that its line is seen', { thresholds: [at(3, '<'), at(5, '>')] }, 6],
    ['so has a rate that is 0 most of the time', { unit: 'errors/min' }, 1],
    ['and its axis reaches above the thresholds, too', { unit: 'errors/min', thresholds: [at(6, '>')] }, 7.5],
    ['without digits that nobody wrote', { unit: 'errors/min', thresholds: [at(1.14, '>')] }, 1.425],
    ['an axis with an end has that end', { maximum: 12 }, undefined],
    ['what is measured has the axis that the data need', { unit: 'seconds' }, undefined],
  ] as const)('%s', (_what, changes, expected) => {
    const { custom } = panelOf({ kind: 'timeseries', points: false, unit: 'workers', ...changes }).fieldConfig.defaults;

    expect(custom?.axisSoftMax).toBe(expected);
  });

  test('words for values, each with the colour of its severity', () => {
    const texts = [
      { value: 0, text: 'OK', severity: undefined },
      { value: 1, text: 'Broken', severity: 'critical' as const },
    ];

    expect(panelOf({ texts }).fieldConfig.defaults.mappings).toEqual([
      {
        type: 'value',
        options: {
          '0': { text: 'OK', color: '#2B7A3D', index: 0 },
          '1': { text: 'Broken', color: '#C4162A', index: 1 },
        },
      },
    ]);
  });

  test('a gap in a line stays one; points where single values are to be seen', () => {
    const custom = (points: boolean) => panelOf({ kind: 'timeseries', points }).fieldConfig.defaults.custom;

    expect(custom(false)).toMatchObject({ spanNulls: false, showPoints: 'auto' });
    expect(custom(true)).toMatchObject({ spanNulls: false, showPoints: 'always' });
  });

  test('legends and tooltips', () => {
    const options = (changes: Partial<Panel>) => panelOf({ kind: 'timeseries', ...changes }).options;

    expect(options({ legend: 'values', tooltip: 'all' })).toMatchObject({
      legend: { showLegend: true, displayMode: 'table', placement: 'right', calcs: ['lastNotNull', 'max'] },
      tooltip: { mode: 'multi', sort: 'desc' },
    });
    expect(options({ legend: 'values', width: 8 })).toMatchObject({ legend: { placement: 'bottom' } });
    expect(options({ legend: 'names' })).toMatchObject({ legend: { displayMode: 'list', placement: 'bottom' } });
    expect(options({ legend: 'hidden', tooltip: 'one' })).toMatchObject({
      legend: { showLegend: false },
      tooltip: { mode: 'single' },
    });
  });

  test('a heatmap shows buckets that hold something, and leaves the others out', () => {
    expect(panelOf({ kind: 'heatmap', tooltip: 'one' }).options).toMatchObject({
      calculate: false,
      filterValues: { le: 1e-9 },
      yAxis: { unit: 's' },
      tooltip: { mode: 'single', yHistogram: true },
      color: { mode: 'scheme', min: 0 },
    });
  });

  test('what should be is dashed, and not in the legend', () => {
    const queries = [{ ...sample.queries[0]!, refId: 'expected', dashed: true }];

    expect(panelOf({ kind: 'timeseries', queries }).fieldConfig.overrides).toEqual([
      {
        matcher: { id: 'byFrameRefID', options: 'expected' },
        properties: [
          { id: 'custom.lineStyle', value: { fill: 'dash', dash: [10, 10] } },
          { id: 'custom.showPoints', value: 'never' },
          { id: 'custom.hideFrom', value: { legend: true, tooltip: false, viz: false } },
        ],
      },
    ]);
  });

  test('what is counted a minute says so behind the number', () => {
    expect(panelOf({ unit: 'errors/min' }).fieldConfig).toMatchObject({
      defaults: { unit: 'short' },
      overrides: [{ matcher: { id: 'byType', options: 'number' }, properties: [{ id: 'unit', value: 'suffix:/min' }] }],
    });
  });

  test('a stat of rows shows one value for each, sorted, called by the labels that are not hidden', () => {
    const rows = { hidden: ['job'], sortedBy: 'replica_set' };
    const panel = panelOf({ noValue: 'None', rows, most: { count: 30, which: 'largest' } });

    expect(panel).toMatchObject({
      targets: [{ format: 'table' }],
      options: { reduceOptions: { fields: '', values: true, limit: 30 }, textMode: 'value_and_name' },
      transformations: [
        { id: 'organize', options: { excludeByName: { Time: true, __name__: true, job: true } } },
        { id: 'sortBy', options: { sort: [{ field: 'replica_set', desc: false }] } },
      ],
    });
    expect(panelOf({ rows: { ...rows, shown: 'workers' } })).toMatchObject({
      options: { reduceOptions: { fields: '/^workers$/', values: true } },
      transformations: [{ options: { excludeByName: { Value: true } } }, { id: 'sortBy' }],
    });
  });

  test('texts have colours by what they say, and keep their words', () => {
    const textColors = [
      { pattern: String.raw`(\d+) of \1`, severity: undefined },
      { pattern: '.*', severity: 'warning' as const },
    ];

    expect(panelOf({ textColors }).fieldConfig.defaults.mappings).toEqual([
      { type: 'regex', options: { pattern: String.raw`/^(?:(\d+) of \1)$/`, result: { color: '#2B7A3D', index: 0 } } },
      { type: 'regex', options: { pattern: '/^(?:.*)$/', result: { color: '#FFB357', index: 1 } } },
    ]);
  });

  test('several questions become one table, whose columns have an order, words and links', () => {
    const queries = ['state', 'working'].map((refId) => ({ ...sample.queries[0]!, refId, instant: true }));
    const link = { title: 'More', url: '/d/more' };
    const columns = {
      hidden: ['Time'],
      renamed: { 'Value #state': 'State' },
      order: ['replica_set', 'Value #state'],
      shown: [
        { title: 'State', texts: [{ value: 0, text: 'OK', severity: undefined }], width: 90 },
        { title: 'Replica Set', links: [link] },
      ],
      sortedBy: 'State',
    };

    expect(panelOf({ kind: 'table', queries, columns })).toMatchObject({
      transformations: [
        { id: 'organize', options: { excludeByName: { __name__: true } } },
        { id: 'merge' },
        { id: 'organize', options: { indexByName: { replica_set: 0, 'Value #state': 1 } } },
      ],
      options: { sortBy: [{ displayName: 'State', desc: true }] },
      fieldConfig: {
        overrides: [
          {
            matcher: { id: 'byName', options: 'State' },
            properties: [
              { id: 'mappings' },
              { id: 'custom.cellOptions' },
              { id: 'custom.align', value: 'left' },
              { id: 'custom.width', value: 90 },
            ],
          },
          {
            matcher: { id: 'byName', options: 'Replica Set' },
            properties: [{ id: 'links', value: [{ ...link, targetBlank: false }] }],
          },
        ],
      },
    });
  });

  test('a table can begin with the smallest, and leave out what all its values begin with', () => {
    const shown = [{ title: 'Alert', withoutPrefix: 'Orchestrator' }];
    const columns = { hidden: [], renamed: {}, shown, sortedBy: 'Alert', first: 'smallest' } as const;

    expect(panelOf({ kind: 'table', columns })).toMatchObject({
      options: { sortBy: [{ displayName: 'Alert', desc: false }] },
      fieldConfig: {
        overrides: [
          {
            properties: [
              {
                id: 'mappings',
                value: [
                  { type: 'regex', options: { pattern: '^Orchestrator(.+)$', result: { text: '$1', index: 0 } } },
                ],
              },
            ],
          },
        ],
      },
    });
  });

  test('links of the panel, and of its values', () => {
    const links = [{ title: 'Runbook', url: 'https://example.org' }];

    expect(panelOf({ links, valueLinks: links })).toMatchObject({
      links: [{ title: 'Runbook', url: 'https://example.org', targetBlank: false }],
      fieldConfig: { defaults: { links: [{ title: 'Runbook' }] } },
    });
    expect(panelOf({})).not.toHaveProperty('links');
  });
});
