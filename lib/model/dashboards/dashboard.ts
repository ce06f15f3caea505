/**
 * Dashboards as data: which question stands where, in reading order. How a panel is drawn is the renderer's business; where it stands
 * follows from the order and the widths.
 */
import { stated } from '../../validation';
import type { Alert } from '../alerts/alerts';
import {
  panelId,
  refIdOf,
  type Link,
  type Panel,
  type PanelDefinition,
  type PanelQueryDefinition,
  type PanelThreshold,
} from './panel';
import { firstOfEach } from '../group-by';
import { block, formatNumber, indent, withoutNoise } from '../../promql/write';
import { ask, isAskable, type QueryContext, type Signal } from '../signal';

/** A variable whose values are those of a label. */
export interface LabelVariable {
  readonly name: string;
  readonly label: string;
  /** `label_values(...)`. */
  readonly query: string;
  /** Whether several values, and All, can be chosen. */
  readonly multi: boolean;
  /** What All stands for in a regular expression. @default '.+' */
  readonly allValue?: string;
}

/** A row as a profile defines it: a headline that can be folded, with the panels that name it. */
export interface RowDefinition {
  /** Name in kebab-case: the row's id is derived from it. */
  readonly name: string;
  readonly title: string;
  /** Folded until it is clicked: then its queries are not asked. */
  readonly collapsed: boolean;
}

/** A row of one dashboard. */
export interface DashboardRow extends RowDefinition {
  readonly id: number;
}

/** Moments that are marked in all panels over time, as a profile defines them. */
export interface AnnotationDefinition {
  readonly title: string;
  readonly signal: Signal;
  /** What a mark says, with placeholders for labels. */
  readonly text: string;
  readonly color: 'red' | 'orange' | 'blue';
  /** Whether they are shown on opening; either way they can be switched. */
  readonly shown: boolean;
}

/** Moments that are marked, ready to be asked for. */
export interface Annotation extends Omit<AnnotationDefinition, 'signal'> {
  readonly expression: string;
}

/** A link to another dashboard, with the variables and the time range of this one. */
export interface DashboardLink {
  readonly title: string;
  readonly uid: string;
}

/** What a user sets about a dashboard. */
export interface DashboardSettings {
  readonly uid: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly refresh: string;
  readonly timeRange: { readonly from: string; readonly to: string };
  readonly datasource: string | undefined;
}

/** A dashboard of one configuration. */
export interface Dashboard
  extends DashboardSettings, Pick<DashboardDefinition, 'variables' | 'datasourceVariable' | 'editable'> {
  /** All panels in reading order, those above the first row first, then row by row. */
  readonly panels: readonly Panel[];
  readonly rows: readonly DashboardRow[];
  readonly annotations: readonly Annotation[];
  readonly links: readonly DashboardLink[];
}

/** What a profile brings to a dashboard. */
export interface DashboardDefinition {
  /** @default - the configuration's */
  readonly uid?: string;
  /** @default - the configuration's */
  readonly title?: string;
  readonly panels: readonly PanelDefinition[];
  /** In reading order. @default - none */
  readonly rows?: readonly RowDefinition[];
  readonly variables: readonly LabelVariable[];
  readonly annotations?: readonly AnnotationDefinition[];
  readonly links?: readonly DashboardLink[];
  /** Whether a variable chooses the data source; without it, panels ask `datasource`, or Grafana's default one. */
  readonly datasourceVariable: boolean;
  readonly editable: boolean;
  readonly context: QueryContext;
  /** Names of the recorded series, and how many seconds lie between two evaluations of rules. @default - nothing is known to be recorded */
  readonly recorded?: { readonly series: ReadonlySet<string>; readonly every: number };
  /** Whether panels draw the thresholds of the alerts that point to them, and link to their runbook. */
  readonly drawThresholds: boolean;
}

