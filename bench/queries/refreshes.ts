/** What Grafana asks at every refresh of a dashboard, and what Prometheus asks itself to evaluate rules. */
import { join } from 'node:path';

import { createMixin, type MonitoringProps } from '../../lib';
import { seconds, type Dashboard, type Panel } from '../../lib/orchestrator';
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
export interface EvaluatedRule {
  /** Name of the package that made it. */
  readonly by: string;
  readonly kind: 'record' | 'alert';
  readonly expression: string;
  readonly perMinute: number;
}

/** The fleet as a user describes it. */
export function propsOf({ replicaSets, workers }: FleetSize): MonitoringProps {
  return {
    replicaSets: Array.from({ length: replicaSets }, (_, set) => ({
      name: `set-${String(set + 1).padStart(2, '0')}`,
      workers,
    })),
  };
}

/** Refreshes of the dashboard in the README, of the same seven questions in ours, and of the whole of ours with every row open. */
export function refreshesOf(size: FleetSize, end: number, range: number): readonly Refresh[] {
  const [readme] = createMixin({ profile: 'upstream' }).dashboards;
  const [ours] = createMixin(propsOf(size)).dashboards;
  if (readme === undefined || ours === undefined) {
    throw new Error('there is no dashboard');
  }
  const titles = readme.panels.map(({ title }) => title);
  const asked = (dashboard: Dashboard, panels: readonly Panel[]): readonly Query[] =>
    panels.flatMap((panel) =>
      panel.queries.map(({ expression, instant }) => queryOf(dashboard, expression, instant ? undefined : range, end)),
    );
  return [
    { name: 'the README’s seven panels', queries: asked(readme, readme.panels) },
    {
      name: 'the same seven questions',
      queries: asked(
        ours,
        ours.panels.filter(({ title }) => titles.includes(title)),
      ),
    },
    {
      name: 'the whole dashboard, every row open',
      queries: [
        ...asked(ours, ours.panels),
        ...ours.annotations.filter(({ shown }) => shown).map(({ expression }) => queryOf(ours, expression, range, end)),
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
function queryOf({ variables }: Dashboard, expression: string, range: number | undefined, end: number): Query {
  const filling = new Map(variables.map(({ name, allValue = '.+' }) => [name, allValue]));
  filling.set('__rate_interval', `${String(4 * SCRAPE_INTERVAL)}s`);
  const filled = expression
    .replace(WITHOUT_VARIABLE, '')
    .replace(/\$(\w+)/g, (written, name: string) => filling.get(name) ?? written);
  return range === undefined
    ? { expression: filled, end }
    : { expression: filled, start: end - range, end, step: SCRAPE_INTERVAL };
}

/** What a package must have for its rules to be measured, whatever its version. */
interface Rendering {
  readonly createMixin: (props: MonitoringProps) => { readonly ruleGroups: readonly unknown[] };
  readonly renderPrometheusRules: (groups: readonly unknown[]) => {
    readonly groups: readonly {
      readonly interval?: string;
      readonly rules: readonly { readonly alert?: string; readonly record?: string; readonly expr: string }[];
    }[];
  };
}

/** The rules that a built package makes of the fleet, as often as their groups are evaluated. */
export async function rulesOf(size: FleetSize, { name: by, root }: Package): Promise<readonly EvaluatedRule[]> {
  const { createMixin: mixinOf, renderPrometheusRules } = (await import(join(root, 'dist/index.js'))) as Rendering;
  return renderPrometheusRules(mixinOf(propsOf(size)).ruleGroups).groups.flatMap(({ interval = '30s', rules }) =>
    rules.map(({ alert, expr: expression }): EvaluatedRule => ({
      by,
      kind: alert === undefined ? 'record' : 'alert',
      expression,
      perMinute: 60 / seconds(interval),
    })),
  );
}
