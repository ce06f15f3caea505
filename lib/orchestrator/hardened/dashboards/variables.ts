/** The variables of the hardened dashboards, and how panels ask with what they choose. */
import type { MonitoringConfig } from '../../fleet/config';
import type { LabelVariable } from '../../../model/dashboards/dashboard';
import { METRICS } from '../../metrics';
import type { Link, StatRows } from '../../../model/dashboards/panel';
import { call, select, type LabelMatcher } from '../../../promql/write';
import type { Area } from '../../../model/area';
import { ask, type QueryContext } from '../../../model/signal';
import { fleetContext, pinnedLabels } from '../../fleet/identity';
import { eventRate } from '../projections/signals';

/** Variables with a meaning of their own: a label of such a name that tells fleets apart needs no second one. */
const OWN: readonly string[] = ['job', 'instance', 'replica_set', 'projection'];

/** A variable's name may not be that of the one which chooses the data source. */
const variableOf = (label: string): string => (label === 'datasource' ? 'datasource_label' : label);

const chosen = (label: string): LabelMatcher => ({
  label,
  op: '=~',
  value: `$${variableOf(label)}`,
  variables: true,
});

/** Labels that tell fleets apart and have a variable of their own. */
const choosable = ({ aggregateBy }: MonitoringConfig): readonly string[] =>
  aggregateBy.filter((label) => !OWN.includes(label));

/** The fleet's own selector, as its user wrote it, whatever in it looks like a variable. */
const ownMatchers = ({ selector }: MonitoringConfig): readonly LabelMatcher[] =>
  selector.map((matcher) => ({ ...matcher, variables: false }));

/** How panels ask. The variables stand first in every selector; the fleet's own selector holds whatever they choose. */
export function panelContext(config: MonitoringConfig, areas: readonly Area[], withProjection: boolean): QueryContext {
  const { recordingRules } = config;
  const selector = ownMatchers(config);
  const targets = ['job', 'instance', ...choosable(config)].map(chosen);
  return {
    ...fleetContext(config),
    workers: [...targets, chosen('replica_set'), ...selector],
    targets: [...targets, ...selector],
    extraMatchers: withProjection ? [chosen('projection')] : [],
    window: '$__rate_interval',
    recorded: new Set(recordingRules ? areas.flatMap(({ recorded }) => recorded.map(({ name }) => name)) : []),
  };
}

/**
 * The variables, each asking only for what those before it leave. A metric that every worker exposes, also one whose application reports
 * nothing, gives the values; projections are those of a recorded series where there is one, which has one for each and not one a worker.
 */
export function panelVariables(
  config: MonitoringConfig,
  areas: readonly Area[],
  withProjection: boolean,
): readonly LabelVariable[] {
  const asked = (label: string, metric: string, before: readonly string[]): string =>
    call('label_values', select(metric, [...before.map(chosen), ...ownMatchers(config)]), label);
  const labels = [...choosable(config), 'job', 'replica_set', 'instance'];
  const variables = labels.map((label, index): LabelVariable => ({
    name: variableOf(label),
    label: titleOf(label),
    query: asked(label, METRICS.workersRegistered.name, labels.slice(0, index)),
    multi: true,
    // Where Prometheus adds a label only to what it sends elsewhere, its own series have none.
    allValue: OWN.includes(label) ? '.+' : '.*',
  }));
  const context = panelContext(config, areas, false);
  const projection: LabelVariable = {
    name: 'projection',
    label: 'Projection',
    query: config.recordingRules
      ? call('label_values', ask(eventRate, context), 'projection')
      : asked('projection', METRICS.eventsProcessed.name, labels),
    multi: true,
    allValue: '.+',
  };
  return withProjection ? [...variables, projection] : variables;
}

function titleOf(label: string): string {
  const words = label.replace(/_/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** One value for each replica set, by name. Labels that are the same for all of them are not said. */
export function replicaSetRows(config: MonitoringConfig): StatRows {
  const pinned = Object.keys(pinnedLabels(config)).filter((label) => label !== 'replica_set');
  return { hidden: pinned, sortedBy: 'replica_set' };
}

/** Leads to the main dashboard with one replica set chosen, in the same time range; `value` is the placeholder of its name. */
export function replicaSetLink(config: MonitoringConfig, title: string, value: string): Link {
  const others = choosable(config).map((label) => `\${${variableOf(label)}:queryparam}&`);
  return {
    title,
    url: `/d/${config.dashboard.uid}?\${datasource:queryparam}&${others.join('')}\${job:queryparam}&var-replica_set=\${${value}:percentencode}&\${__url_time_range}`,
  };
}
