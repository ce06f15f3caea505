/** One panel of the model as a panel builder of Grafana's SDK; ids, positions and refIds are the model's, never the SDK's. */
import * as sdk from '@grafana/grafana-foundation-sdk/dashboard';
import * as heatmap from '@grafana/grafana-foundation-sdk/heatmap';
import * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import type { Panel, PanelQuery, PanelThreshold, Severity, SignalUnit } from '../mixin';

/** What every panel builder of the SDK can do, and all that is used of it. */
type PanelBuilder = stat.PanelBuilder | timeseries.PanelBuilder | heatmap.PanelBuilder | table.PanelBuilder;

/** Where a panel stands: Grafana's grid has 24 columns, and rows of 30 pixels. */
export interface GridPosition {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** Grafana's unit ids. */
const UNITS: Readonly<Record<SignalUnit, string>> = {
  workers: 'short',
  partitions: 'short',
  seconds: 's',
  ratio: 'percentunit',
  'reconfigurations/s': 'ops',
  'generations/s': 'ops',
  'events/s': 'ops',
  'errors/s': 'ops',
  'observations/s': 'ops',
  count: 'short',
  state: 'short',
};

const COLORS: Readonly<Record<Severity, string>> = { critical: 'red', warning: 'orange', info: 'blue' };

/** A panel builder for a panel of the model. `datasource` is absent where Grafana's default data source is asked. */
export function panelBuilder(
  panel: Panel,
  position: GridPosition,
  datasource: { readonly type: string; readonly uid: string } | undefined,
): PanelBuilder {
  const builder = kindBuilder(panel)
    .id(panel.id)
    .title(panel.title)
    .gridPos({ ...position })
    .unit(UNITS[panel.unit]);
  if (panel.description !== '') {
    builder.description(panel.description);
  }
  if (datasource !== undefined) {
    builder.datasource({ ...datasource });
  }
  for (const query of panel.queries) {
    builder.withTarget(queryBuilder(query, panel));
  }
  if (panel.thresholds.length > 0) {
    builder.thresholds(thresholds(panel.thresholds));
  }
  return builder;
}

function kindBuilder(panel: Panel): PanelBuilder {
  switch (panel.kind) {
    case 'stat':
      return new stat.PanelBuilder().reduceOptions(
        // The SDK has the reducers' names as plain strings.
        { build: () => ({ calcs: ['lastNotNull'], fields: '', values: false }) },
      );
    case 'timeseries': {
      const builder = new timeseries.PanelBuilder().legend({
        build: () => ({ displayMode: 'list', placement: 'bottom', showLegend: true, calcs: [] }) as never,
      });
      return panel.thresholds.length > 0
        ? builder.thresholdsStyle({ build: () => ({ mode: 'dashed' }) as never })
        : builder;
    }
    case 'heatmap':
      return new heatmap.PanelBuilder()
        .calculate(false)
        .yAxis(new heatmap.YAxisConfigBuilder().unit(UNITS[panel.unit]));
    case 'table':
      return new table.PanelBuilder().withTransformation(organize(panel));
  }
}

function organize({ columns }: Panel): sdk.DataTransformerConfig {
  return {
    id: 'organize',
    options: {
      excludeByName: Object.fromEntries((columns?.hidden ?? []).map((name) => [name, true])),
      indexByName: {},
      renameByName: { ...columns?.renamed },
    },
  };
}

function queryBuilder(query: PanelQuery, panel: Panel): prometheus.DataqueryBuilder {
  const builder = new prometheus.DataqueryBuilder().refId(query.refId).expr(query.expression);
  if (query.legend !== undefined) {
    builder.legendFormat(query.legend);
  }
  builder.format(FORMATS[panel.kind]);
  return query.instant ? builder.instant() : builder.range();
}

const FORMATS: Readonly<Record<Panel['kind'], prometheus.PromQueryFormat>> = {
  stat: prometheus.PromQueryFormat.TimeSeries,
  timeseries: prometheus.PromQueryFormat.TimeSeries,
  heatmap: prometheus.PromQueryFormat.Heatmap,
  table: prometheus.PromQueryFormat.Table,
};

const URGENCY: readonly Severity[] = ['info', 'warning', 'critical'];

/**
 * Steps upwards, green where no alert fires. Alerts of several replica sets share a panel, so that their thresholds can interleave: each
 * stretch between two of them has the colour of the most urgent alert that fires for a value within it.
 */
function thresholds(all: readonly PanelThreshold[]): sdk.ThresholdsConfigBuilder {
  // Equal and unequal have no side that could be coloured.
  const lines = all.filter(({ comparison }) => /^[<>]/.test(comparison));
  const bounds = [...new Set(lines.map(({ value }) => value))].sort((a, b) => a - b);
  const colorOf = (value: number): string => {
    const firing = lines.filter(({ comparison, value: threshold }) =>
      comparison.startsWith('<') ? value < threshold : value > threshold,
    );
    const severity = URGENCY.filter((urgency) => firing.some((threshold) => threshold.severity === urgency)).at(-1);
    return severity === undefined ? 'green' : COLORS[severity];
  };
  return new sdk.ThresholdsConfigBuilder()
    .mode(sdk.ThresholdsMode.Absolute)
    .steps([
      { value: null, color: colorOf(-Infinity) },
      ...bounds.map((value, index) => ({ value, color: colorOf((value + (bounds[index + 1] ?? Infinity)) / 2) })),
    ]);
}