/** One dashboard of a configuration. */
export function resolveDashboard(
  settings: DashboardSettings,
  definition: DashboardDefinition,
  alerts: readonly Alert[],
  runbookUrl: (alert: string) => string,
): Dashboard {
  const { panels, rows = [], annotations = [], links = [], context, drawThresholds, recorded, ...rest } = definition;
  const resolvePanel = (defined: PanelDefinition): Panel => {
    const { thresholdsOf = 'pointing', ownThresholds = [], beside: _beside, ...panel } = defined;
    const pointing = drawThresholds ? alerts.filter((alert) => alert.panel === panel.name) : [];
    const drawn = drawThresholds && thresholdsOf === 'shown' ? alerts : pointing;
    return {
      ...panel,
      id: panelId(panel.name),
      queries: panel.queries
        .filter(({ signal }) => isAskable(signal, context))
        .map(({ signal, name, legend, instant = false, dashed = false, perMinute = false }, index) => {
          const asked = ask(signal, context);
          return {
            refId: name ?? freeRefId(index, panel.queries),
            signal: signal.name,
            expression: limited(perMinute ? `60 * ${block(asked)}` : asked, panel.most),
            legend,
            instant,
            dashed,
            minimumStep: instant || !readsOnly(asked, recorded?.series) ? undefined : recorded?.every,
          };
        }),
      thresholds: [...thresholdsFrom(panel, drawn), ...ownThresholds],
      links: [...new Set(pointing.map(({ name }) => name))].map((name): Link => ({
        title: `Runbook: ${name}`,
        url: runbookUrl(name),
      })),
    };
  };
  return {
    ...settings,
    ...rest,
    panels: inReadingOrder(panels, rows).map(resolvePanel),
    rows: rows.map((row) => ({ ...row, id: panelId(`row ${row.name}`) })),
    annotations: annotations
      .filter(({ signal }) => isAskable(signal, context))
      .map(({ signal, ...annotation }) => ({ ...annotation, expression: ask(signal, context) })),
    links,
  };
}

/** The letter of a query without a name: that of its place, unless another one is called so. */
function freeRefId(index: number, queries: readonly PanelQueryDefinition[]): string {
  const refId = refIdOf(index);
  return queries.some(({ name }) => name === refId) ? freeRefId(index + queries.length, queries) : refId;
}

/** Whether all selectors of an expression are of these series: to see what stands before each brace is enough, and needs no parser. */
function readsOnly(expression: string, series: ReadonlySet<string> = new Set()): boolean {
  const read = [...expression.matchAll(/([\w:]*)\s*\{/g)].map(([, name = '']) => name);
  return read.length > 0 && read.every((name) => series.has(name));
}

/** Thresholds of the alerts about what the panel shows, each once. */
function thresholdsFrom({ queries }: PanelDefinition, alerts: readonly Alert[]): readonly PanelThreshold[] {
  const shown = new Map(queries.map(({ signal, perMinute = false }) => [signal.name, perMinute ? 60 : 1]));
  const lines = alerts
    .filter(({ condition }) => shown.has(condition.signal.name))
    .map(({ condition: { signal, threshold, comparison }, severity }) => ({
      value: withoutNoise(threshold * (shown.get(signal.name) ?? 1)),
      comparison,
      severity,
    }));
  return firstOfEach(lines, ({ value, comparison, severity }) => [value, comparison, severity].join());
}

/** Only the largest series of an expression, or the smallest. */
function limited(expression: string, most: PanelDefinition['most']): string {
  if (most === undefined) {
    return expression;
  }
  // Behind a comment the parenthesis needs a line of its own.
  const written = /[\n#]/.test(expression) ? `\n${indent(expression)}\n` : ` ${expression}`;
  return `${most.which === 'largest' ? 'topk' : 'bottomk'}(${formatNumber(most.count)},${written})`;
}

function inReadingOrder(all: readonly PanelDefinition[], rows: readonly RowDefinition[]): readonly PanelDefinition[] {
  const names = new Set(all.map(({ name }) => name));
  const panels = all.filter(({ beside }) => beside === undefined || !names.has(beside));
  const named = new Set(rows.map(({ name }) => name));
  const ordered = [
    ...panels.filter(({ row }) => row === undefined || !named.has(row)),
    ...rows.flatMap(({ name }) => panels.filter(({ row }) => row === name)),
  ];
  return ordered.flatMap((panel) => withNeighbours(panel, all));
}

/** A panel, and those that want to stand beside it. */
function withNeighbours(panel: PanelDefinition, all: readonly PanelDefinition[]): readonly PanelDefinition[] {
  const neighbours = all.filter(({ beside }) => beside === panel.name);
  return [
    panel,
    ...neighbours.flatMap((neighbour) => withNeighbours({ ...neighbour, ...stated({ row: panel.row }) }, all)),
  ];
}
