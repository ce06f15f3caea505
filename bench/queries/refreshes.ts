/** What Grafana asks at every refresh of a dashboard, and what Prometheus asks itself to evaluate rules. */
import { join } from 'node:path';

import { createMixin, type MonitoringProps } from '../../lib';
import { seconds } from '../../lib/orchestrator';
import type { Package } from '../part';
import type { FleetSize } from './fleet-series';
import { SCRAPE_INTERVAL } from './fleet-blocks';
import type { Query } from './server';

/** What is asked together. */
export interface Refresh {
  readonly name: string;
  readonly queries: readonly Query[];
}

/** A rule, and how often it is evaluated in a minute. */
interface EvaluatedRule {
  readonly kind: 'record' | 'alert';
  readonly expression: string;
  readonly perMinute: number;
}

/** One evaluation of rules of one kind that are evaluated as often. */
export interface Evaluation extends Refresh, Pick<EvaluatedRule, 'kind' | 'perMinute'> {}

/** The fleet as a user describes it. */
function propsOf({ replicaSets, workers }: FleetSize): MonitoringProps {
  return {
    replicaSets: Array.from({ length: replicaSets }, (_, set) => ({
      name: `set-${String(set + 1).padStart(2, '0')}`,
      workers,
    })),
  };
}

/** Refreshes of the dashboard in the README, of the same seven questions in the package's, and of the whole of its with every row open. */
export async function refreshesOf(
  size: FleetSize,
  each: Package,
  end: number,
  range: number,
): Promise<readonly [readme: Refresh, same: Refresh, whole: Refresh]> {
  const rendering = await renderingOf(each);
  const dashboardOf = (props: MonitoringProps): RenderedDashboard =>
    rendering.renderGrafanaDashboard(rendering.createMixin(props).dashboards[0]);
  const readme = dashboardOf({ profile: 'upstream' });
  const ours = dashboardOf(propsOf(size));
  const panelsOf = ({ panels }: RenderedDashboard): readonly RenderedPanel[] =>
    panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]);
  const titles = panelsOf(readme).map(({ title }) => title);
  const asked = (dashboard: RenderedDashboard, panels: readonly RenderedPanel[]): readonly Query[] =>
    panels
      .flatMap(({ targets = [] }) => targets)
      .map(({ expr, instant = false, interval = '1s' }) =>
        queryOf(
          dashboard,
          expr,
          instant ? undefined : { range, step: Math.max(SCRAPE_INTERVAL, seconds(interval)) },
          end,
        ),
      );
  const shown = ours.annotations?.list.filter(({ enable }) => enable) ?? [];
  return [
    { name: 'the README’s seven panels', queries: asked(readme, panelsOf(readme)) },
    {
      name: 'the same seven questions',
      queries: asked(
        ours,
        panelsOf(ours).filter(({ title }) => titles.includes(title)),
      ),
    },
    {
      name: 'the whole dashboard, every row open',
      queries: [
        ...asked(ours, panelsOf(ours)),
        ...shown.map(({ expr, step }) => queryOf(ours, expr, { range, step: seconds(step) }, end)),
      ],
    },
  ];
}

/** Refreshes a minute, as the dashboard's own setting has it. */
export function refreshesPerMinute(): number {
  return 60 / seconds(createMixin().config.dashboard.refresh);
}

/** The README's variable takes one value; its dashboard comes without it, and shows all. */
const WITHOUT_VARIABLE = /,?replica_set="\$replica_set"/g;

/** All variables at All, and the rate interval of a data source that knows how often it scrapes. */
function queryOf(
  { templating }: RenderedDashboard,
  expression: string,
  over: { readonly range: number; readonly step: number } | undefined,
  end: number,
): Query {
  const filling = new Map(templating.list.map(({ name, allValue = '.+' }) => [name, allValue]));
  filling.set('__rate_interval', `${String(4 * SCRAPE_INTERVAL)}s`);
  const filled = expression
    .replace(WITHOUT_VARIABLE, '')
    .replace(/\$(\w+)/g, (written, name: string) => filling.get(name) ?? written);
  return over === undefined
    ? { expression: filled, end }
    : { expression: filled, start: end - over.range, end, step: over.step };
}

/** A panel as Grafana reads it. */
interface RenderedPanel {
  readonly title: string;
  readonly targets?: readonly { readonly expr: string; readonly instant?: boolean; readonly interval?: string }[];
  /** Of a folded row. */
  readonly panels?: readonly RenderedPanel[];
}

/** A dashboard as Grafana reads it. */
interface RenderedDashboard {
  readonly panels: readonly RenderedPanel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly allValue?: string }[] };
  readonly annotations?: {
    readonly list: readonly { readonly expr: string; readonly enable: boolean; readonly step: string }[];
  };
}

/** What a package must have to be measured, whatever its version. */
interface Rendering {
  readonly createMixin: (props: MonitoringProps) => {
    readonly ruleGroups: readonly unknown[];
    readonly dashboards: readonly unknown[];
  };
  readonly renderGrafanaDashboard: (dashboard: unknown) => RenderedDashboard;
  readonly renderPrometheusRules: (groups: readonly unknown[]) => RuleFile;
}

/** A rule file. */
export interface RuleFile {
  readonly groups: readonly {
    readonly interval?: string;
    readonly rules: readonly { readonly alert?: string; readonly record?: string; readonly expr: string }[];
  }[];
}

const renderingOf = async ({ root }: Package): Promise<Rendering> =>
  (await import(join(root, 'dist/index.js'))) as Rendering;

/** The rule file that a built package makes of the fleet. */
export async function ruleFileOf(size: FleetSize, each: Package): Promise<RuleFile> {
  const { createMixin: mixinOf, renderPrometheusRules } = await renderingOf(each);
  return renderPrometheusRules(mixinOf(propsOf(size)).ruleGroups);
}

/** Its rules, as often as their groups are evaluated. */
export function rulesOf({ groups }: RuleFile): readonly EvaluatedRule[] {
  return groups.flatMap(({ interval = '30s', rules }) =>
    rules.map(({ alert, expr: expression }): EvaluatedRule => ({
      kind: alert === undefined ? 'record' : 'alert',
      expression,
      perMinute: 60 / seconds(interval),
    })),
  );
}

/** Rules by their kind and by how often they are evaluated. */
export function rulesByKind(rules: readonly EvaluatedRule[], end: number): readonly Evaluation[] {
  const kinds = new Map(rules.map(({ kind, perMinute }) => [`${kind} ${String(perMinute)}`, { kind, perMinute }]));
  return [...kinds.values()].map(({ kind, perMinute }) => ({
    kind,
    perMinute,
    name: `${kind === 'record' ? 'recording rules' : 'alerts'}, every ${String(60 / perMinute)} s`,
    queries: rules
      .filter((rule) => rule.kind === kind && rule.perMinute === perMinute)
      .map(({ expression }) => ({ expression, end })),
  }));
}
