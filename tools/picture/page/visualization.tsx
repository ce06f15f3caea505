/** What stands in a panel's frame: Grafana's own visualizations, and a substitute for the heatmap. */
import {
  applyNullInsertThreshold,
  FieldType,
  getDisplayValueAlignmentFactors,
  getFieldDisplayValues,
  renderMarkdown,
  VizOrientation,
  type DataFrame,
  type DisplayValueAlignmentFactors,
  type FieldDisplay,
  type TimeRange,
} from '@grafana/data';
import { BigValue, TimeSeries, useTheme2, VizRepeater } from '@grafana/ui';
import { TableNG } from '@grafana/ui/unstable';

import type { Drawing } from '../../picture-drawing';
import { asWritten, type PreparedPanel } from './answers';
import { Heatmap } from './heatmap';
import { Marks } from './marks';

interface Props {
  readonly prepared: PreparedPanel;
  readonly drawing: Drawing;
  readonly timeRange: TimeRange;
  readonly width: number;
  readonly height: number;
}

/** Kinds of panels that reach to the edges of their frames. */
export const WITHOUT_PADDING: ReadonlySet<string> = new Set(['stat']);

export function Visualization(props: Props) {
  const { panel, data, fieldConfig, options } = props.prepared;
  if (panel.type === 'text') {
    return <div className="markdown-html" dangerouslySetInnerHTML={{ __html: renderMarkdown(options['content']) }} />;
  }
  const isEmpty = data.every(({ length, fields }) => length === 0 || fields.length === 0);
  if (isEmpty && panel.type !== 'stat') {
    return <Nothing text={fieldConfig.defaults.noValue ?? 'No data'} width={props.width} height={props.height} />;
  }
  switch (panel.type) {
    case 'stat':
      return <Stat {...props} />;
    case 'timeseries':
      return <Lines {...props} />;
    case 'table':
      return <Table {...props} />;
    case 'heatmap':
      return <Heatmap {...props} />;
    default:
      throw new Error(`${panel.title}: there is no drawing for panels of the type ${panel.type}`);
  }
}

/** What Grafana shows in place of an empty visualization. */
function Nothing({ text, width, height }: { readonly text: string; readonly width: number; readonly height: number }) {
  const theme = useTheme2();
  return (
    <div
      style={{ width, height, display: 'flex', alignItems: 'center', justifyContent: 'center', textAlign: 'center' }}
    >
      <span style={{ fontSize: theme.typography.h4.fontSize, color: theme.colors.text.secondary }}>{text}</span>
    </div>
  );
}

function Stat({ prepared: { data, options, fieldConfig }, width, height }: Props) {
  const theme = useTheme2();
  return (
    <VizRepeater<FieldDisplay, DisplayValueAlignmentFactors>
      getValues={() =>
        getFieldDisplayValues({
          fieldConfig,
          reduceOptions: options['reduceOptions'],
          replaceVariables: asWritten,
          theme,
          data,
          sparkline: options['graphMode'] !== 'none',
          timeZone: 'utc',
        })
      }
      getAlignmentFactors={getDisplayValueAlignmentFactors}
      renderValue={({ value, width: w, height: h, alignmentFactors, count }) => (
        <BigValue
          value={value.display}
          {...(value.sparkline === undefined ? {} : { sparkline: value.sparkline })}
          count={count}
          width={w}
          height={h}
          theme={theme}
          alignmentFactors={alignmentFactors}
          colorMode={options['colorMode']}
          graphMode={options['graphMode']}
          justifyMode={options['justifyMode']}
          textMode={options['textMode']}
          text={options['text']}
          disableWideLayout={options['wideLayout'] === false}
        />
      )}
      source={data}
      width={width}
      height={height}
      renderCounter={0}
      itemSpacing={3}
      autoGrid
      orientation={options['orientation'] as VizOrientation}
    />
  );
}

/** What Grafana's application does for lines: a gap where a point is missing, and where one is no finite number. */
function drawable(frames: readonly DataFrame[], { from, to }: TimeRange): DataFrame[] {
  const [refFieldPseudoMin, refFieldPseudoMax] = [from.valueOf(), to.valueOf()];
  return frames
    .filter(({ length }) => length > 0)
    .map((frame) => applyNullInsertThreshold({ frame, refFieldPseudoMin, refFieldPseudoMax }))
    .map((frame) => ({
      ...frame,
      fields: frame.fields.map((field) =>
        field.type === FieldType.number
          ? { ...field, values: field.values.map((value: number | null) => (Number.isFinite(value) ? value : null)) }
          : field,
      ),
    }));
}

function Lines({ prepared: { data, options }, drawing: { marks }, timeRange, width, height }: Props) {
  return (
    <TimeSeries
      frames={drawable(data, timeRange)}
      width={width}
      height={height}
      timeRange={timeRange}
      timeZone="utc"
      legend={options['legend']}
      options={options}
      structureRev={1}
    >
      {(config) => <Marks config={config} marks={marks} />}
    </TimeSeries>
  );
}

function Table({ prepared: { panel, data, options, fieldConfig }, timeRange, width, height }: Props) {
  const [frame] = data;
  if (frame === undefined || data.length > 1) {
    throw new Error(`${panel.title}: a table shows one frame, and ${data.length} are left after its transformations`);
  }
  return (
    <TableNG
      data={frame}
      width={width}
      height={height}
      timeRange={timeRange}
      fieldConfig={fieldConfig}
      sortBy={options['sortBy']}
      sortByBehavior="initial"
      cellHeight={options['cellHeight']}
      noHeader={options['showHeader'] === false}
      structureRev={1}
      getActions={() => []}
      enableVirtualization={false}
    />
  );
}
