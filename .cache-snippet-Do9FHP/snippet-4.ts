import {
  combineDeliveries,
  configMapOf,
  prometheusOperator,
  renderPrometheusRules,
  sidecar,
  toYaml,
  type Delivery,
} from 'pupsourcing-orchestrator-monitoring';

const ruleSidecar: Delivery = {
  name: 'ruleSidecar',
  rules: ({ metadata, mixin }) => ({
    objects: [
      configMapOf(metadata('rules', { labels: { prometheus_rules: '1' } }), {
        'orchestrator.rules.yaml': toYaml(renderPrometheusRules(mixin.ruleGroups)),
      }),
    ],
  }),
};

export const delivery = combineDeliveries({
  dashboards: sidecar(),
  rules: ruleSidecar,
  scraping: prometheusOperator(),
});

export {};
