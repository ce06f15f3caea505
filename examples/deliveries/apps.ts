/** One app for each delivery, by the name of its manifest. They would never be applied together. */
import { App, type Chart } from 'cdk8s';
import { HelmTemplateEscaping } from 'pupsourcing-orchestrator-monitoring/cdk8s';

import { FileProvisioningChart } from './file-provisioning';
import { GrafanaOperatorChart } from './grafana-operator';
import { KubePrometheusStackChart } from './kube-prometheus-stack';
import { OwnDeliveryChart } from './own-delivery';
import { RulerChart } from './rulers';
import { SidecarChart } from './sidecar';

const CHARTS: Readonly<Record<string, (app: App, id: string) => Chart>> = {
  'file-provisioning': (app, id) => new FileProvisioningChart(app, id),
  sidecar: (app, id) => new SidecarChart(app, id),
  'kube-prometheus-stack-pod-monitor': (app, id) => new KubePrometheusStackChart(app, id, { scraping: 'podMonitor' }),
  'kube-prometheus-stack-service-monitor': (app, id) =>
    new KubePrometheusStackChart(app, id, { scraping: 'serviceMonitor' }),
  'kube-prometheus-stack-scrape-config': (app, id) =>
    new KubePrometheusStackChart(app, id, { scraping: 'scrapeConfig' }),
  'kube-prometheus-stack-additional-scrape-configs': (app, id) =>
    new KubePrometheusStackChart(app, id, { scraping: 'additionalScrapeConfigs' }),
  'grafana-operator': (app, id) => new GrafanaOperatorChart(app, id, { evaluatedBy: 'prometheus' }),
  'grafana-operator-alerts': (app, id) => new GrafanaOperatorChart(app, id, { evaluatedBy: 'grafana' }),
  'thanos-ruler': (app, id) => new RulerChart(app, id, 'thanos'),
  mimir: (app, id) => new RulerChart(app, id, 'mimir'),
  'own-delivery': (app, id) => new OwnDeliveryChart(app, id),
};

/** The apps, ready to be synthesized; also into Helm charts. */
export function deliveryApps(): readonly { readonly name: string; readonly app: App }[] {
  return Object.entries(CHARTS).map(([name, make]) => {
    const app = new App({ resolvers: [new HelmTemplateEscaping()] });
    make(app, name);
    return { name, app };
  });
}
