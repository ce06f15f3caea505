/**
 * A substitute for Grafana's heatmap panel, which is in none of its packages: axes and theme are Grafana's, the cells are painted here.
 * Colours are chosen as the options say: by the count, from `color.min` to `color.max`, or else from the least to the largest count.
 */
import { FieldType, formattedValueToString, getDisplayProcessor, type TimeRange } from '@grafana/data';
import { AxisPlacement, ScaleDirection, ScaleOrientation } from '@grafana/schema';
import { UPlotChart, UPlotConfigBuilder, useTheme2 } from '@grafana/ui';
import * as schemes from 'd3-scale-chromatic';
import { useMemo } from 'react';
import type uPlot from 'uplot';

import type { PreparedPanel } from './answers';

interface Props {
  readonly prepared: PreparedPanel;
  readonly timeRange: TimeRange;
  readonly width: number;
  readonly height: number;
}

const SCALE_HEIGHT = 30;

export function Heatmap({ prepared: { panel, data, options }, timeRange, width, height }: Props) {
  const theme = useTheme2();
  const [frame] = data;
  const [time, ...buckets] = frame?.fields ?? [];
  if (time === undefined || data.length > 1 || options['calculate'] === true) {
    throw new Error(`${panel.title}: only one set of buckets that the data source has made can be drawn`);
  }
  const times = time.values as number[];
  const step = (time.config.interval as number | undefined) ?? 0;
  const counts = buckets
    .flatMap(({ values }) => values as number[])
    .filter((count) => count > options['filterValues'].le);
  const from = (options['color'].min as number | undefined) ?? Math.min(...counts);
  const to = (options['color'].max as number | undefined) ?? Math.max(...counts);
  const color = palette(options['color'], theme.isDark);
  const colorOf = (count: number): string => color((count - from) / (to === from ? 1 : to - from));

  const config = useMemo(() => {
    const display = getDisplayProcessor({
      field: { type: FieldType.number, config: { unit: options['yAxis'].unit } },
      theme,
    });
    const builder = new UPlotConfigBuilder('utc');
    builder.addScale({
      scaleKey: 'x',
      isTime: true,
      orientation: ScaleOrientation.Horizontal,
      direction: ScaleDirection.Right,
      range: () => [timeRange.from.valueOf(), timeRange.to.valueOf()],
    });
    builder.addScale({
      scaleKey: 'y',
      orientation: ScaleOrientation.Vertical,
      direction: ScaleDirection.Up,
      range: () => [0, buckets.length],
    });
    builder.addAxis({
      scaleKey: 'x',
      isTime: true,
      placement: AxisPlacement.Bottom,
      timeZone: 'utc',
      theme,
      grid: { show: false },
    });
    builder.addAxis({
      scaleKey: 'y',
      placement: AxisPlacement.Left,
      theme,
      grid: { show: false },
      splits: () => buckets.map((_bucket, index) => index + 1),
      values: () =>
        buckets.map(({ name }) =>
          Number.isFinite(Number(name)) ? formattedValueToString(display(Number(name))) : name,
        ),
    });
    builder.addSeries({
      scaleKey: 'y',
      theme,
      lineWidth: 0,
      pxAlign: false,
      pathBuilder: () => null,
      pointsBuilder: () => undefined,
    } as never);
    builder.addHook('drawClear', (plot: uPlot) => {
      const { ctx, bbox } = plot;
      ctx.save();
      ctx.beginPath();
      ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
      ctx.clip();
      buckets.forEach(({ values }, row) => {
        (values as number[]).forEach((count, column) => {
          const at = times[column];
          if (at === undefined || !(count > options['filterValues'].le)) {
            return;
          }
          const left = plot.valToPos(at - step, 'x', true);
          const top = plot.valToPos(row + 1, 'y', true);
          ctx.fillStyle = colorOf(count);
          ctx.fillRect(
            left,
            top,
            plot.valToPos(at, 'x', true) - left - options['cellGap'],
            plot.valToPos(row, 'y', true) - top - options['cellGap'],
          );
        });
      });
      ctx.restore();
    });
    return builder;
  }, [data]);

  return (
    <div>
      <UPlotChart
        config={config}
        data={[times, buckets[0]?.values ?? []] as uPlot.AlignedData}
        width={width}
        height={height - SCALE_HEIGHT}
      />
      <div
        style={{
          display: 'flex',
          alignItems: 'center',
          gap: 6,
          height: SCALE_HEIGHT,
          fontSize: 12,
          color: theme.colors.text.primary,
        }}
      >
        {number(from)}
        <span
          style={{
            width: 120,
            height: 8,
            background: `linear-gradient(to right, ${[0, 0.25, 0.5, 0.75, 1].map((share) => color(share)).join(', ')})`,
          }}
        />
        {number(to)}
      </div>
    </div>
  );
}

const number = (value: number): string => String(Math.round(value * 100) / 100);

/** From a share of the range to a colour; schemes begin with the background's end. */
function palette(
  { mode, scheme, steps, reverse }: { mode: string; scheme: string; steps: number; reverse: boolean },
  isDark: boolean,
) {
  const interpolate = (schemes as unknown as Readonly<Record<string, (share: number) => string>>)[
    `interpolate${scheme}`
  ];
  if (mode !== 'scheme' || interpolate === undefined) {
    throw new Error(`the colour mode ${mode} or the scheme ${scheme} of a heatmap is not known`);
  }
  return (share: number): string => {
    const stepped = Math.min(Math.max(Math.floor(share * steps), 0), steps - 1) / (steps - 1);
    return interpolate(isDark !== reverse ? 1 - stepped : stepped);
  };
}
