import { parse } from 'yaml';

import { createMixin, METRICS, renderDashboardProvider, toYaml } from '../../lib';
import { seriesNames } from '../../lib/orchestrator';
import { jsonOf, type PanelJson } from '../render/grafana/dashboard-json';
import { block, expectParity, fixture, testParity } from './parity';

const mixin = createMixin({ profile: 'upstream' });
const dashboard = jsonOf(mixin.dashboards[0]!);

/** What stands between backticks, in the order of the text. */
function codeIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code!);
}

/** A panel of the dashboard's JSON, as far as upstream's own dashboard says something about it. */
function facts(
  { title, type, fieldConfig, gridPos, targets, transformations = [] }: PanelJson,
  named: object,
): unknown {
  const [organize] = transformations;
  return {
    title,
    type,
    ...('unit' in named ? { unit: fieldConfig.defaults.unit } : {}),
    gridPos,
    queries: targets.map(({ expr, legendFormat, format, instant }) => ({
      expr,
      ...(legendFormat === undefined ? {} : { legend: legendFormat }),
      ...(format === 'heatmap' ? { format } : {}),
      ...(instant === true ? { instant } : {}),
    })),
    ...(organize === undefined
      ? {}
      : { hidden: Object.keys(organize.options.excludeByName), renamed: organize.options.renameByName }),
  };
}

testParity(
  'dashboard provider',
  () => parse(toYaml(renderDashboardProvider())),
  () => block('dashboard-provider.yaml'),
);

testParity(
  "upstream's own dashboard, with the variable",
  () => {
    const expected = block('dashboard.json') as { panels: object[] };
    const { uid, title, tags, refresh, time, editable } = dashboard;
    return {
      uid,
      title,
      tags,
      refresh,
      time,
      editable,
      panels: dashboard.panels.map((panel, index) => facts(panel, expected.panels[index] ?? {})),
    };
  },
  () => block('dashboard.json'),
);

testParity(
  'panels, in their order',
  () => dashboard.panels.map(({ title }) => title),
  () => [...fixture('panels.md').matchAll(/^\d\. \*\*(.+)\*\*/gm)].map(([, title]) => title),
);

test('seven panels are listed', () => {
  expect(dashboard.panels).toHaveLength(7);
});

test('the list says which panels are a heatmap and a table', () => {
  const lines = fixture('panels.md').split('\n');
  const named = (type: string): string[] =>
    lines.filter((line) => line.includes(`- ${type} showing`)).map((line) => /\*\*(.+)\*\*/.exec(line)![1]!);

  for (const [word, type] of [
    ['Heatmap', 'heatmap'],
    ['Table', 'table'],
  ] as const) {
    expectParity(
      dashboard.panels.filter((panel) => panel.type === type).map(({ title }) => title),
      named(word),
    );
    expect(named(word)).toHaveLength(1);
  }
});

testParity(
  'uid',
  () => [dashboard.uid],
  () => codeIn(fixture('dashboard-uid.md')),
);

describe('variable', () => {
  const [name, query, matcher] = codeIn(fixture('variable.md')) as [string, string, string];
  const type = /\*\*Type\*\*: (\w+)/.exec(fixture('variable.md'))![1]!.toLowerCase();

  testParity(
    'name, type, query',
    () =>
      dashboard.templating.list.map((variable) => ({
        name: variable.name,
        type: variable.type,
        query: typeof variable.query === 'string' ? variable.query : variable.query.query,
      })),
    () => [{ name, type, query }],
  );

  test('every query of every panel uses it as the README says', () => {
    const expressions = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));

    expect(matcher).toBe('replica_set="$replica_set"');
    expect(expressions).toHaveLength(7);
    expect(expressions.filter((expr) => !expr.includes(matcher))).toEqual([]);
  });

  test('one value at a time is chosen, since the matcher is an equality', () => {
    expect(dashboard.templating.list[0]).toMatchObject({ multi: false, includeAll: false });
  });
});

describe('required metrics', () => {
  const required = codeIn(fixture('required-metrics.md')).filter((name) => !name.endsWith('_'));
  const catalogue = Object.values(METRICS).flatMap((metric) => [...seriesNames(metric)]);

  test('seven are listed', () => {
    expect(required).toHaveLength(7);
  });

  test.each(required)('%s is in the catalogue, and asked for by a panel', (name) => {
    const expressions = mixin.dashboards[0]!.panels.flatMap(({ queries }) =>
      queries.map(({ expression }) => expression),
    );

    expect(catalogue).toContain(name);
    expect(expressions.filter((expression) => expression.includes(`${name}{`))).toHaveLength(1);
  });
});

test('the panels ask whatever data source is the default, as there is none to choose', () => {
  expect(JSON.stringify(dashboard)).not.toContain('datasource');
});

test('the schema version is newer than that of the original (27), which newer versions of Grafana must migrate', () => {
  expect(dashboard.schemaVersion).toBe(39);
});
