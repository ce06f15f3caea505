import { App } from 'cdk8s';

import { MonitoringChart } from './monitoring-chart';

const app = new App();
new MonitoringChart(app, 'monitoring');
app.synth();
