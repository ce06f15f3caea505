import { Chart, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { createMixin } from 'pupsourcing-orchestrator-monitoring';
import { RuleConfigMap, ScrapeConfigMap } from 'pupsourcing-orchestrator-monitoring/cdk8s';

import { fleet } from './fleet';
import { restrictedAs } from './restricted-container';
import { WorkerReader } from './worker-reader';

/** User that Prometheus's image is made for. */
const PROMETHEUS_USER = 65534;

/** A cluster without the Prometheus operator: the same fleet, with rules and scrape configuration as files of a Prometheus. */
export class StandaloneChart extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'monitoring-standalone' });

    const mixin = createMixin(fleet);
    const rules = new RuleConfigMap(this, 'rules', { mixin });
    const configuration = new ScrapeConfigMap(this, 'configuration', {
      mixin,
      name: 'prometheus',
      key: 'prometheus.yml',
      configuration: {
        global: { scrape_interval: '30s', evaluation_interval: '30s' },
        rule_files: ['/etc/prometheus/rules/*.rules.yaml'],
      },
    });

    const deployment = new kplus.Deployment(this, 'prometheus', {
      metadata: { name: 'prometheus' },
      replicas: 1,
      // Two processes cannot write to one database: the old one goes first.
      strategy: kplus.DeploymentStrategy.recreate(),
      serviceAccount: new WorkerReader(this, 'worker-reader').serviceAccount,
      automountServiceAccountToken: true,
      securityContext: { fsGroup: PROMETHEUS_USER },
    });
    const container = deployment.addContainer({
      name: 'prometheus',
      image: 'prom/prometheus:v3.5.0',
      args: ['--config.file=/etc/prometheus/config/prometheus.yml', '--storage.tsdb.path=/prometheus'],
      ports: [{ name: 'http', number: 9090 }],
      securityContext: restrictedAs(PROMETHEUS_USER),
      resources: {
        cpu: { request: kplus.Cpu.millis(100), limit: kplus.Cpu.millis(1000) },
        memory: { request: Size.mebibytes(400), limit: Size.gibibytes(1) },
      },
      readiness: kplus.Probe.fromHttpGet('/-/ready', { port: 9090 }),
    });
    container.mount('/etc/prometheus/config', this.volume('configuration', configuration.name));
    container.mount('/etc/prometheus/rules', this.volume('rules', rules.name));
    container.mount('/prometheus', kplus.Volume.fromEmptyDir(this, 'data', 'data'));
    deployment.exposeViaService({ name: 'prometheus', ports: [{ name: 'http', port: 9090 }] });
  }

  private volume(name: string, configMapName: string): kplus.Volume {
    const configMap = kplus.ConfigMap.fromConfigMapName(this, `${name}-config-map`, configMapName);
    return kplus.Volume.fromConfigMap(this, `${name}-volume`, configMap, { name });
  }
}
