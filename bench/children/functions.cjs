// Measures single functions with tinybench and prints the median, least and most milliseconds of each.
'use strict';

const { root, fleet, milliseconds } = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
const {
  check,
  createMixin,
  renderDelivery,
  renderGrafanaDashboard,
  renderPrometheusRules,
  kubePrometheusStack,
} = require(`${root}/dist`);

async function main() {
  const { Bench } = await import('tinybench');
  const mixin = createMixin(fleet);
  const bench = new Bench({ time: milliseconds, warmupTime: milliseconds / 4 });
  bench
    .add('createMixin', () => createMixin(fleet))
    .add('check', () => check(mixin))
    .add('renderPrometheusRules', () => renderPrometheusRules(mixin.ruleGroups))
    .add('renderGrafanaDashboard', () => mixin.dashboards.map(renderGrafanaDashboard))
    .add('renderDelivery', () => renderDelivery(kubePrometheusStack({ release: 'monitoring' }), mixin));
  await bench.run();
  const results = bench.tasks.map(({ name, result }) => {
    if (result.state !== 'completed') {
      throw result.error ?? new Error(`${name} is ${result.state}`);
    }
    const { p50, min, max } = result.latency;
    return [name, { median: p50, least: min, most: max }];
  });
  process.stdout.write(JSON.stringify(Object.fromEntries(results)));
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
