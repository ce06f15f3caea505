/** What `npm run synth` runs. It writes one file for each chart to manifests/; deploy the one that suits the cluster. */
import { App } from 'cdk8s';

import { MonitoringChart } from './chart';
import { StandaloneChart } from './standalone-chart';

const app = new App();
new MonitoringChart(app, 'monitoring');
new StandaloneChart(app, 'monitoring-standalone');
app.synth();
