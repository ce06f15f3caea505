/** Questions about moments that are marked in all panels over time, and that no panel asks. */
import { block, over } from '../../../promql/write';
import type { Signal } from '../../../model/signal';
import { firingAlerts } from './panel-signals';

/**
 * Alerts that fire now and did not a minute ago. Marked for as long as they fire, a handful of them would cover the panels' lines. Has to be
 * asked every minute: more often, it would mark a minute.
 */
export const alertsBegun: Signal = {
  ...firingAlerts,
  name: 'alertsBegun',
  title: 'Alerts that began to fire',
  description: 'Alerts that fire, and did not fire a minute ago.',
  expression: (context) => {
    const firing = block(firingAlerts.expression(context));
    return `${firing} unless last_over_time(${over(firing, '1m:1m')} offset 1m)`;
  },
};
