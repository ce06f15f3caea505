/** A fleet with an alert of its own, whose expression has two sides. */
import type { MonitoringProps } from '../../lib';

/** The expression, with matchers of the workers. */
export const eitherOf = (matchers: string): string =>
  ['shop_orders_waiting', 'shop_returns_waiting']
    .map((metric) => `max by (job, replica_set) (${metric}{${matchers}})`)
    .join(' or ');

const expression = eitherOf('$workers').replaceAll('job, replica_set', '$by');

export const EITHER: MonitoringProps = {
  extend: {
    alerts: [
      {
        name: 'ShopWaits',
        expression,
        threshold: 5,
        for: '2m',
        summary: 'The shop waits.',
        panel: 'shop-waits',
        runbook: { meaning: 'Too much.', impact: 'Customers wait.', fix: ['Add workers.'] },
        probe: {
          values: 'whole',
          settle: () => 0,
          series: (count, at) => [{ metric: 'shop_orders_waiting', labels: at.worker(0), sample: () => count }],
        },
      },
    ],
    panels: [{ name: 'shop-waits', title: 'The shop waits', queries: [{ expression }] }],
  },
};
