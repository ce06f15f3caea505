/**
 * Stand-ins for the panels of Grafana's application: what they let fields and options be, and what these are where a dashboard says nothing.
 * Grafana's library merges them with the dashboard as the application does. Which kinds of panel there are is said here alone.
 */
import {
  FieldColorModeId,
  FieldConfigProperty,
  identityOverrideProcessor,
  PanelPlugin,
  type FieldConfigEditorBuilder,
} from '@grafana/data';
import { defaultReduceDataOptions, defaultTableFieldOptions } from '@grafana/schema';
import { defaultOptions as heatmapOptions } from '@grafana/schema/dist/esm/raw/composable/heatmap/panelcfg/x/HeatmapPanelCfg_types.gen';
import { defaultOptions as statOptions } from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import { defaultOptions as tableOptions } from '@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen';

type Values = Readonly<Record<string, unknown>>;

const nothing = () => null;

const HIDE_FROM = { tooltip: false, viz: false, legend: false };

function standIn(id: string, fields: Values, options: Values, colors?: object): PanelPlugin {
  const plugin = new PanelPlugin(nothing);
  plugin.meta = { ...plugin.meta, id, name: id };
  plugin.useFieldConfig({
    ...(colors === undefined ? {} : { standardOptions: { [FieldConfigProperty.Color]: colors } }),
    useCustomConfig: (builder: FieldConfigEditorBuilder<Record<string, unknown>>) => {
      for (const [path, defaultValue] of Object.entries(fields)) {
        builder.addCustomEditor({
          id: path,
          path,
          name: path,
          editor: nothing,
          override: nothing,
          process: identityOverrideProcessor,
          defaultValue,
          shouldApply: () => true,
        });
      }
    },
  });
  plugin.setPanelOptions((builder) => {
    for (const [path, defaultValue] of Object.entries(options)) {
      builder.addCustomEditor({ id: path, path, name: path, editor: nothing, defaultValue });
    }
  });
  return plugin;
}

/** By the `type` of a panel. */
export const PLUGINS: ReadonlyMap<string, PanelPlugin> = new Map([
  [
    'timeseries',
    standIn(
      'timeseries',
      {
        drawStyle: 'line',
        lineInterpolation: 'linear',
        lineWidth: 1,
        fillOpacity: 0,
        gradientMode: 'none',
        barAlignment: 0,
        barWidthFactor: 0.6,
        lineStyle: undefined,
        spanNulls: false,
        insertNulls: false,
        showPoints: 'auto',
        pointSize: 5,
        stacking: { mode: 'none', group: 'A' },
        axisPlacement: 'auto',
        axisLabel: '',
        axisColorMode: 'text',
        axisBorderShow: false,
        axisCenteredZero: false,
        axisWidth: undefined,
        axisGridShow: undefined,
        axisSoftMin: undefined,
        axisSoftMax: undefined,
        scaleDistribution: { type: 'linear' },
        hideFrom: HIDE_FROM,
        thresholdsStyle: { mode: 'off' },
        fillBelowTo: undefined,
        transform: undefined,
      },
      {
        legend: { showLegend: true, displayMode: 'list', placement: 'bottom', calcs: [] },
        tooltip: { mode: 'single', sort: 'none' },
      },
      {
        settings: { byValueSupport: true, bySeriesSupport: true, preferThresholdsMode: false },
        defaultValue: { mode: FieldColorModeId.PaletteClassic },
      },
    ),
  ],
  [
    'stat',
    standIn(
      'stat',
      {},
      {
        ...statOptions,
        orientation: 'auto',
        reduceOptions: { ...defaultReduceDataOptions, calcs: ['lastNotNull'], fields: '', values: false },
      },
    ),
  ],
  [
    'table',
    standIn(
      'table',
      {
        ...defaultTableFieldOptions,
        filterable: undefined,
        minWidth: undefined,
        width: undefined,
        hidden: undefined,
        hideFrom: undefined,
        cellOptions: { type: 'auto' },
        wrapText: undefined,
        footer: undefined,
      },
      { ...tableOptions },
    ),
  ],
  [
    'heatmap',
    standIn('heatmap', { hideFrom: HIDE_FROM, scaleDistribution: { type: 'linear' } }, { ...heatmapOptions }),
  ],
]);
