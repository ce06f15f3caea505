/** What `npm run synth` runs. It writes one file for each chart to manifests/; deploy the one that suits the cluster. */
import { App } from 'cdk8s';
import { HelmTemplateEscaping } from 'pupsourcing-orchestrator-monitoring/cdk8s';

import { MonitoringChart } from './chart';
import { StandaloneChart } from './standalone-chart';

// Also for `cdk8s synth --format helm`, which would have Helm compute what alerts say between braces.
const app = new App({ resolvers: [new HelmTemplateEscaping()] });
new MonitoringChart(app, 'monitoring');
new StandaloneChart(app, 'monitoring-standalone');
app.synth();
