/** Questions about the alerts themselves, as Prometheus's own rules raise them. */
import { is, over, block, select } from '../../../promql/write';
import { ask, type QueryContext, type Signal } from '../../../model/signal';
import type { MonitoringConfig } from '../../fleet/config';
import { by, ofReplicaSets, SET } from '../asking';
import { hasDatabase } from '../lag/database-series';
import { hasObjectives } from '../objectives/signals';

const LABELS = ['alertname', 'severity', 'replica_set', 'projection', 'objective'] as const;

const ownAlerts = ({ system }: QueryContext) => (system as MonitoringConfig).extend.alerts;

/** Grafana's own alerting leaves no series. */
const applies = ({ system }: QueryContext): boolean => {
  const { enabled, evaluatedBy } = (system as MonitoringConfig).alerts;
  return enabled && evaluatedBy === 'prometheus';
};

/** The names that there are: shipped ones begin alike, those of a user's own need not. */
const alertNames = (context: QueryContext): string => {
  const others = ownAlerts(context).flatMap(({ name }) => (/^Orchestrator./.test(name) ? [] : [name]));
  return ['Orchestrator.+', ...others.sort()].join('|');
};

/** The fleet's alerts that fire: those that carry its labels, of replica sets. */
const firing = (context: QueryContext, replicaSets = context.workers): string => {
  const selector = select('ALERTS', [
    ...replicaSets.filter(({ label }) => label === 'replica_set' || context.by.includes(label)),
    { label: 'alertname', op: '=~', value: alertNames(context) },
    is('alertstate', 'firing'),
  ]);
  return `${by('max', LABELS, context)} (${selector})`;
};

/** Whether there are alerts that know no replica set: about the database, about objectives, or of a user's own. */
const areOfNone = (context: QueryContext): boolean =>
  hasDatabase(context) ||
  hasObjectives(context) ||
  ownAlerts(context).some(({ signal }) => signal?.labels.includes('replica_set') === false);

/** The same, with those that know no replica set. */
const ofFleet = (context: QueryContext): string =>
  areOfNone(context)
    ? firing(
        context,
        context.workers.map((matcher) =>
          matcher.label === 'replica_set' ? { ...matcher, value: `${matcher.value}|` } : matcher,
        ),
      )
    : firing(context);

/** Alerts that fire. */
export const firingAlerts: Signal = {
  name: 'firingAlerts',
  title: 'Firing alerts',
  unit: 'count',
  labels: LABELS,
  applies,
  expression: ofFleet,
};

/** How many alerts fire for a replica set. */
export const firingAlertCount = ofReplicaSets({
  name: 'firingAlertCount',
  title: 'Firing alerts',
  unit: 'count',
  applies,
  expression: (context) => `${by('count', SET, context)} (${ask({ ...firingAlerts, expression: firing }, context)})`,
});

/**
 * Alerts that fire now and did not a minute ago. Marked for as long as they fire, a handful of them would cover the panels' lines. Has to be
 * asked every minute: more often, it would mark a minute.
 */
export const alertsBegun: Signal = {
  name: 'alertsBegun',
  title: 'Alerts that began to fire',
  unit: 'count',
  labels: LABELS,
  applies,
  expression: (context) => {
    const now = block(ask(firingAlerts, context));
    return `${now} unless last_over_time(${over(now, '1m:1m')} offset 1m)`;
  },
};
