/** Asks Prometheus what the panels of a rendered dashboard show, as Grafana does it. */
import { fillVariables, filled, type Filling } from '../../test/real/as-grafana';
import type { RecordedPrometheus, Stretch } from '../../test/real/recorded-prometheus';
import { placed, type Drawing, type DrawnPanel, type Mark, type PanelJson } from './picture-drawing';
import { framesOf, type Answered, type Target } from './picture-frames';
import { seconds } from '../../lib/orchestrator';

/** As much of a dashboard's JSON as is read here. */
export interface DashboardJson {
  readonly title: string;
  readonly panels: readonly PanelJson[];
  readonly templating: { readonly list: readonly VariableJson[] };
  readonly annotations?: { readonly list: readonly AnnotationJson[] };
  readonly links?: readonly { readonly title: string }[];
}

interface VariableJson {
  readonly type: string;
  readonly name: string;
  readonly label: string;
  readonly query: string | { readonly query: string };
  readonly allValue?: string;
}

interface AnnotationJson {
  readonly name: string;
  readonly enable: boolean;
  readonly expr: string;
  readonly iconColor: string;
  readonly step: string;
}

/** What a picture shows of a dashboard. */
export interface View {
  readonly stretch: Stretch;
  /** Pixels. */
  readonly width: number;
  /** Whether folded rows are drawn open. */
  readonly open: boolean;
  /** How many rows are drawn. @default - all */
  readonly rows?: number;
}

/** Seconds: what Grafana asks no finer than, the data source's scrape interval. */
const FINEST = 15;

/** All that is drawn, but caption and theme. Rejects with Prometheus's own message where it refuses a query. */
export async function answered(
  dashboard: DashboardJson,
  prometheus: RecordedPrometheus,
  { stretch, width, open, rows = Infinity }: View,
): Promise<Omit<Drawing, 'caption' | 'theme'>> {
  const variables = labelVariables(dashboard);
  const { filling } = await fillVariables({ variables }, prometheus, stretch, 'all');
  const panels: DrawnPanel[] = [];
  for (const { panel, place } of placed(dashboard.panels, { width, open, rows })) {
    const answers: Answered[] = [];
    for (const target of targetsOf(panel)) {
      // A point a pixel, as Grafana asks for it.
      const finest = Math.max(FINEST, seconds(target.interval ?? '0s'));
      const step = Math.max(finest, Math.ceil((stretch.to - stretch.from) / place.width));
      const query = filled(target.expr, filling, step);
      const found =
        target.instant === true
          ? await prometheus.instant(query, stretch.to)
          : await prometheus.range(query, stretch, step);
      answers.push({ target, found, step: step * 1000 });
    }
    panels.push({ panel, place, frames: framesOf(answers) });
  }
  return {
    title: dashboard.title,
    chosen: [{ label: 'Data source', value: 'Prometheus' }, ...variables.map(({ label }) => ({ label, value: 'All' }))],
    annotations: (dashboard.annotations?.list ?? []).map(({ name, iconColor, enable }) => ({
      name,
      color: iconColor,
      shown: enable,
    })),
    links: (dashboard.links ?? []).map(({ title }) => title),
    from: stretch.from * 1000,
    to: stretch.to * 1000,
    width,
    height: Math.max(0, ...panels.map(({ place }) => place.top + place.height)),
    panels,
    marks: await marksOf(dashboard, prometheus, stretch, filling),
  };
}

function labelVariables({ templating }: DashboardJson) {
  return templating.list
    .filter(({ type }) => type !== 'datasource')
    .map(({ name, label, query, allValue }) => ({
      name,
      label,
      query: typeof query === 'string' ? query : query.query,
      ...(allValue === undefined ? {} : { allValue }),
    }));
}

/** Queries of a panel. Throws where one asks for a form that no frames are made of. */
function targetsOf({ title, targets = [] }: PanelJson & { readonly targets?: unknown }): readonly Target[] {
  return (targets as readonly Target[]).map((target) => {
    if (!['time_series', 'table', 'heatmap'].includes(target.format)) {
      throw new Error(`${title}: query ${target.refId} asks for the format ${target.format}, which is not known here`);
    }
    return target;
  });
}

/** Annotations that are switched on: moments that follow each other make one stretch. */
async function marksOf(
  { annotations }: DashboardJson,
  prometheus: RecordedPrometheus,
  stretch: Stretch,
  filling: Filling,
): Promise<readonly Mark[]> {
  const marks: Mark[] = [];
  for (const { expr, iconColor, step } of (annotations?.list ?? []).filter(({ enable }) => enable)) {
    const apart = seconds(step);
    for (const { values = [] } of await prometheus.range(filled(expr, filling, apart), stretch, apart)) {
      marks.push(
        ...stretchesOf(
          values.map(([time]) => time),
          apart,
        ).map((one) => ({ ...one, color: iconColor })),
      );
    }
  }
  return marks;
}

/** Stretches of moments that are no further apart than a step. Seconds in, milliseconds out. */
export function stretchesOf(times: readonly number[], step: number): readonly { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  for (const time of times) {
    const last = found.at(-1);
    if (last !== undefined && time * 1000 - last.to <= step * 1000) {
      last.to = time * 1000;
    } else {
      found.push({ from: time * 1000, to: time * 1000 });
    }
  }
  return found;
}
