/** Prometheus's answers as the frames that Grafana's Prometheus data source makes of them. */
import type { FoundSeries } from '../../test/real/recorded-prometheus';
import type { Frame, FrameField } from './picture-drawing';

/** A query of a panel, as the dashboard's JSON has it. */
export interface Target {
  readonly refId: string;
  readonly expr: string;
  readonly format: 'time_series' | 'table' | 'heatmap';
  readonly legendFormat?: string;
  readonly instant?: boolean;
  /** Shortest time between two points. @default - a point a pixel */
  readonly interval?: string;
}

/** A query that was asked, and what it found. */
export interface Answered {
  readonly target: Target;
  readonly found: readonly FoundSeries[];
  /** Milliseconds between two points. */
  readonly step: number;
}

/** The frames of one panel. */
export function framesOf(answers: readonly Answered[]): readonly Frame[] {
  const tables = answers.filter(({ target }) => target.format === 'table');
  return [
    ...answers.filter(({ target }) => target.format === 'time_series').flatMap(seriesFrames),
    ...tables.map((answer) => tableFrame(answer, tables.length)),
    ...answers.filter(({ target }) => target.format === 'heatmap').flatMap(bucketFrames),
  ];
}

/** One frame a series; a single one without fields where nothing was found, as Grafana's server sends it. */
function seriesFrames({ target, found, step }: Answered): readonly Frame[] {
  if (found.length === 0) {
    return [{ refId: target.refId, fields: [] }];
  }
  return found.map((series) => {
    const name = nameOf(target, series.metric);
    return {
      refId: target.refId,
      name,
      fields: [
        {
          name: 'Time',
          type: 'time',
          values: pointsOf(series).map(([time]) => time * 1000),
          config: { interval: step },
        },
        {
          name: 'Value',
          type: 'number',
          values: pointsOf(series).map(([, value]) => numberOf(value)),
          labels: series.metric,
          config: { displayNameFromDS: name },
        },
      ],
    };
  });
}

/** One frame a query: a column for each label, and one for the value, which carries the query's name where there are several. */
function tableFrame({ target: { refId }, found, step }: Answered, tables: number): Frame {
  const rows = found.flatMap((series) => pointsOf(series).map((point) => ({ labels: series.metric, point })));
  const labels = [...new Set(found.flatMap(({ metric }) => Object.keys(metric).sort()))];
  return {
    refId,
    fields: [
      { name: 'Time', type: 'time', values: rows.map(({ point: [time] }) => time * 1000), config: { interval: step } },
      ...labels.map((label): FrameField => ({
        name: label,
        type: 'string',
        values: rows.map((row) => row.labels[label] ?? ''),
        config: { filterable: true },
      })),
      {
        name: tables > 1 ? `Value #${refId}` : 'Value',
        type: 'number',
        values: rows.map(({ point: [, value] }) => numberOf(value)),
      },
    ],
  };
}

/** One frame with a column for each bucket, lowest first, holding what fell into it alone: Prometheus counts each into all above it, too. */
function bucketFrames({ target: { refId }, found, step }: Answered): readonly Frame[] {
  if (found.length === 0) {
    return [];
  }
  const buckets = found
    .map((series) => ({ bound: series.metric['le'] ?? '', counts: new Map(pointsOf(series)) }))
    .sort((a, b) => numberOf(a.bound) - numberOf(b.bound));
  const times = [...new Set(buckets.flatMap(({ counts }) => [...counts.keys()]))].sort((a, b) => a - b);
  const count = (index: number, time: number): number => numberOf(buckets[index]?.counts.get(time) ?? '0');
  return [
    {
      refId,
      meta: { type: 'heatmap-rows' },
      fields: [
        { name: 'Time', type: 'time', values: times.map((time) => time * 1000), config: { interval: step } },
        ...buckets.map(({ bound }, index): FrameField => ({
          name: bound,
          type: 'number',
          values: times.map((time) => {
            const alone = count(index, time) - count(index - 1, time);
            return alone < 1e-9 ? 0 : alone;
          }),
          labels: { le: bound },
          config: { displayNameFromDS: bound },
        })),
      ],
    },
  ];
}

/** The legend with its placeholders filled in; without one, the labels, and without those, the query itself. */
function nameOf({ legendFormat = '', expr }: Target, labels: Readonly<Record<string, string>>): string {
  if (legendFormat !== '') {
    return legendFormat.replace(/\{\{\s*(.+?)\s*\}\}/g, (_placeholder, label: string) => labels[label] ?? '');
  }
  const { __name__: metric = '', ...others } = labels;
  const pairs = Object.entries(others).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return pairs.length > 0 ? `${metric}{${pairs.sort().join(', ')}}` : metric || expr;
}

const pointsOf = ({ value, values }: FoundSeries): readonly (readonly [number, string])[] =>
  values ?? (value === undefined ? [] : [value]);

function numberOf(written: string): number {
  return written.endsWith('Inf') ? (written.startsWith('-') ? -Infinity : Infinity) : Number(written);
}
