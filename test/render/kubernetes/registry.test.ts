import {
  createMixin,
  grafanaOperator,
  kubePrometheusStack,
  prometheusOperator,
  combineDeliveries,
  deliveryOf,
  renderDelivery,
  type Delivery,
} from '../../../lib';
import { problemsOf } from '../../cdk8s/problems-of';

const MIXIN = createMixin({ database: { exporter: 'cloudnative-pg', selector: { job: 'db' } } });
const objectsOf = (delivery: Delivery) => renderDelivery(delivery, MIXIN).objects;

test.each([
  [{ name: 'kubePrometheusStack', release: 'x' }, kubePrometheusStack({ release: 'x' })],
  [{ name: 'kube-prometheus-stack', release: 'x' }, kubePrometheusStack({ release: 'x' })],
  ['prometheus-operator', prometheusOperator()],
  [
    {
      dashboards: { name: 'grafanaOperator', instanceSelector: { a: 'b' } },
      rules: 'prometheusOperator',
      scraping: false,
      database: { namespace: 'postgres' },
    },
    combineDeliveries({
      dashboards: grafanaOperator({ instanceSelector: { a: 'b' } }),
      rules: prometheusOperator(),
      scraping: false,
      database: { namespace: 'postgres' },
    }),
  ],
])('%j is the delivery of that name', (description, delivery) => {
  expect(objectsOf(deliveryOf(description))).toEqual(objectsOf(delivery));
});

test.each<[unknown, readonly unknown[]]>([
  [
    'kubePrometheusStak',
    [expect.stringMatching(/^delivery: found "kubePrometheusStak"; .+; did you mean `kubePrometheusStack`\?$/)],
  ],
  [undefined, [expect.stringMatching(/^delivery: found undefined; allowed: standalone, fileProvisioning, /)]],
  [{ name: 'constructor' }, [expect.stringMatching(/^delivery\.name: found "constructor"; /)]],
  [{ name: 'kubePrometheusStack' }, [expect.stringMatching(/^delivery\.release: /)]],
  [
    { dashboards: { name: 'sidecar', folder: 1 }, rules: { name: 'mimir', ruleFile: '/' } },
    [expect.stringMatching(/^delivery\.dashboards\.folder: /), expect.stringMatching(/^delivery\.rules\.ruleFile: /)],
  ],
  [
    { rules: 'mimir', database: 'mimir' },
    [expect.stringMatching(/^delivery\.database: found "mimir"; allowed: an object with namespace, /)],
  ],
  [{ dashboards: 'mimir' }, [expect.stringMatching(/^delivery\.dashboards: found mimir, which delivers none; /)]],
  [{}, [expect.stringMatching(/^delivery: found no delivery; /)]],
  [{ release: 'x' }, [expect.stringMatching(/^delivery\.name: missing; allowed: standalone, fileProvisioning, /)]],
  [
    { release: 'x', datasource: { name: 'y', url: 'http://p' } },
    [expect.stringMatching(/^delivery\.name: missing; allowed: standalone, fileProvisioning, /)],
  ],
  [
    { dashboards: 'sidecar', release: 'x' },
    [expect.stringMatching(/^delivery\.release: unknown key `release`; allowed: dashboards, datasource, /)],
  ],
  [
    { dashboards: { folder: 'x' } },
    [expect.stringMatching(/^delivery\.dashboards\.name: missing; allowed: standalone, fileProvisioning, /)],
  ],
  [{ ruels: 'mimir' }, [expect.stringMatching(/^delivery\.ruels: unknown key `ruels`; .+; did you mean `rules`\?$/)]],
  [
    { name: 'grafana-operator', instanceSelector: { matchLabels: { dashboards: 'grafana' } } },
    [
      'delivery.instanceSelector.matchLabels: found labels under `matchLabels`; allowed: an object of labels of Grafana objects and their values; leave out `matchLabels`',
    ],
  ],
])('%j is refused, where it stands', (description, problems) => {
  expect(problemsOf(() => deliveryOf(description))).toEqual(problems);
});
