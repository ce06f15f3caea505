/** One panel of the model as a panel builder of Grafana's SDK; ids, positions and refIds are the model's, never the SDK's. */
import * as heatmap from '@grafana/grafana-foundation-sdk/heatmap';
import * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import type { Panel, PanelQuery } from '../../orchestrator';
import { dressed, UNITS } from './panel-style';
import { thresholdSteps } from './thresholds';
import { toJson, type JsonObject } from '../json';

/** What every panel builder of the SDK can do, and all that is used of it. */
type PanelBuilder = stat.PanelBuilder | timeseries.PanelBuilder | heatmap.PanelBuilder | table.PanelBuilder;

/** Where a panel stands: Grafana's grid has 24 columns, and rows of 30 pixels. */
export interface GridPosition {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** A panel of the model as JSON. `datasource` is absent where Grafana's default data source is asked. */
export function renderPanel(
  panel: Panel,
  position: GridPosition,
  datasource: { readonly type: string; readonly uid: string } | undefined,
): JsonObject {
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
    const target = queryBuilder(query, panel);
    builder.withTarget(datasource === undefined ? target : target.datasource({ ...datasource }));
  }
  if (panel.thresholds.length > 0) {
    builder.thresholds(thresholdSteps(panel));
  }
  return dressed(toJson(builder.build()), panel);
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
      return new table.PanelBuilder();
  }
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
