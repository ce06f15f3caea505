/** What is too large for those who carry it, and the ways out. */
import {
  createMixin,
  fileProvisioning,
  grafanaOperator,
  prometheusOperator,
  renderDelivery,
  renderPrometheusRules,
  sidecar,
  type Delivery,
  type Mixin,
} from '../../../lib';

const mixin = createMixin({ replicaSets: [{ name: 'orders', workers: 3 }] });

/** A mixin whose dashboards have titles of so many characters. */
const withTitles = (characters: number): Mixin => ({
  ...mixin,
  dashboards: mixin.dashboards.map((dashboard) => ({ ...dashboard, title: 'x'.repeat(characters) })),
});

const findingsOf = (delivery: Delivery, of: Mixin) =>
  renderDelivery(delivery, of, { omit: ['rules', 'scraping'] }).findings.map(({ severity, path, why, fix }) => ({
    severity,
    path,
    why,
    fix,
  }));

const APPLY = 'kubectl apply fails above 262,144 bytes, because kubectl keeps a copy in an annotation';

describe('dashboards', () => {
  test('of an ordinary size are nothing to speak of', () => {
    expect(findingsOf(sidecar(), mixin)).toEqual([]);
  });

  test('that kubectl apply does not take are a warning, and a split is a way out', () => {
    const large = withTitles(100_000);

    for (const delivery of [sidecar, fileProvisioning]) {
      expect(findingsOf(delivery(), large)).toEqual([
        {
          severity: 'warning',
          path: 'ConfigMap orchestrator-dashboard',
          why: APPLY,
          fix: 'use kubectl apply --server-side, or set splitDashboards: true',
        },
      ]);
      expect(findingsOf(delivery({ splitDashboards: true }), large)).toEqual([]);
    }
  });

  test('that Kubernetes does not take are an error', () => {
    expect(findingsOf(sidecar(), withTitles(600_000))).toEqual([
      {
        severity: 'error',
        path: 'ConfigMap orchestrator-dashboard',
        why: 'Kubernetes takes at most 1,048,576 bytes',
        fix: 'set splitDashboards: true',
      },
    ]);
  });

  test('for the Grafana operator are compressed', () => {
    const target = { instanceSelector: { dashboards: 'grafana' } };
    const large = withTitles(250_000);

    expect(findingsOf(grafanaOperator(target), large).map(({ path, fix }) => `${path}: ${fix}`)).toEqual([
      "GrafanaDashboard orchestrator-dashboard: use kubectl apply --server-side, or set json: 'gzip'",
      "GrafanaDashboard orchestrator-dashboard-fleet: use kubectl apply --server-side, or set json: 'gzip'",
      "GrafanaDashboard orchestrator-dashboard-runbook: use kubectl apply --server-side, or set json: 'gzip'",
    ]);
    expect(findingsOf(grafanaOperator({ ...target, json: 'gzip' }), large)).toEqual([]);
  });
});

test('an object of another kind is an error only beyond what the API server stores', () => {
  const target = { instanceSelector: { dashboards: 'grafana' } };
  const severities = (characters: number) =>
    new Set(findingsOf(grafanaOperator(target), withTitles(characters)).map(({ severity }) => severity));

  expect(severities(600_000)).toEqual(new Set(['warning']));
  expect(severities(1_600_000)).toEqual(new Set(['error']));
});

describe('rules', () => {
  const copies = (count: number): Mixin => ({
    ...mixin,
    ruleGroups: Array.from({ length: count }, (_, number) =>
      mixin.ruleGroups.map((group) => ({ ...group, name: `${group.name}_${String(number)}` })),
    ).flat(),
  });
  const objectsOf = (of: Mixin) =>
    renderDelivery(prometheusOperator({ scraping: false }), of).objects.map(({ manifest }) => manifest);

  test('are one object, as a rule', () => {
    expect(objectsOf(mixin).map(({ metadata }) => metadata.name)).toEqual(['orchestrator-rules']);
  });

  test('too many for one are spread over several, each group once and in its order', () => {
    const many = copies(60);
    const objects = objectsOf(many);
    const names = objects.map(({ metadata }) => metadata.name);

    expect(names.slice(0, 2)).toEqual(['orchestrator-rules', 'orchestrator-rules-2']);
    expect(new Set(names).size).toBe(names.length);
    expect(objects.flatMap(({ spec }) => (spec as { groups: object[] }).groups)).toEqual(
      renderPrometheusRules(many.ruleGroups).groups,
    );
    for (const { spec } of objects) {
      expect(JSON.stringify((spec as { groups: object[] }).groups).length).toBeLessThan(524_288);
    }
    expect(objects.length).toBeLessThan(6);
    expect(renderDelivery(prometheusOperator(), many).findings.filter(({ severity }) => severity === 'error')).toEqual(
      [],
    );
  });
});
