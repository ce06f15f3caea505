/** Questions about the alerts themselves, as Prometheus's own rules raise them. */
import { is, over, block, select } from '../../../promql/write';
import { ask, type QueryContext, type Signal } from '../../../model/signal';
import { countBy, maxBy, setLabels } from '../asking';

const LABELS = ['alertname', 'severity', 'replica_set', 'projection'] as const;

/** The fleet's alerts: those that carry its labels, of the chosen replica sets. */
const ofFleet = ({ workers, by }: QueryContext): string =>
  select('ALERTS', [
    ...workers.filter(({ label }) => label === 'replica_set' || by.includes(label)),
    { label: 'alertname', op: '=~', value: 'Orchestrator.+' },
    is('alertstate', 'firing'),
  ]);

/** Alerts that fire. */
export const firingAlerts: Signal = {
  name: 'firingAlerts',
  title: 'Firing alerts',
  description: 'One series for each alert that fires.',
  unit: 'count',
  labels: LABELS,
  expression: (context) => `${maxBy([...new Set([...context.by, ...LABELS])])} (${ofFleet(context)})`,
};

/** How many alerts fire for a replica set. */
export const firingAlertCount: Signal = {
  name: 'firingAlertCount',
  title: 'Firing alerts',
  description: 'How many alerts fire for the replica set.',
  unit: 'count',
  labels: ['replica_set'],
  expression: (context) => `${countBy(setLabels(context))} (${ask(firingAlerts, context)})`,
};

/**
 * Alerts that fire now and did not a minute ago. Marked for as long as they fire, a handful of them would cover the panels' lines. Has to be
 * asked every minute: more often, it would mark a minute.
 */
export const alertsBegun: Signal = {
  name: 'alertsBegun',
  title: 'Alerts that began to fire',
  description: 'Alerts that fire, and did not fire a minute ago.',
  unit: 'count',
  labels: LABELS,
  expression: (context) => {
    const firing = block(ask(firingAlerts, context));
    return `${firing} unless last_over_time(${over(firing, '1m:1m')} offset 1m)`;
  },
};
