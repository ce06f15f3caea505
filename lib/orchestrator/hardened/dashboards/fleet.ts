/** The dashboard over all replica sets: one row each, worst first, whether there are three or a thousand. */
import type { MonitoringConfig } from '../../fleet/config';
import type { Alert } from '../../../model/alerts/alerts';
import type { DashboardDefinition, DashboardLink } from '../../../model/dashboards/dashboard';
import type { PanelDefinition, TableColumn } from '../../../model/dashboards/panel';
import { block } from '../../../promql/write';
import { ask, isAskable, type QueryContext, type Signal } from '../../../model/signal';
import { coordinationSeconds, reconfigurationRate, workersApart } from '../coordination/signals';
import { ANNOTATIONS, withSources } from './main';
import { fleetUid } from '../../fleet/links';
import { panelContext, panelVariables, replicaSetLink, replicaSetRows } from './variables';
import { firingAlertCount } from './firing-alerts';
import { replicaSetState, stateTexts } from './replica-set-state';
import type { Area } from '../../../model/area';
import { replicaSetLag } from '../lag/signals';
import { knownReplicaSets } from '../processes/signals';
import { replicaSetErrorRate } from '../projections/signals';
import { workersOfExpected, WORKERS_COLORS } from './workers-of-expected';

interface Column extends TableColumn {
  readonly name: string;
  readonly signal: Signal;
  readonly perMinute?: boolean;
}

function columns(looking: readonly Alert[], context: QueryContext): readonly Column[] {
  const all: readonly Column[] = [
    {
      name: 'state',
      title: 'State',
      signal: replicaSetState(looking),
      texts: stateTexts(looking),
      width: 170,
    },
    { name: 'lag', title: 'Lag', signal: replicaSetLag, unit: 'seconds', decimals: 0 },
    { name: 'alerts', title: 'Firing Alerts', signal: firingAlertCount, decimals: 0 },
    { name: 'workers', title: 'Workers', signal: workersOfExpected, textColors: WORKERS_COLORS, width: 100 },
    { name: 'apart', title: 'Workers Apart', signal: workersApart, decimals: 0 },
    { name: 'coordination', title: 'Coordination', signal: coordinationSeconds, unit: 'seconds', decimals: 1 },
    {
      name: 'reconfigurations',
      title: 'Reconfigurations',
      signal: reconfigurationRate,
      unit: 'reconfigurations/min',
      perMinute: true,
      decimals: 1,
    },
    { name: 'errors', title: 'Errors', signal: replicaSetErrorRate, unit: 'errors/min', perMinute: true, decimals: 1 },
  ];
  return all.filter(({ signal }) => isAskable(signal, context));
}

/** What Grafana calls a column before it is renamed: a text is a label, everything else a value. */
const fieldOf = ({ name, textColors }: Column): string => (textColors === undefined ? `Value #${name}` : name);

/** How many replica sets were there in the last six hours. */
const fleetSize: Signal = {
  name: 'fleetSize',
  title: 'Replica sets',
  unit: 'count',
  labels: [],
  expression: (context) => `count(${ask(knownReplicaSets, context)})`,
};

/** How many replica sets have any sign of trouble. */
const fleetInTrouble = (state: Signal): Signal => ({
  name: 'fleetInTrouble',
  title: 'Replica sets in trouble',
  unit: 'count',
  labels: [],
  expression: (context) => `count(${block(`${ask(state, context)} > 0`)})`,
});

function panels(
  config: MonitoringConfig,
  looking: readonly Alert[],
  context: QueryContext,
): readonly PanelDefinition[] {
  const state = replicaSetState(looking);
  const shown = columns(looking, context);
  const stat = { kind: 'stat', unit: 'count', decimals: 0, width: 12, height: 4 } as const;
  const link = replicaSetLink(config, 'This replica set', '__value.text');
  return [
    {
      ...stat,
      name: 'fleet-size',
      title: 'Replica Sets',
      description:
        'Replica sets with a worker in the last six hours. Normal: as many as there should be. Fewer: one is not scraped, or was never started; the alert about listed replica sets names it.',
      noValue: 'None reports',
      queries: [{ signal: fleetSize, instant: true }],
    },
    {
      ...stat,
      name: 'fleet-in-trouble',
      title: 'Replica Sets in Trouble',
      description:
        'Replica sets with any sign of trouble at this moment. Normal: none, and a few for seconds in a deployment. More: the table below begins with them.',
      noValue: 'None',
      ownThresholds: [{ value: 0, comparison: '>', severity: 'warning' }],
      queries: [{ signal: fleetInTrouble(state), instant: true }],
    },
    {
      name: 'fleet',
      title: 'Replica Sets, Worst First',
      description:
        'One row for each replica set. State is the worst of what its alerts look for at this moment: what stops the work of all workers stands above what slows down one. Normal: OK, as many workers as expected, none apart. A name leads to the dashboard of that replica set; columns sort and filter. A column that stays empty needs an application that counts; Firing Alerts, shown where Prometheus evaluates the alerts, needs the rules in this data source.',
      kind: 'table',
      unit: 'count',
      width: 24,
      height: 24,
      noValue: '',
      queries: shown.map(({ name, signal, perMinute = false }) => ({ name, signal, perMinute, instant: true })),
      columns: {
        hidden: ['Time', 'Value #workers', ...replicaSetRows(config).hidden],
        renamed: {
          replica_set: 'Replica Set',
          ...Object.fromEntries(shown.map((column) => [fieldOf(column), column.title])),
        },
        order: [...config.aggregateBy, 'replica_set', ...shown.map(fieldOf)],
        shown: [
          { title: 'Replica Set', links: [link] },
          ...shown.map(({ name: _name, signal: _signal, perMinute: _perMinute, ...column }) => column),
        ],
        sortedBy: 'State',
      },
    },
  ];
}

/** The dashboard over all replica sets. */
export function fleetDashboard(
  config: MonitoringConfig,
  areas: readonly Area[],
  looking: readonly Alert[],
  links: readonly DashboardLink[],
): DashboardDefinition {
  const context = panelContext(config, areas, false);
  return {
    uid: fleetUid(config),
    title: `${config.dashboard.title}: Fleet`,
    panels: withSources(panels(config, looking, context), context, areas),
    variables: panelVariables(config, areas, false),
    annotations: ANNOTATIONS,
    links: [{ title: 'One replica set', uid: config.dashboard.uid }, ...links],
    datasourceVariable: true,
    editable: false,
    context,
    drawThresholds: true,
  };
}
