/** Annotations in a panel over time, much as Grafana's application draws them: dashed lines, a tint between them, a bar below. */
import { useTheme2, type UPlotConfigBuilder } from '@grafana/ui';
import { useLayoutEffect } from 'react';
import type uPlot from 'uplot';

import type { Mark } from '../../picture-drawing';

interface Props {
  readonly config: UPlotConfigBuilder;
  readonly marks: readonly Mark[];
}

/** Has to stand within the chart, so that it adds itself before the chart is drawn. */
export function Marks({ config, marks }: Props) {
  const theme = useTheme2();
  useLayoutEffect(() => {
    config.addHook('draw', (plot: uPlot) => {
      for (const { from, to, color } of marks) {
        mark(
          plot,
          plot.valToPos(from, 'x', true),
          plot.valToPos(to, 'x', true),
          theme.visualization.getColorByName(color),
        );
      }
    });
  }, [config, marks, theme]);
  return null;
}

function mark({ ctx, bbox }: uPlot, from: number, to: number, color: string): void {
  const bottom = bbox.top + bbox.height;
  ctx.save();
  ctx.fillStyle = color;
  ctx.strokeStyle = color;
  ctx.globalAlpha = 0.1;
  ctx.fillRect(from, bbox.top, to - from, bbox.height);
  ctx.globalAlpha = 1;
  ctx.fillRect(from, bottom, Math.max(to - from, 3), 4);
  ctx.setLineDash([4, 4]);
  for (const x of to > from ? [from, to] : [from]) {
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bottom);
    ctx.stroke();
  }
  ctx.restore();
}
