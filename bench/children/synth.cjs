// Synthesizes an app of so many charts, of constructs or of the same objects written as literals, and prints the milliseconds of each.
'use strict';

const { root, charts } = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
const { ApiObject, App, Chart } = require('cdk8s');
const { OrchestratorMonitoring } = require(`${root}/dist/cdk8s`);
const { kubePrometheusStack } = require(`${root}/dist`);

process.removeAllListeners('warning');
process.on('warning', () => undefined);

const propsOf = (index) => ({
  replicaSets: [{ name: `set-${index}`, workers: 3 }],
  selector: { job: `workers-${index}` },
  dashboard: { uid: `dashboard-${index}`, title: `Dashboard ${index}` },
  name: `orchestrator-${index}`,
  namespace: `namespace-${index}`,
  delivery: kubePrometheusStack({ release: 'monitoring' }),
});

/** Milliseconds that making the charts and writing them takes. */
function time(addTo) {
  const start = process.hrtime.bigint();
  const app = new App();
  for (let index = 0; index < charts; index += 1) {
    addTo(new Chart(app, `chart-${index}`), index);
  }
  app.synthYaml();
  return { milliseconds: Number(process.hrtime.bigint() - start) / 1e6, app };
}

const construct = (chart, index) => new OrchestratorMonitoring(chart, 'orchestrator', propsOf(index));
time(construct);
const { milliseconds, app } = time(construct);
// A chart's own toJson looks through the whole app, each time.
const manifests = app.charts.map((chart) =>
  chart.node
    .findAll()
    .filter(ApiObject.isApiObject)
    .map((object) => object.toJson()),
);
const literal = (chart, index) => {
  manifests[index].forEach((manifest, position) => new ApiObject(chart, `object-${position}`, manifest));
};
time(literal);
process.stdout.write(JSON.stringify({ construct: milliseconds, literal: time(literal).milliseconds }));
